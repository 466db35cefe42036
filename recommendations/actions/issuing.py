"""The official copies: made once at certification, sealed where a certificate is configured, kept byte for byte."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.files.base import ContentFile

from accounts.models import User
from rec_portal import audit

from ..exports.official import adopted_pdf
from ..exports.seal import is_configured, sealed
from ..models import IssuedCopy, Recommendation


def issue_copies(recommendation: Recommendation, *, by: User, at: datetime) -> list[IssuedCopy]:
    """One PDF a language; whoever holds the file can have it verified (`verify_text`, the public page)."""
    copies = []
    for language in recommendation.adoption.revision.languages:
        content = adopted_pdf(recommendation, language)
        if is_configured():
            content = sealed(content, recommendation.symbol or "")
        copy = IssuedCopy(
            recommendation=recommendation,
            language=language,
            sha256=hashlib.sha256(content).hexdigest(),
            sealed=is_configured(),
            issued_at=at,
        )
        copy.file.save("copy.pdf", ContentFile(content), save=False)
        copy.save()
        copies.append(copy)
    audit.log(
        "recommendation.issued",
        recommendation,
        by=by,
        at=at,
        copies={copy.language: copy.sha256 for copy in copies},
    )
    return copies
