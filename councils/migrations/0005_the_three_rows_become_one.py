from django.db import migrations

FOR_MEETINGS = [
    "notice_days",
    "papers_days",
    "quorum",
    "speech_minutes",
    "correction_hours",
    "silence_hours",
]
FOR_ROUNDS = [
    "minimum_hours",
    "counted_in",
    "working_days",
    "needs_agreement",
    "confirmation_hours",
    "required_languages",
    "entitles",
    "declares",
    "council_decides",
]
OF_A_POSITION = [
    "code",
    "effect",
    "label",
    "meaning",
    "prompt",
    "needs_reason",
    "needs_paragraph",
    "needs_change",
    "is_offered",
    "order",
    "i18n",
]
VERSIONS = """
    INSERT INTO councils_rulesversion (rules_id, number, since, data)
    SELECT r.id, 1, clock_timestamp(), to_jsonb(r) - ARRAY['id', 'body_id'] || jsonb_build_object('options', coalesce(
        (SELECT jsonb_agg(to_jsonb(o) - ARRAY['id', 'rules_id'] ORDER BY o."order", o.id)
         FROM councils_positionoption o WHERE o.rules_id = r.id), '[]'))
    FROM councils_bodyrules r
"""


def gather(apps, schema_editor):
    """What a body has set for its meetings, for its rounds and for its symbols, in one row; what stands is its first version."""
    made = apps.get_model("councils", "BodyRules").objects
    options = apps.get_model("councils", "PositionOption").objects
    for old in apps.get_model("meetings", "MeetingRule").objects.all():
        made.create(body_id=old.body_id, **{name: getattr(old, name) for name in FOR_MEETINGS})
    for old in apps.get_model("recommendations", "Procedure").objects.all():
        values = {name: getattr(old, name) for name in FOR_ROUNDS}
        rules, _new = made.update_or_create(body_id=old.body_id, defaults=values)
        for option in old.options.all():
            options.create(rules=rules, **{name: getattr(option, name) for name in OF_A_POSITION})
    for old in apps.get_model("documents", "SymbolRule").objects.all():
        values = {f"{old.kind}_symbols": old.pattern}
        made.update_or_create(body_id=old.body_id, defaults=values)
    schema_editor.execute(VERSIONS)


def spread(apps, schema_editor):
    """The way back: the rules that stand, in the three tables; their versions go."""
    for rules in apps.get_model("councils", "BodyRules").objects.all():
        apps.get_model("meetings", "MeetingRule").objects.create(
            body_id=rules.body_id, **{name: getattr(rules, name) for name in FOR_MEETINGS}
        )
        old = apps.get_model("recommendations", "Procedure").objects.create(
            body_id=rules.body_id, **{name: getattr(rules, name) for name in FOR_ROUNDS}
        )
        for option in rules.options.all():
            old.options.create(**{name: getattr(option, name) for name in OF_A_POSITION})
        for kind in ("document", "meeting", "decision", "text"):
            if pattern := getattr(rules, f"{kind}_symbols"):
                apps.get_model("documents", "SymbolRule").objects.create(
                    body_id=rules.body_id, kind=kind, pattern=pattern
                )


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0004_rules_are_one_row"),
        ("documents", "0003_credentials"),
        ("meetings", "0008_late_messages"),
        ("recommendations", "0013_brackets_leave_the_amendment"),
    ]

    operations = [migrations.RunPython(gather, spread)]
