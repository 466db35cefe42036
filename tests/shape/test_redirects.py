"""A form leads nowhere but to a page of this portal; the check stands once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import Cast

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "///evil.example/",
    "javascript:alert(1)",
    "http:evil.example",
    "/\t/evil.example/",
    "",
]


@pytest.mark.parametrize("address", [*ELSEWHERE, "/meetings/"])
def test_where_a_form_leads(council: Cast, sign_in: Any, address: str) -> None:
    client = sign_in(council.secretariat)
    file = SimpleUploadedFile("note.txt", b"words", content_type="text/plain")
    expected = {
        "/language/": address if address == "/meetings/" else "/",
        "/theme/": address if address == "/meetings/" else "/",
        "/documents/add/receive/": address if address == "/meetings/" else "/documents/add/",
    }
    for form, to in expected.items():
        sent = {"next": address, "language": "ru", "theme": "dark", "sent": file}
        answer = client.post(form, sent)
        assert answer.status_code == 302, form
        assert answer.headers["Location"] == to, form


def test_the_check_is_made_in_one_place() -> None:
    root = Path(settings.BASE_DIR)
    views = [*root.glob("*/views*/**/*.py"), *root.glob("*/views.py")]
    assert not [file for file in views if 'startswith("//")' in file.read_text()]
    named = [
        file
        for file in root.glob("[a-z]*/**/*.py")
        if "tests" not in file.parts and "url_has_allowed_host_and_scheme(" in file.read_text()
    ]
    assert [str(file.relative_to(root)) for file in named] == ["rec_portal/ui/forms.py"]
