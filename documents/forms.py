"""What people choose and type about documents, made into values; nothing is saved here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import one_line
from councils.lifecycle import OrganisationKind
from councils.models import Body
from rec_portal.filetypes import UnsafeFile, recognise, rewritten
from rec_portal.names import columns_of
from rec_portal.ui.forms import in_the_language, number_in

from .inbox import Guess, guesses
from .lifecycle import Category, Nature, RevisionKind, Standing
from .models import DocumentFile


class SafeFileField(forms.FileField):
    """A file whose content was looked at; `content_type` becomes what the content says, a picture is written anew."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file: UploadedFile | None = super().clean(data, initial)
        return None if file is None else checked(file)


def checked(file: UploadedFile) -> UploadedFile:
    """The file as the portal keeps it; raises `ValidationError` with the reason why it is not taken."""
    if (file.size or 0) > settings.DOCUMENT_MAX_BYTES:
        raise forms.ValidationError(_("The file is larger than 25 MB."))
    try:
        file.content_type = recognise(file.name or "", file.file)  # type: ignore[arg-type]
    except UnsafeFile as reason:
        raise forms.ValidationError(str(reason)) from reason
    plain = rewritten(file.content_type, file.file)  # type: ignore[arg-type]
    return (
        file
        if plain is None
        else SimpleUploadedFile(file.name or "picture", plain, content_type=file.content_type)
    )


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Up to ten files at once; each one's trouble is told by its name, and the good ones of a bad lot are not lost."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(files) > settings.DATA_UPLOAD_MAX_NUMBER_FILES:
            raise forms.ValidationError(_("Send ten files at a time at most."))
        good, trouble = [], []
        for file in files:
            try:
                good.append(checked(super().clean(file, initial)))
            except forms.ValidationError as refused:
                trouble.append((file.name, " ".join(refused.messages)))
        return good, trouble


class ReceiveForm(forms.Form):
    sent = SeveralFilesField(
        label=gettext_lazy("Files"),
        error_messages={"required": gettext_lazy("Choose at least one file.")},
        help_text=gettext_lazy(
            "Several at once: ten files, 25 MB each. pdf, docx, xlsx, pptx, odt, ods, png, jpg, txt, csv."
        ),
    )


STANDINGS = [(value, label) for value, label in Standing.choices]
KINDS = OrganisationKind.choices
TITLES = columns_of("title")


