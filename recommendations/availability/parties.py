"""Who wants the words in square brackets: an organisation of the Council, by its own name, letter by letter.

A party typed by hand counts as one only when it is one. «Бaктрия» with a Latin «a» reads like Bactria and is nobody: the row
of its brackets names no organisation, and the text is not issued.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from councils.models import Organisation
from rec_portal.ui.brackets import attributed, brackets, number_of

from ..models import Recommendation, WorkingBracket
from ..models.text import number

_LOOK_ALIKE = str.maketrans("AaBCcEeHKkMOoPpTXxyi", "АаВСсЕеНКкМОоРрТХхуі")


def parties_named(who: str) -> tuple[int, ...]:
    """The organisations (keys) that an attribution names; none unless all of it are names of the Council."""
    known = _known()
    names = list(_names(who.removesuffix(number_of(who)), known))
    return tuple(known[name] for name in names) if all(name in known for name in names) else ()


def unclaimed(text: Recommendation) -> list[tuple[WorkingBracket, str]]:
    """The brackets of the working text that bear a name and are nobody's, with that name."""
    rows = WorkingBracket.objects.filter(
        working__recommendation=text, amendment__isnull=True, organisations__isnull=True
    )
    return [
        (row, bracket.who)
        for row in rows.select_related("working").order_by("working__order", "language", "start")
        for bracket in brackets(row.working.in_language(row.language))
        if bracket.start == row.start and bracket.who
    ]


def strangers(text: Recommendation) -> Iterator[str]:
    """A sentence for each name in brackets of the working text that is nobody's."""
    named = [(each.working_id, who) for each, who in unclaimed(text)]
    if not named:
        return
    rows = number(list(text.working_paragraphs.all()))
    labels = {row.pk: row.label for row in rows}
    known = _known()
    seen = {name.translate(_LOOK_ALIKE): name for name in known}
    for label, who in dict.fromkeys((labels[key], who) for key, who in named):
        for name in _names(who.removesuffix(number_of(who)), known):
            if name in known:
                continue
            about = {"name": name, "label": label}
            if meant := seen.get(name.translate(_LOOK_ALIKE)):
                yield _(
                    "«%(name)s» in square brackets (paragraph %(label)s) is not «%(meant)s»: letters of another alphabet stand"
                    " in it. Write the name anew."
                ) % (about | {"meant": meant})
            else:
                yield (
                    _(
                        "«%(name)s» in square brackets (paragraph %(label)s) is no organisation of the Council. Write who wants"
                        " these words by the name of the organisation, or leave out the colon."
                    )
                    % about
                )


def _names(who: str, known: dict[str, int]) -> Iterator[str]:
    """Names parted by commas; a name may hold a comma itself, so the longest that is known is taken first."""
    while who:
        found = [name for name in known if who == name or who.startswith(f"{name}, ")]
        name = max(found, key=len) if found else who.split(", ")[0]
        yield name
        who = who[len(name) :].removeprefix(", ")


def _known() -> dict[str, int]:
    """Every name of every organisation, in each language, as it may stand in an attribution → its key."""
    names: dict[str, int] = {}
    for organisation in Organisation.objects.order_by("pk"):
        i18n = organisation.i18n or {}
        own = {organisation.name, organisation.short_name}
        own |= {
            i18n.get(f"{field}_{code}") or ""
            for field in ("name", "short_name")
            for code in dict(settings.LANGUAGES)
        }
        names |= {attributed(name): organisation.pk for name in own if name}
    return names
