"""What stood before the working text, the frozen procedure and the second person: laid out in the new columns."""

import json
import os

from django.db import migrations

EFFECTS = {
    "supports": "joins", "no_objection": "joins", "with_statement": "statement", "with_reservation": "reservation",
    "stands_aside": "aside", "recused": "aside", "awaiting": "awaiting", "objects_with_change": "objects", "objects": "objects",
}  # fmt: skip
PROCEDURE = json.loads(
    r"""
{
 "counted_in": "hours",
 "working_days": 3,
 "needs_agreement": false,
 "quorum_percent": 50,
 "required_languages": [
  "ru",
  "en"
 ],
 "entitles": "members",
 "declares": "chair_or_secretariat",
 "positions": [
  {
   "code": "supports",
   "effect": "joins",
   "label": {
    "en": "Supports",
    "ru": "Поддерживает"
   },
   "meaning": {
    "en": "joins the consensus and speaks for the text",
    "ru": "присоединяется к консенсусу и высказывается в поддержку текста"
   },
   "prompt": {
    "en": "",
    "ru": ""
   },
   "needs_reason": false,
   "needs_paragraph": false,
   "needs_change": false
  },
  {
   "code": "no_objection",
   "effect": "joins",
   "label": {
    "en": "No objection",
    "ru": "Не возражает"
   },
   "meaning": {
    "en": "joins the consensus; silence means the same",
    "ru": "присоединяется к консенсусу; молчание означает то же"
   },
   "prompt": {
    "en": "",
    "ru": ""
   },
   "needs_reason": false,
   "needs_paragraph": false,
   "needs_change": false
  },
  {
   "code": "with_statement",
   "effect": "statement",
   "label": {
    "en": "Joins, with an interpretative statement",
    "ru": "Присоединяется с интерпретирующим заявлением"
   },
   "meaning": {
    "en": "joins; the statement is annexed to the text unchanged",
    "ru": "присоединяется; заявление прилагается к тексту без изменений"
   },
   "prompt": {
    "en": "Write the statement as it is to be annexed.",
    "ru": "Напишите заявление в том виде, в каком оно будет приложено."
   },
   "needs_reason": true,
   "needs_paragraph": false,
   "needs_change": false
  },
  {
   "code": "with_reservation",
   "effect": "reservation",
   "label": {
    "en": "Joins, with a reservation",
    "ru": "Присоединяется с оговоркой"
   },
   "meaning": {
    "en": "joins, but does not associate itself with the paragraph named",
    "ru": "присоединяется, но не связывает себя указанным пунктом"
   },
   "prompt": {
    "en": "Write the statement as it is to be annexed.",
    "ru": "Напишите заявление в том виде, в каком оно будет приложено."
   },
   "needs_reason": true,
   "needs_paragraph": true,
   "needs_change": false
  },
  {
   "code": "stands_aside",
   "effect": "aside",
   "label": {
    "en": "Stands aside",
    "ru": "Воздерживается, не препятствуя"
   },
   "meaning": {
    "en": "takes no part in this decision and does not block it",
    "ru": "не участвует в этом решении и не препятствует ему"
   },
   "prompt": {
    "en": "",
    "ru": ""
   },
   "needs_reason": false,
   "needs_paragraph": false,
   "needs_change": false
  },
  {
   "code": "recused",
   "effect": "aside",
   "label": {
    "en": "Recused",
    "ru": "Заявляет самоотвод"
   },
   "meaning": {
    "en": "takes no part because of a conflict of interest",
    "ru": "не участвует из-за конфликта интересов"
   },
   "prompt": {
    "en": "",
    "ru": ""
   },
   "needs_reason": false,
   "needs_paragraph": false,
   "needs_change": false
  },
  {
   "code": "awaiting",
   "effect": "awaiting",
   "label": {
    "en": "Awaiting instructions",
    "ru": "Ожидает указаний"
   },
   "meaning": {
    "en": "has no instructions yet; does not stop the clock",
    "ru": "указаний ещё нет; срок не приостанавливается"
   },
   "prompt": {
    "en": "",
    "ru": ""
   },
   "needs_reason": false,
   "needs_paragraph": false,
   "needs_change": false
  },
  {
   "code": "objects_with_change",
   "effect": "objects",
   "label": {
    "en": "Objects, with a proposed change",
    "ru": "Возражает, предлагая изменение"
   },
   "meaning": {
    "en": "stands in the way; would join if the text were changed as proposed",
    "ru": "препятствует принятию; присоединится, если текст будет изменён, как предлагается"
   },
   "prompt": {
    "en": "Say why, and what would let your organisation join.",
    "ru": "Укажите причины и то, что позволило бы вашей организации присоединиться."
   },
   "needs_reason": true,
   "needs_paragraph": false,
   "needs_change": true
  },
  {
   "code": "objects",
   "effect": "objects",
   "label": {
    "en": "Objects",
    "ru": "Возражает"
   },
   "meaning": {
    "en": "stands in the way; reasons are required",
    "ru": "препятствует принятию; требуются причины"
   },
   "prompt": {
    "en": "Say why, and what would let your organisation join.",
    "ru": "Укажите причины и то, что позволило бы вашей организации присоединиться."
   },
   "needs_reason": true,
   "needs_paragraph": false,
   "needs_change": false
  }
 ]
}
    """
)
KEPT = ("clausetext", "statement", "position", "consensusround", "recommendation")