class InboxForm(forms.Form):
    """The whole tray at once: for each file its document, language and standing; for each document what it is.

    Fields of a file: `document-<key>`, `language-<key>`, `standing-<key>`; of a document: `title-<n>` and so on.
    """

    def __init__(
        self,
        *args: Any,
        files: Sequence[DocumentFile],
        bodies: Sequence[Body],
        category: str = Category.BODY,
        places: Sequence[tuple[str, str]] = (),
        place: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.received, self.bodies, self.places = list(files), list(bodies), list(places)
        guessed = guesses(self.received)
        self.numbers = sorted({guess.number for guess in guessed.values()} | self._posted_numbers())
        choices = [("", _("leave it in the tray"))] + [
            (str(n), str(n)) for n in range(1, len(self.received) + 1)
        ]
        for file in self.received:
            guess, key = guessed[file.pk], file.pk
            self.fields[f"document-{key}"] = forms.ChoiceField(
                label=_("Document"), choices=choices, required=False, initial=str(guess.number)
            )
            self.fields[f"language-{key}"] = forms.ChoiceField(
                label=_("Language"), choices=settings.LANGUAGES, initial=guess.language
            )
            self.fields[f"standing-{key}"] = forms.ChoiceField(
                label=_("Standing"), choices=STANDINGS, initial=_standing_of(guess, file, guessed)
            )
        firsts = {guess.number: guess for guess in reversed(list(guessed.values()))}
        for number in self.numbers:
            self._describe(
                number,
                firsts.get(number),
                [g for g in guessed.values() if g.number == number],
                category,
                place,
            )

    def _posted_numbers(self) -> set[int]:
        chosen = (
            [self.data.get(f"document-{file.pk}", "") for file in self.received]
            if self.is_bound
            else []
        )
        numbers = (number_in(value) for value in chosen)
        return {
            number for number in numbers if number is not None and 0 < number <= len(self.received)
        }

    def _describe(
        self, n: int, first: Guess | None, group: list[Guess], category: str, place: str
    ) -> None:
        guessed = {code: title for g in reversed(group) for code, title in g.titles.items()}
        for code, name in TITLES.items():
            label = in_the_language(_("Title"), code)
            self.fields[f"{name}-{n}"] = _words(label, guessed.get(code, ""))
        self.fields[f"nature-{n}"] = forms.ChoiceField(
            label=_("Kind"),
            choices=Nature.choices,
            initial=first.nature if first else Nature.OTHER,
        )
        self.fields[f"category-{n}"] = forms.ChoiceField(
            label=_("Distribution"), choices=Category.choices, initial=category
        )
        if len(self.bodies) > 1:
            self.fields[f"body-{n}"] = forms.ChoiceField(
                label=_("Body"),
                choices=[(str(body.pk), str(body)) for body in self.bodies],
                initial=str(self.bodies[0].pk),
            )
        if self.places:
            self.fields[f"place-{n}"] = forms.ChoiceField(
                label=_("Under"), choices=self.places, initial=place, required=False
            )

    def file_rows(self) -> list[tuple[DocumentFile, list[forms.BoundField]]]:
        return [
            (file, [self[f"{name}-{file.pk}"] for name in ("document", "language", "standing")])
            for file in self.received
        ]

    def document_rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        names = (*TITLES.values(), "nature", "category", "body", "place")
        return [
            (n, [self[f"{name}-{n}"] for name in names if f"{name}-{n}" in self.fields])
            for n in self.numbers
        ]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if self.errors:
            return values
        taken: set[tuple[str, str]] = set()
        for file in self.received:
            number, language = values[f"document-{file.pk}"], values[f"language-{file.pk}"]
            if number and (number, language) in taken:
                self.add_error(
                    f"language-{file.pk}", _("Two files of one document have the same language.")
                )
            taken.add((number, language))
        for number in {n for n, _language in taken if n}:
            for name in TITLES.values():
                if not values.get(f"{name}-{number}", "").strip():
                    self.add_error(
                        f"{name}-{number}", _("Give the document its title in every language.")
                    )
        return values

    def filings(self) -> list[tuple[dict[str, Any], dict[str, DocumentFile], dict[str, str], str]]:
        """Per document: what it is, its files and their standings by language, and where it goes."""
        v, made = self.cleaned_data, []
        for number in self.numbers:
            chosen = [file for file in self.received if v[f"document-{file.pk}"] == str(number)]
            if not chosen:
                continue
            by_key = {str(body.pk): body for body in self.bodies}
            body = by_key.get(v.get(f"body-{number}", ""), self.bodies[0] if self.bodies else None)
            what = {name: v[f"{name}-{number}"] for name in ("nature", "category")}
            titles = {code: v[f"{name}-{number}"] for code, name in TITLES.items()}
            what |= {"titles": titles, "body": body}
            files = {v[f"language-{file.pk}"]: file for file in chosen}
            standings = {v[f"language-{file.pk}"]: v[f"standing-{file.pk}"] for file in chosen}
            made.append((what, files, standings, v.get(f"place-{number}", "")))
        return made


def _words(label: Any, initial: str) -> forms.CharField:
    return forms.CharField(
        label=label, initial=initial, max_length=250, required=False, validators=[one_line]
    )


def _standing_of(guess: Guess, file: DocumentFile, guessed: dict[int, Guess]) -> str:
    """The first language of a document is taken for the original, the others for translations."""
    first = next(key for key, other in guessed.items() if other.number == guess.number)
    return Standing.ORIGINAL if first == file.pk else Standing.UNOFFICIAL


class LanguageFilesForm(forms.Form):
    """A file per language, each with its standing."""

    def __init__(self, *args: Any, languages: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = [code for code, _name in languages]
        for code, name in languages:
            self.fields[f"file_{code}"] = SafeFileField(
                label=_("File: %(language)s") % {"language": name}, required=False
            )
            self.fields[f"standing_{code}"] = forms.ChoiceField(
                label=_("Standing: %(language)s") % {"language": name},
                choices=STANDINGS,
                initial=Standing.AUTHENTIC,
            )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.files_given(values):
            self.add_error(
                f"file_{self.languages[0]}", _("Choose a file in at least one language.")
            )
        return values

    def files_given(self, values: dict[str, Any] | None = None) -> dict[str, UploadedFile]:
        v = self.cleaned_data if values is None else values
        return {code: v[f"file_{code}"] for code in self.languages if v.get(f"file_{code}")}

    def standings(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"standing_{code}"] for code in self.files_given()}


class RevisionForm(LanguageFilesForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("What is issued"),
        widget=forms.RadioSelect,
        choices=[
            (value, label) for value, label in RevisionKind.choices if value != RevisionKind.BASE
        ],
        error_messages={
            "required": gettext_lazy(
                "Choose whether this replaces, adds to or corrects the document."
            )
        },
    )
    category = forms.ChoiceField(label=gettext_lazy("Distribution"), choices=Category.choices)
    reason = forms.CharField(
        label=gettext_lazy("What changed"), max_length=500, required=False, validators=[one_line]
    )


class CategoryForm(forms.Form):
    category = forms.ChoiceField(
        label=gettext_lazy("Distribution"), choices=Category.choices, widget=forms.RadioSelect
    )
    only_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("If restricted: only organisations of these kinds"),
        choices=KINDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nothing chosen: all members of the body."),
    )
    reason = forms.CharField(
        label=pgettext_lazy("explanation", "Reason"), max_length=500, validators=[one_line]
    )


class LibraryForm(forms.Form):
    """What the library shows; a wrong value shows everything."""

    q = forms.CharField(
        label=gettext_lazy("Symbol or words of the title"), max_length=120, required=False
    )
    body: forms.ModelChoiceField[Body] = forms.ModelChoiceField(
        label=gettext_lazy("Body"),
        queryset=Body.objects.all(),
        to_field_name="code",
        required=False,
        empty_label=gettext_lazy("all bodies"),
    )
    nature = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("", gettext_lazy("all kinds")), *Nature.choices],
        required=False,
    )
