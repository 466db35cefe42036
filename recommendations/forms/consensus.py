"""What people type about a round: its terms, positions, statements, the chair's declaration."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User, one_line
from councils.models import Body, Organisation, today
from documents.forms import SafeFileField
from meetings.forms import DateInput, TimeInput, zones
from meetings.models import AgendaItem, Meeting
from rec_portal import clock
from rec_portal.labels import said, worded
from rec_portal.names import by_language, text_languages

from ..actions import ChairStatement, Terms
from ..availability import Finding, lacking, lacking_of_statement
from ..lifecycle import Outcome, RoundKind, StatementKind, TextAct, may_text
from ..models import Clause, ConsensusRound, Recommendation, Revision
from .drafting import WordingsForm, area

LONGEST = timedelta(days=183)


class EndForm(forms.Form):
    """A moment in a zone that is named."""

    ends_on = forms.DateField(label=gettext_lazy("The round ends on"), widget=DateInput)
    ends_time = forms.TimeField(label=gettext_lazy("at"), widget=TimeInput)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zones)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors:
            if (
                not timezone.localdate() - LONGEST
                < values["ends_on"]
                < timezone.localdate() + 2 * LONGEST
            ):
                self.add_error(
                    "ends_on", _("Check the date: a round may last half a year at most.")
                )
                return values
            moment = datetime.combine(
                values["ends_on"], values["ends_time"], ZoneInfo(values["time_zone"])
            )
            values["expires_at"] = moment
            if trouble := clock.trouble_with(moment):
                self.add_error("ends_time", trouble)
            if moment > timezone.now() + LONGEST:
                self.add_error(
                    "ends_on", _("Check the date: a round may last half a year at most.")
                )
        return values


class UndoneMixin(forms.Form):
    """What is still undone in the text, each to be confirmed by name (docs/consensus.md)."""

    undone = forms.MultipleChoiceField(
        label=gettext_lazy("Still undone; confirm each by name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def ask_about(self, findings: list[Finding]) -> None:
        """Offer these to be confirmed; the field goes where there is nothing to confirm."""
        if not findings:
            del self.fields["undone"]
            return
        choices = [(each.key, each.sentence) for each in findings]
        self.fields["undone"].choices = choices  # type: ignore[attr-defined]

    def confirmed(self) -> frozenset[str]:
        return frozenset(self.cleaned_data.get("undone", ()))


class RoundForm(UndoneMixin, EndForm):
    """How the text is put, until when, and what the body's procedure asks for."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of round"), choices=RoundKind.choices)
    agreed_at_meeting = forms.CharField(
        label=gettext_lazy("Where the use of silence was agreed"),
        max_length=200,
        required=False,
        validators=[one_line],
    )
    agenda_item: forms.ModelChoiceField[AgendaItem] = forms.ModelChoiceField(
        label=gettext_lazy("Agenda item"),
        queryset=AgendaItem.objects.none(),
        required=False,
        help_text=gettext_lazy("For a round in the room."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)
    field_order = (
        "kind",
        "ends_on",
        "ends_time",
        "time_zone",
        "agreed_at_meeting",
        "agenda_item",
        "undone",
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        body: Body,
        recommendation: Recommendation,
        initial: dict[str, Any] | None = None,
        in_room: bool = False,
        reader: User,
        undone: list[Finding],
    ) -> None:
        """`in_room`: put from the agenda of a meeting; what belongs to the silence is not asked."""
        super().__init__(data, initial=initial)
        self.ask_about(undone)
        kinds = [kind for kind in RoundKind.choices if _offered(kind[0], body, recommendation)]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        of = Q(meeting__body=body) | Q(meeting__joint_with=body)
        items = (
            AgendaItem.objects.visible_to(reader)
            .filter(
                of,
                texts__recommendation=recommendation,
                meeting__in=Meeting.objects.visible_to(reader),
            )
            .in_session()
            .distinct()
        )
        field = self.fields["agenda_item"]
        field.queryset = items.select_related("meeting").order_by("-meeting__starts_at", "order")  # type: ignore[attr-defined]
        field.label_from_instance = lambda item: f"{item.meeting}: {item}"  # type: ignore[attr-defined]
        if in_room:
            for name in ("kind", "agenda_item", "time_zone"):
                self.fields[name].widget = forms.HiddenInput()
            del self.fields["agreed_at_meeting"]
            self.fields["ends_on"].label = _("The question is closed at the latest on")

    def chosen_item(self) -> AgendaItem | None:
        """The item of a round in the room, once the form has been read."""
        v = getattr(self, "cleaned_data", {})
        return v.get("agenda_item") if v.get("kind") == RoundKind.IN_SESSION else None

    def terms(self) -> Terms:
        v = self.cleaned_data
        in_room = v["kind"] == RoundKind.IN_SESSION
        return Terms(
            v["kind"],
            v.get("agreed_at_meeting", ""),
            v["agenda_item"] if in_room else None,
            self.confirmed(),
        )


class TextOnAgendaForm(forms.Form):
    """Which revision of which text lies before the meeting."""

    revision: forms.ModelChoiceField[Revision] = forms.ModelChoiceField(
        label=gettext_lazy("Text and revision"),
        queryset=Revision.objects.none(),
        error_messages={"required": gettext_lazy("Choose a text.")},
    )

    def __init__(self, *args: Any, revisions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["revision"]
        field.queryset = revisions  # type: ignore[attr-defined]
        field.label_from_instance = lambda each: f"{each.recommendation} – {each.name}"  # type: ignore[attr-defined]


def _offered(kind: str, body: Body, recommendation: Recommendation) -> bool:
    if kind == RoundKind.CONSULTATION:
        return bool(may_text(TextAct.CONSULT_BODY, recommendation.status))
    return kind != RoundKind.ENDORSEMENT or body.is_above_groups


def _say_beside(form: forms.Form, missing: dict[str, str]) -> None:
    """What is lacking, beside its field; not beside one that says already what is wrong with it."""
    for field, sentence in missing.items():
        if field not in form.errors:
            form.add_error(field, sentence)


class PositionForm(forms.Form):
    """A position; nothing is preselected, and what each asks for stands beside it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Position"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a position.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Statement, reservation or reasons"),
        max_length=10_000,
        required=False,
        widget=area(5),
        help_text=gettext_lazy("It is shown to all who read this text."),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of these words"),
        choices=[("", "—"), *text_languages()],
        required=False,
    )
    paragraph = forms.ModelChoiceField(
        label=gettext_lazy("Paragraph of the reservation or of the change"),
        queryset=Clause.objects.none(),
        required=False,
    )
    proposed_change = forms.CharField(
        label=gettext_lazy("Proposed wording of the paragraph"),
        max_length=10_000,
        required=False,
        widget=area(),
        help_text=gettext_lazy(
            "Only with an objection that would be lifted by it: the paragraph as you would accept it."
        ),
    )
    expected_on = forms.DateField(
        label=gettext_lazy("Instructions expected on"),
        required=False,
        widget=DateInput,
        help_text=gettext_lazy("Only while instructions are awaited."),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        consensus_round: ConsensusRound,
        clauses: list[Clause],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.meanings = consensus_round.meanings
        self.fields["kind"].choices = [(m.code, m.label) for m in self.meanings.values()]  # type: ignore[attr-defined]
        field = self.fields["paragraph"]
        field.queryset = Clause.objects.filter(  # type: ignore[attr-defined]
            pk__in=[clause.pk for clause in clauses]
        ).select_related("paragraph")
        field.choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((clause.pk, f"{clause.label}. {clause.text_i18n[:60]}") for clause in clauses),
        ]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        meaning = self.meanings.get(values.get("kind", ""))
        if meaning is None:
            return values
        _say_beside(self, lacking(meaning, values))
        return values

    def words(self) -> dict[str, Any]:
        v = self.cleaned_data
        clause: Clause | None = v.get("paragraph")
        return {
            "kind": v["kind"],
            "reason": v["reason"],
            "proposed_change": v["proposed_change"],
            "language": v["language"],
            "expected_on": v["expected_on"],
            "paragraph": clause.paragraph if clause else None,
        }


def not_in_the_future(day: date) -> None:
    """The day that a paper bears has come."""
    if day > today():
        raise forms.ValidationError(
            _("The source is dated in the future. Give the date that it bears.")
        )


class RecordedPositionForm(PositionForm):
    """A position that reached the secretariat another way: source, date and document."""

    source = forms.CharField(
        label=gettext_lazy("How it reached the secretariat"),
        max_length=200,
        validators=[one_line],
        help_text=gettext_lazy("In session, note verbale, e-mail or telephone, with its number."),
    )
    dated = forms.DateField(label=gettext_lazy("Date of the source"), widget=DateInput)
    document = SafeFileField(label=gettext_lazy("The document, or the note for the file"))

    def __init__(
        self,
        data: QueryDict | None,
        *,
        consensus_round: ConsensusRound,
        clauses: list[Clause],
        organisation: Organisation,
    ) -> None:
        initial: dict[str, Any] = {}
        item = consensus_round.agenda_item
        self.in_session = ""
        if item is not None and consensus_round.is_heard:
            symbol = item.meeting.symbol
            self.in_session = worded("#in_session", meeting=symbol or by_language(item.meeting))
            initial = {
                "source": said(self.in_session),
                "dated": timezone.localdate(timezone.now(), ZoneInfo(item.meeting.time_zone)),
            }
        super().__init__(data, consensus_round=consensus_round, clauses=clauses, initial=initial)
        self.fields["dated"].validators.append(not_in_the_future)
        if consensus_round.hears(organisation):
            self.fields["document"].required = False
            self.fields["document"].help_text = _(
                "Not needed for what was said in the room: the record of the meeting holds it."
            )

    def clean_source(self) -> str:
        """What the page offered is kept as a code, and read in the language of whoever reads it."""
        typed: str = self.cleaned_data["source"]
        return self.in_session if self.in_session and typed == said(self.in_session) else typed


class StatementForm(forms.Form):
    """A statement for the record; it is annexed as it is written here."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=StatementKind.choices)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=text_languages)
    paragraph = forms.ModelChoiceField(
        label=gettext_lazy("Paragraph"),
        queryset=Clause.objects.none(),
        required=False,
        help_text=gettext_lazy("Needed for a reservation and a disassociation."),
    )
    text = forms.CharField(
        label=gettext_lazy("Statement"), max_length=20_000, widget=area(8), strip=False
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        clauses: list[Clause],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["paragraph"]
        field.queryset = Clause.objects.filter(  # type: ignore[attr-defined]
            pk__in=[clause.pk for clause in clauses]
        ).select_related("paragraph")
        field.choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((clause.pk, f"{clause.label}. {clause.text_i18n[:60]}") for clause in clauses),
        ]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        _say_beside(self, lacking_of_statement(values.get("kind", ""), values))
        return values


class LiftForm(forms.Form):
    words = forms.CharField(
        label=gettext_lazy("Words for the record"), max_length=2000, required=False, widget=area()
    )


class ChangeForm(WordingsForm):
    """An objection's proposed change as an amendment: the wording in either language."""


class ExtendForm(EndForm):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=2000, widget=area())


class DeclarationForm(UndoneMixin):
    """The result, and the chair's consensus statement (rule 11)."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Result"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the result.")},
    )
    breadth = forms.CharField(
        label=gettext_lazy("How broad the agreement is"),
        max_length=5000,
        required=False,
        widget=area(),
        help_text=gettext_lazy("Needed when the text is adopted."),
    )
    issues = forms.CharField(
        label=gettext_lazy("Which issues were raised"),
        max_length=5000,
        required=False,
        widget=area(),
        help_text=gettext_lazy("Needed when the text is adopted or returned; «none» is an answer."),
    )
    addressed = forms.CharField(
        label=gettext_lazy("How each was addressed"),
        max_length=5000,
        required=False,
        widget=area(),
        help_text=gettext_lazy("Needed when the text is adopted; «none» is an answer."),
    )
    remains = forms.CharField(
        label=gettext_lazy("What remains"), max_length=5000, required=False, widget=area()
    )
    field_order = ("outcome", "breadth", "issues", "addressed", "remains", "undone")

    def __init__(self, data: QueryDict | None, *, undone: list[Finding]) -> None:
        super().__init__(data)
        self.ask_about(undone)

    def statement(self) -> ChairStatement:
        v = self.cleaned_data
        return ChairStatement(v["breadth"], v["issues"], v["addressed"], v["remains"])


class CertificationForm(UndoneMixin):
    """What the certifier confirms by name."""

    def __init__(self, data: QueryDict | None, *, undone: list[Finding]) -> None:
        super().__init__(data)
        self.ask_about(undone)


class CorrigendumForm(forms.Form):
    """An editorial correction of one language of one paragraph."""

    paragraph = forms.ModelChoiceField(
        label=gettext_lazy("Paragraph"), queryset=Clause.objects.none()
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=text_languages)
    after = forms.CharField(label=gettext_lazy("should read"), max_length=20_000, widget=area(6))
    reason = forms.CharField(
        label=gettext_lazy("What kind of slip it is"), max_length=300, validators=[one_line]
    )

    def __init__(self, data: QueryDict | None, *, clauses: list[Clause]) -> None:
        super().__init__(data)
        field = self.fields["paragraph"]
        field.queryset = Clause.objects.filter(  # type: ignore[attr-defined]
            pk__in=[clause.pk for clause in clauses]
        ).select_related("paragraph")
        field.choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((clause.pk, f"{clause.label}. {clause.text_i18n[:60]}") for clause in clauses),
        ]


class VerifyForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("PDF, Word or plain text; it is not kept."),
    )