def triggers(state):
    return [f"ALTER TABLE recommendations_{table} {state} TRIGGER USER" for table in KEPT]


def lay_out(apps, schema_editor):
    run = schema_editor.execute
    for statement in triggers("DISABLE"):
        run(statement)
    run(
        "UPDATE recommendations_clausetext t SET state = CASE WHEN t.text = '' THEN 'missing'"
        " WHEN t.language = r.original_language THEN 'original' ELSE 'in_step' END"
        " FROM recommendations_clause c JOIN recommendations_revision v ON v.id = c.revision_id"
        " JOIN recommendations_recommendation r ON r.id = v.recommendation_id WHERE c.id = t.clause_id"
    )
    run(
        "UPDATE recommendations_statement s SET made_by_id = p.taken_by_id"
        " FROM recommendations_position p WHERE p.id = s.position_id"
    )
    for kind, effect in EFFECTS.items():
        run(
            "UPDATE recommendations_position SET effect = %s, blocks = %s,"
            " source_date = CASE WHEN source <> '' THEN (taken_at AT TIME ZONE 'Asia/Tashkent')::date END WHERE kind = %s",
            [effect, effect == "objects", kind],
        )
    run(
        "UPDATE recommendations_consensusround SET procedure = %s::jsonb || jsonb_build_object('minimum_hours', minimum_hours),"
        " statement = CASE WHEN declaration = '' THEN '{}'::jsonb ELSE jsonb_build_object('breadth', declaration) END",
        [json.dumps(PROCEDURE, ensure_ascii=False)],
    )
    run(
        "UPDATE recommendations_amendment a SET base = (SELECT coalesce(jsonb_object_agg(t.language, t.text), '{}')"
        " FROM recommendations_clause c JOIN recommendations_clausetext t ON t.clause_id = c.id"
        " WHERE c.revision_id = a.revision_id AND c.paragraph_id = a.paragraph_id)"
    )
    run(
        "INSERT INTO recommendations_procedure (body_id, minimum_hours, counted_in, working_days, needs_agreement,"
        " quorum_percent, required_languages, entitles, declares)"
        " SELECT id, greatest(24, minimum_silence_hours), 'hours', 3, false, 50, ARRAY['ru', 'en'], 'members',"
        " 'chair_or_secretariat' FROM councils_body WHERE minimum_silence_hours <> 72"
    )
    certify_what_stood(apps, schema_editor)
    run("SET CONSTRAINTS ALL IMMEDIATE")  # what waits to be checked keeps a table from being altered
    for statement in triggers("ENABLE"):
        run(statement)


def certify_what_stood(apps, schema_editor):
    """Invented texts get an invented second person; real ones the person of the secretariat that CERTIFIED_BY names."""
    texts = apps.get_model("recommendations", "Recommendation").objects.filter(adopted_at__isnull=False)
    people = apps.get_model("accounts", "User").objects.filter(is_secretariat=True, is_active=True).order_by("pk")
    named = people.filter(email=os.environ.get("CERTIFIED_BY", "")).first()
    for text in texts:
        text.certified_by = named if not text.is_demo else people.exclude(pk=text.adopted_by_id).first()
        if text.certified_by_id in {None, text.adopted_by_id}:
            raise RuntimeError(
                f"{text.symbol} stands without a second person. Set CERTIFIED_BY to the e-mail address of an active member"
                " of the secretariat who did not declare it, and migrate again."
            )
        text.certified_at = text.adopted_at
        text.save(update_fields=["certified_by", "certified_at"])


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0003_drafting_consensus_and_follow_up")]
    operations = [migrations.RunPython(lay_out, migrations.RunPython.noop)]
