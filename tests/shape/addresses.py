"""Every URL of the resolver, and a Council at work in which each of them has its object."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from councils.models import today
from documents import actions as documents
from meetings import actions as meetings
from meetings.notices import answer_token
from rec_portal.mail.models import Delivery
from recommendations import actions as texts
from tests.cast import Cast, newest
from tests.recommendations.test_follow_up import addressed, opened


def addresses() -> Iterator[tuple[str, str]]:
    """(name, pattern) of every URL."""

    def walk(resolver: URLResolver, prefix: str, namespace: str) -> Iterator[tuple[str, str]]:
        for entry in resolver.url_patterns:
            path = prefix + str(entry.pattern)
            if isinstance(entry, URLResolver):
                yield from walk(
                    entry, path, namespace + (f"{entry.namespace}:" if entry.namespace else "")
                )
            elif isinstance(entry, URLPattern):
                yield f"{namespace}{entry.name or path}", path

    yield from walk(get_resolver(), "/", "")


def arguments(council: Cast) -> dict[str, dict[str, Any]]:
    """What each address needs, from a Council at work: a planned and a convened meeting, texts in several states."""
    planned, convened = council.meeting(convened=False), council.meeting()
    item = planned.items.first()
    invitation = convened.invitations.get(organisation=council.organisations["sogdiana"])
    delegate = meetings.nominate(
        invitation,
        {"name": "Ali Valiev", "wants_visa_letter": True},
        by=council.head,
        at=timezone.now(),
    )
    text = council.text()
    paragraph = newest(text).clauses.all()[1].paragraph
    amendment = texts.propose_amendment(
        text, paragraph, {"en": "Mine."}, "x", by=council.head, at=timezone.now()
    )
    running = council.opened()
    position = texts.take_position(running, "supports", by=council.head)
    waiting = texts.take_position(
        council.opened(),
        "objects",
        by=council.secretariat,
        organisation=council.organisations["bactria"],
        recorded=council.recorded(),
        reason="Our capital says no.",
    )
    statement = texts.make_statement(
        running, "record", "For the record.", language="en", by=council.head
    )
    comment = texts.comment(text, paragraph, "A word", by=council.head, at=timezone.now())
    proposal = texts.propose(
        council.group,
        "recommendation",
        "ru",
        {"ru": "П", "en": "P"},
        problem="x",
        source="",
        by=council.observer,
        at=timezone.now(),
    )
    published = addressed(council)
    line = published.follow_ups.filter(organisation=council.organisations["sogdiana"]).first()
    cycle = opened(council)
    report = cycle.reports.get(organisation=council.organisations["sogdiana"])
    item_ = report.items.first()
    evidence = texts.add_evidence(
        item_,
        title="Note",
        link_to="",
        file=SimpleUploadedFile("n.txt", b"words", content_type="text/plain"),
        is_public=False,
        by=council.head,
        at=timezone.now(),
    )
    texts.submit(report, covering_note="", by=council.head, at=timezone.now())
    question = texts.ask(report, "How?", item=None, by=council.secretariat, at=timezone.now())
    words = published.adoption.revision.clauses.all()[1].paragraph  # type: ignore[union-attr]
    corrigendum = texts.add_corrigendum(
        published,
        words,
        "en",
        "Mended.",
        reason="Spelling.",
        by=council.secretariat,
        at=timezone.now(),
    )
    delivery = Delivery.objects.filter(letter__kind="round_opened").order_by("pk").first()
    assert item
    assert line
    assert delivery
    document = _document(council, item)
    (received,) = documents.receive(
        [SimpleUploadedFile("n.txt", b"words", content_type="text/plain")],
        by=council.chair,
        at=timezone.now(),
    )
    paper = _document(council, convened.items.first())
    bundle = documents.ask_for_bundle(
        source="meeting",
        source_id=convened.pk,
        title="Fourth meeting",
        back="/",
        by=council.head,
        at=timezone.now(),
    )
    documents.build_bundle(bundle, at=timezone.now())
    journal, entry, correction, task = _recorded(council)
    held = council.meeting(starts_in=timedelta(hours=1))
    meetings.change_status(held, "in_session", by=council.chair, at=timezone.now())
    meetings.note_presence(
        held, council.organisations["sogdiana"], "roll_call", by=council.chair, at=timezone.now()
    )
    opened_item = held.items.first()
    assert opened_item
    meetings.act_on_item(opened_item, "opened", by=council.chair, at=timezone.now())
    speech = meetings.inscribe(
        opened_item, council.organisations["sogdiana"], by=council.head, at=timezone.now()
    )
    place = texts.put_on_agenda(
        text, convened.items.first(), newest(text), by=council.secretariat, at=timezone.now()
    )
    paper_row = convened.papers.get(document=paper)
    expected = meetings.expect_paper(
        convened,
        None,
        "other",
        {"en": "To come", "ru": "Ожидается"},
        by=council.secretariat,
        at=timezone.now(),
    )
    soon = timezone.now() + timedelta(days=10)
    poll = meetings.ask_for_dates(
        council.group,
        {"en": "Fifth", "ru": "Пятое"},
        [(soon, soon + timedelta(hours=1)), (soon + timedelta(1), soon + timedelta(2))],
        [council.organisations["sogdiana"]],
        time_zone="Asia/Tashkent",
        answer_by=timezone.now() + timedelta(days=3),
        by=council.secretariat,
        at=timezone.now(),
    )
    meeting_pk, text_pk, round_pk = {"pk": convened.pk}, {"pk": text.pk}, {"pk": running.pk}
    given: dict[str, dict[str, Any]] = {
        **{f"meetings:{n}": {"pk": held.pk, "mode": "floor"} for n in ("screen", "screen-part")},
        "meetings:sitting": {"pk": held.pk, "act": "suspend"},
        "meetings:presence": {"pk": held.pk},
        "meetings:departure": {"pk": held.pk, "organisation": council.organisations["sogdiana"].pk},
        "meetings:item-act": {"pk": opened_item.pk, "act": "suspend"},
        "meetings:inscribe": {"pk": opened_item.pk},
        "meetings:inscribe-own": {"pk": opened_item.pk, "kind": "statement"},
        "meetings:order": {"pk": opened_item.pk, "how": "protocol"},
        "meetings:speech-act": {"pk": speech.pk, "act": "floor"},
        "meetings:statement": {"pk": speech.pk},
        "meetings:record-begin": {"pk": held.pk, "kind": "summary"},
        **{f"meetings:{n}": {"pk": held.pk} for n in ("decision-add", "task-add")},
        **{
            f"meetings:{n}": {"pk": journal.pk}
            for n in (
                "journal",
                "record-refill",
                "record-object",
                "record-recall",
                "record-settle",
                "record-told",
                "record-corrigendum",
                "record-compare",
            )
        },
        "meetings:record-until": {"pk": journal.pk, "verb": "silence"},
        "meetings:record-export": {"pk": journal.pk, "language": "ru", "kind": "pdf"},
        **{f"meetings:{n}": {"pk": entry.pk} for n in ("entry-edit", "entry-correct")},
        "meetings:correction-decide": {"pk": correction.pk, "verb": "make"},
        "meetings:task-report": {"pk": task.pk},
        "meetings:task-change": {"pk": task.pk, "status": "close"},
        "recommendations:put-on-agenda": {"pk": item.pk},
        "recommendations:take-off-agenda": {"pk": place.pk},
        "meetings:answer": {"token": answer_token(invitation, council.head)},
        **{
            f"meetings:{n}": meeting_pk
            for n in (
                "detail",
                "calendar",
                "history",
                "remind",
                "cancel",
                "announcement",
                "answer-own",
                "delegates",
                "pack",
                "move",
                "postpone",
                "circulate",
                "invite-more",
                "papers",
                "paper-choose",
                "paper-expect",
                "versions",
                "agenda-issue",
                "agenda-adopt",
                "arrange",
                "delegates-template",
                "delegates-export",
                "delegates-import",
                "participants",
                "badges",
                "plates",
            )
        },
        **{f"meetings:{n}": {"pk": planned.pk} for n in ("edit", "item-add", "invited", "convene")},
        "meetings:waive": meeting_pk | {"period": "papers"},
        "meetings:status": {"pk": convened.pk, "status": "open"},
        **{
            f"meetings:{n}": {"pk": item.pk}
            for n in ("item-remove", "item-move", "item-edit", "item-pack")
        },
        "meetings:agenda-export": meeting_pk
        | {"form": "programme", "which": "both", "kind": "pdf"},
        "meetings:participants-export": meeting_pk
        | {"which": "final", "language": "en", "kind": "docx"},
        "meetings:paper-unexpect": {"pk": expected.pk},
        "meetings:paper-remove": {"pk": paper_row.pk},
        "meetings:poll": {"pk": poll.pk},
        "meetings:poll-close": {"pk": poll.pk},
        "meetings:poll-record": {
            "pk": poll.pk,
            "organisation": council.organisations["sogdiana"].pk,
        },
        **{
            f"meetings:{n}": {"pk": invitation.pk}
            for n in ("answer-record", "invitation", "delegation", "confirm-all", "nomination")
        },
        "meetings:invitation-withdraw": {
            "pk": meetings.invite_more(
                convened, council.organisations["guest"], by=council.secretariat, at=timezone.now()
            ).pk
        },
        "meetings:invitation-letter": {"pk": invitation.pk, "language": "ru"},
        "meetings:visa-letter": {"pk": delegate.pk, "language": "en"},
        "meetings:check-in": {"code": delegate.code},
        **{f"meetings:{n}": {"pk": delegate.pk} for n in ("delegate-complete", "delegate-replace")},
        "meetings:delegate-change": {"pk": delegate.pk, "status": "withdraw"},
        "meetings:delegate-decide": {"pk": delegate.pk, "status": "ask"},
        **{
            f"recommendations:{n}": text_pk
            for n in (
                "detail",
                "compare",
                "history",
                "edit",
                "consult",
                "withdraw",
                "forward",
                "publish",
                "round-open",
                "open-points",
                "follow",
                "assign",
                "presence",
                "issue",
                "agreed",
                "send-back",
                "matrix",
                "matrix-import",
                "certify",
                "not-certify",
                "corrigendum",
                "rounds",
            )
        },
        "recommendations:corrigendum-confirm": {"pk": corrigendum.pk, "verb": "confirm"},
        **{f"recommendations:{n}": {"pk": proposal.pk} for n in ("admit", "turn-down")},
        "recommendations:export": text_pk | {"view": "redline", "kind": "docx"},
        "recommendations:matrix-export": text_pk | {"kind": "xlsx"},
        **{
            f"recommendations:{n}": {"pk": published.pk}
            for n in ("certificate", "certificate-pdf", "follow-up", "review", "close", "replace")
        },
        "recommendations:restore": {"pk": text.current_revision_pk},
        **{
            f"recommendations:{n}": {"pk": paragraph.pk}
            for n in (
                "paragraph-save",
                "paragraph-history",
                "paragraph-reopen",
                "paragraph-settle",
                "particulars",
            )
        },
        "recommendations:wording-restore": {"pk": paragraph.saves.get().pk},
        **{
            f"recommendations:{n}": {"pk": comment.pk}
            for n in ("comment-answer", "comment-resolve")
        },
        "recommendations:amendment-act": {"pk": amendment.pk, "verb": "bracket"},
        **{
            f"recommendations:{n}": round_pk
            for n in ("renew", "round-extend", "round-put", "statement", "position-prepare")
        },
        "recommendations:round-act": round_pk | {"verb": "suspend"},
        "recommendations:statement-act": {"pk": statement.pk, "verb": "join"},
        **{f"recommendations:{n}": {"pk": position.pk} for n in ("lift", "position-change")},
        "recommendations:overview-export": {"kind": "xlsx"},
        "recommendations:answer": {"pk": line.pk},
        "recommendations:cycle": {"pk": cycle.pk},
        "recommendations:cycle-act": {"pk": cycle.pk, "verb": "remind"},
        **{
            f"recommendations:report{n}": {"pk": report.pk}
            for n in ("", "-submit", "-ask", "-complete", "-publication")
        },
        **{
            f"recommendations:{n}": {"pk": item_.pk}
            for n in ("item", "item-pass", "evidence-add", "offer-match")
        },
        "recommendations:question-reply": {"pk": question.pk},
        "recommendations:evidence": {"pk": evidence.pk},
        "recommendations:public": {"pk": published.pk},
        "recommendations:pdf": {"pk": published.pk, "language": "ru"},
        **{f"recommendations:{n}": {"pk": paragraph.pk} for n in ("comment", "amend")},
        "recommendations:amendment-decide": {"pk": amendment.pk, "verb": "accept"},
        **{f"recommendations:{n}": round_pk for n in ("position", "declare")},
        "recommendations:position-record": {
            "pk": running.pk,
            "organisation": council.organisations["bactria"].pk,
        },
        "recommendations:receipt": {"pk": position.pk},
        "recommendations:objection-confirm": {"pk": waiting.pk},
        "documents:download": {"pk": document.revisions.get().files.get().pk},
        **{
            f"documents:{n}": {"pk": document.pk} for n in ("detail", "revise", "symbol", "readers")
        },
        **{
            f"documents:{n}": {"pk": document.revisions.get().pk}
            for n in ("language-add", "category")
        },
        "documents:wider": {"pk": document.revisions.get().pk, "verb": "confirm"},
        "documents:discard": {"pk": received.pk},
        "documents:pack": {"pk": bundle.pk},
        "documents:pack-fetch": {"pk": bundle.pk, "form": "zip"},
        "working_groups:detail": {"letter": "b"},
        **{
            f"desk:{n}": {"pk": council.organisations["sogdiana"].pk}
            for n in ("organisation", "mandate-give", "seat-give")
        },
        **{
            f"desk:{n}": {"pk": council.member.representations.get().pk}
            for n in ("credentials", "mandate-end")
        },
        "desk:seat-end": {"pk": council.organisations["sogdiana"].seats.first().pk},
        "desk:office-end": {"pk": council.group.offices.first().pk},
        "desk:letter": {"pk": delivery.letter_id},
        "desk:delivery": {"pk": delivery.pk},
    }
    return given


def _recorded(council: Cast) -> tuple[Any, Any, Any, Any]:
    """A closed meeting whose journal takes corrections, one of them proposed; and a task."""
    meeting = council.meeting(starts_in=timedelta(hours=3), items=1)
    meetings.change_status(meeting, "in_session", by=council.chair, at=timezone.now())
    meetings.change_status(meeting, "closed", by=council.chair, at=timezone.now())
    journal = meetings.begin_journal(meeting, "journal", by=council.secretariat, at=timezone.now())
    for each in journal.entries.all():
        meetings.save_entry(
            each,
            {"en": "Some words.", "ru": "Слова."},
            based_on=each.version,
            by=council.secretariat,
            at=timezone.now(),
        )
    meetings.circulate_journal(
        journal, timezone.now() + timedelta(days=30), by=council.secretariat, at=timezone.now()
    )
    entry = journal.entries.first()
    assert entry
    correction = meetings.correct(
        entry, "en", "Some words.", "Words.", reason="x", by=council.head, at=timezone.now()
    )
    values = {
        "title": "Do",
        "organisation": council.organisations["sogdiana"],
        "due_on": today(),
        "decision": None,
        "i18n": {},
    }
    return (
        journal,
        entry,
        correction,
        meetings.give_task(meeting, values, by=council.chair, at=timezone.now()),
    )


def _document(council: Cast, item: Any) -> Any:
    file = SimpleUploadedFile("note.txt", b"words", content_type="text/plain")
    document = documents.upload(
        titles={"en": "Note", "ru": "Записка"},
        category="body",
        body=council.group,
        files={"en": file},
        by=council.secretariat,
        at=timezone.now(),
    )
    meetings.add_paper(item, document, by=council.secretariat, at=timezone.now())
    return document


def generic(name: str, pattern: str, council: Cast) -> dict[str, Any]:
    """Arguments of the administration and of allauth, by the names in their patterns."""
    known = {
        "object_id": 1,
        "app_label": "councils",
        "content_type_id": "1",
        "url": "nothing/",
        "extra_context": "",
        "uidb36": "1",
        "key": "a-b",
        "pk": 1,
        "id": council.head.pk,
    }
    return {
        argument: value
        for argument, value in known.items()
        if f"<{argument}>" in pattern or f":{argument}>" in pattern
    }


def address_of(name: str, pattern: str, given: dict[str, dict[str, Any]], council: Cast) -> str:
    if name.startswith("admin:") and "?P<url>" in pattern:
        return "/admin/nothing/"
    if "<path:object_id>" in pattern and "content_type_id" not in pattern:
        app, model = pattern.split("/")[2:4]
        first = apps.get_model(app, model)._default_manager.order_by("pk").first()
        return pattern.replace("<path:object_id>", str(first.pk if first else 0))
    if "/" in name:
        return pattern.replace("^", "").replace("$", "")
    return reverse(name, kwargs=given.get(name) or generic(name, pattern, council) or None)
