"""A PAdES signature on the official copies, where a certificate is configured (SEAL_FILE, SEAL_PASSWORD)."""

from __future__ import annotations

import io
from pathlib import Path

from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers


def is_configured() -> bool:
    return bool(settings.SEAL_FILE)


def sealed(content: bytes, reason: str) -> bytes:
    """The PDF with an invisible PAdES baseline-B signature. Raises `ValueError` where the certificate cannot be read."""
    password = settings.SEAL_PASSWORD.encode() if settings.SEAL_PASSWORD else None
    signer = signers.SimpleSigner.load_pkcs12(str(Path(settings.SEAL_FILE)), passphrase=password)  # type: ignore[no-untyped-call]
    if signer is None:
        raise ValueError("SEAL_FILE cannot be read: check the file and SEAL_PASSWORD")
    metadata = signers.PdfSignatureMetadata(
        field_name="RECSeal",
        reason=reason,
        subfilter=fields.SigSeedSubFilter.PADES,
        md_algorithm="sha256",
    )
    output = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(content)), metadata, signer=signer, output=output
    )
    return output.getvalue()
