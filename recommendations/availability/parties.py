"""Who wants the words in square brackets: an organisation of the Council, by its own name, letter by letter.

A party typed by hand counts as one only when it is one. «Бaктрия» with a Latin «a» reads like Bactria and is nobody: found by
no search, renamed by no co-sponsor, settled with no amendment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from councils.models import Organisation
from rec_portal.ui.brackets import attributed, brackets

from ..models import LANGUAGES, Recommendation

_NUMBERED = re.compile(r" – \d+$")
_LOOK_ALIKE = str.maketrans("AaBCcEeHKkMOoPpTXxyi", "АаВСсЕеНКкМОоРрТХхуі")


def strangers(text: Recommendation, wordings: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    """A sentence for each attribution that names nobody. `wordings` are (label of the paragraph, language, words)."""
    named = [
        (label, bracket.who)
        for label, _language, words in wordings
        for bracket in brackets(words)
        if bracket.who
    ]
    if not named:
        return
    known = _known(text)
    seen = {name.translate(_LOOK_ALIKE): name for name in known}
    for label, who in dict.fromkeys(named):
        if who in known:
            continue
        for name in _unknown(_NUMBERED.sub("", who), known):
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


def _unknown(who: str, known: set[str]) -> Iterator[str]:
    """Names parted by commas; a name may hold a comma itself, so the longest that is known is taken first."""
    while who:
        found = [name for name in known if who == name or who.startswith(f"{name}, ")]
        name = max(found, key=len) if found else who.split(", ")[0]
        if not found:
            yield name
        who = who[len(name) :].removeprefix(", ")


def _known(text: Recommendation) -> set[str]:
    """The names under which a party may stand: those of the organisations, and those that proposals were laid in under."""
    names: set[str] = set()
    for organisation in Organisation.objects.all():
        i18n = organisation.i18n or {}
        names |= {organisation.name, organisation.short_name}
        names |= {
            i18n.get(f"{field}_{code}") or ""
            for field in ("name", "short_name")
            for code in LANGUAGES
        }
    for laid_in in text.amendments.values_list("bracketed_as", flat=True):
        names |= set((laid_in or {}).values())
    return {attributed(name) for name in names if name}
