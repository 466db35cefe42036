from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rec_portal.filetypes import UnsafeFile, recognise

from .lifecycle import Category


class SafeFileField(forms.FileField):
    """A file whose content was looked at; `content_type` becomes what the content says."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        file: UploadedFile | None = super().clean(data, initial)
        if file is None:
            return None
        if (file.size or 0) > settings.DOCUMENT_MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 25 MB."))
        try:
            file.content_type = recognise(file.name or "", file.file)  # type: ignore[arg-type]
        except UnsafeFile as reason:
            raise forms.ValidationError(str(reason)) from reason
        return file


class DocumentForm(forms.Form):
    """A document in one or both languages."""

    title = forms.CharField(label=gettext_lazy("Title in English"), max_length=250)
    title_ru = forms.CharField(label=gettext_lazy("Title in Russian"), max_length=250)
    category = forms.ChoiceField(label=gettext_lazy("Distribution"), choices=Category.choices, initial=Category.BODY)
    file_en = SafeFileField(label=gettext_lazy("File in English"), required=False)
    file_ru = SafeFileField(label=gettext_lazy("File in Russian"), required=False)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not (values.get("file_en") or values.get("file_ru")):
            self.add_error("file_en", _("Choose a file in at least one language."))
        return values
