"""Two persons adopt; corrigenda; the certificate; is this file the adopted text; the seal."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from cryptography.x509.oid import NameOID
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone, translation
from docx import Document
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from accounts.models import User
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions, exports
from recommendations.models import Recommendation
from tests.cast import Cast, end, newest, sets_rules, undone

SignIn = Callable[[object], Client]


def declared(council: Cast, *, by: Any = None) -> Recommendation:
    """A text that the Executive Committee has agreed to; nobody has certified it."""
    made = council.short_round(council.forwarded(), by=council.excom_chair)
    end(made)
    council.declare(made, "consensus", by=by or council.excom_chair)
    return council.fresh(made.recommendation)


def test_the_declaration_alone_gives_no_symbol_and_its_author_may_not_certify(
    council: Cast,
) -> None:
    text = declared(council, by=council.secretariat)
    assert (text.status, text.symbol) == ("certification", None)
    with pytest.raises(Refused, match="Two persons adopt"):
        actions.certify(text, by=council.secretariat, at=timezone.now(), confirmed=undone(text))
    with pytest.raises(Refused):
        actions.certify(text, by=council.excom_chair, at=timezone.now(), confirmed=undone(text))
    second = User.objects.create_user("second@rec.example", "x", name="Second", is_secretariat=True)
    adopted = actions.certify(text, by=second, at=timezone.now(), confirmed=undone(text))
    assert (adopted.adoption.adopted_by, adopted.adoption.certified_by) == (
        council.secretariat,
        second,
    )
    assert adopted.symbol == f"REC/{timezone.now().year}/R.1"


def test_where_only_the_chair_declares_the_secretariat_does_not(council: Cast) -> None:

    sets_rules(council.group, declares="chair")
    ended = council.short_round()
    end(ended)
    with pytest.raises(Refused, match="only the chair declares"):
        council.declare(ended, "consensus", by=council.secretariat)
    assert council.declare(ended, "consensus", by=council.chair).outcome == "consensus"


def test_the_chairs_statement_goes_with_every_adoption(council: Cast) -> None:
    ended = council.short_round()
    end(ended)
    with pytest.raises(RuleBroken, match="how broad"):
        actions.declare(ended, "consensus", actions.ChairStatement(), by=council.chair)
    assert council.declare(ended, "consensus", by=council.chair).statement["issues"] == "The term."


def test_what_is_not_certified_goes_back_with_the_reason(council: Cast) -> None:
    text = declared(council)
    with pytest.raises(RuleBroken, match="Say what keeps"):
        actions.refuse_certification(text, reason="", by=council.secretariat, at=timezone.now())
    actions.refuse_certification(
        text, reason="«Дней» is not «weeks».", by=council.secretariat, at=timezone.now()
    )
    assert council.fresh(text).status == "before_excom"


def test_a_corrigendum_lapses_nothing_and_is_worked_in_at_certification(council: Cast) -> None:
    text = council.text()
    opened = council.opened(text)
    taken = actions.take_position(opened, "supports", by=council.head)
    paragraph = newest(text).clauses.all()[1].paragraph
    with pytest.raises(Refused):
        actions.add_corrigendum(
            text, paragraph, "en", "x", reason="x", by=council.chair, at=timezone.now()
        )
    made = actions.add_corrigendum(
        text,
        paragraph,
        "en",
        "Paragraph number one.",
        reason="Spelling.",
        by=council.secretariat,
        at=timezone.now(),
    )
    taken.refresh_from_db()
    assert (str(made), made.before, taken.is_current) == ("Corr.1", "Paragraph number 1.", True)
    actions.end_round(opened, reason="x", by=council.chair)
    text = council.fresh(text)
    for who in (council.secretariat, council.excom_chair, council.head):
        with pytest.raises(Refused, match="confirmed by the chair"):
            actions.confirm_corrigendum(made, by=who, at=timezone.now())
    with pytest.raises(RuleBroken, match="chair has not yet confirmed"):
        council.opened(text)
    actions.confirm_corrigendum(made, by=council.chair, at=timezone.now())
    council.agreed(text)
    other = actions.add_corrigendum(
        council.fresh(text),
        newest(text).clauses.all()[2].paragraph,
        "en",
        "Paragraph number two.",
        reason="Spelling.",
        by=council.secretariat,
        at=timezone.now(),
    )
    with pytest.raises(RuleBroken, match="chair has not yet confirmed"):
        council.certified(text)
    made = actions.confirm_corrigendum(other, by=council.excom_chair, at=timezone.now())
    with pytest.raises(RuleBroken, match="confirmed already"):
        actions.confirm_corrigendum(made, by=council.excom_chair, at=timezone.now())
    with pytest.raises(Refused, match="somebody else of the secretariat"):
        actions.certify(
            council.fresh(text),
            by=council.secretariat,
            at=timezone.now(),
            confirmed=undone(council.fresh(text)),
        )
    adopted = council.certified(text)
    revision = adopted.adoption.revision
    assert revision is not None
    assert revision.corrects == opened.revision
    assert revision.clauses.get(paragraph=paragraph).in_language("en") == "Paragraph number one."
    later = actions.add_corrigendum(
        adopted,
        paragraph,
        "ru",
        "Пункт номер один.",
        reason="Spelling.",
        by=council.secretariat,
        at=timezone.now(),
    )
    assert (later.number, council.fresh(adopted).adoption.text_hash) == (
        3,
        adopted.adoption.text_hash,
    )


@pytest.fixture
def published(council: Cast) -> Recommendation:
    return council.published()


def copy_of(text: Recommendation, language: str = "en") -> bytes:
    with text.issued_copies.get(language=language).file.open("rb") as file:
        return bytes(file.read())


def test_the_certificate_says_who_stood_where_and_equals_its_pdf(
    published: Recommendation, council: Cast
) -> None:
    with translation.override("en"):
        data = exports.certificate(published)
        pdf = "".join(
            page.extract_text()
            for page in PdfReader(io.BytesIO(exports.certificate_pdf(published))).pages
        )
    squeezed = "".join(pdf.split())
    page = (
        Client()
        .get(f"{published.get_absolute_url()}certificate/", headers={"accept-language": "en"})
        .content.decode()
    )
    assert [len(board["entitled"]) for board in data["boards"]] == [
        5,
        3,
    ]  # the group's, the Committee's
    rows = [row for board in data["boards"] for row in board["entitled"]]
    titles = [(board["title"], "") for board in data["boards"]]
    for label, words in [*data["facts"], *rows, *titles, *data["statement"]]:
        for said in (label, words):
            assert "".join(said.split()) in squeezed
    for said in (
        published.adoption.text_hash,
        "Sogdiana delegation",
        "silence: no objection",
        "Broad agreement.",
    ):
        assert said in page
    assert published.adoption.snapshot["audit_head"] in page


def test_what_is_adopted_keeps_the_round_that_decided_it_with_the_rules_it_was_under(
    council: Cast,
) -> None:
    """Whoever reads the record in ten years finds in it by which rules, from when until when, and with which words."""
    text = council.adopted()
    decided = text.rounds.first()
    assert decided is not None
    assert text.adopted is not None
    assert text.adopted.snapshot["round"] == {
        "kind": decided.kind,
        "opened_at": decided.opened_at.isoformat(),
        "expires_at": decided.expires_at.isoformat(),
        "time_zone": "Asia/Tashkent",
        "procedure": decided.procedure,
        "outcome": "consensus",
        "statement": decided.statement,
    }
    assert decided.procedure["minimum_hours"] == 72
    assert "Broad agreement." in str(decided.statement)


def test_the_certificate_sets_no_silence_beside_an_annexed_statement(council: Cast) -> None:
    """Sogdiana joins in the group with a statement and is silent in the Committee: both boards say so (6.9.8)."""
    text = council.text()
    made = council.short_round(text)
    actions.take_position(
        made, "with_statement", by=council.head, reason="As we read it.", language="en"
    )
    end(made)
    council.declare(made, "with_statements", by=council.chair)
    text = actions.forward(council.fresh(text), by=council.chair, at=timezone.now())
    last = council.short_round(council.fresh(text), by=council.excom_chair)
    end(last)
    council.declare(last, "with_statements", by=council.excom_chair)
    published = council.fresh(
        actions.publish(council.certified(text), by=council.secretariat, at=timezone.now())
    )
    with translation.override("en"):
        data = exports.certificate(published)
        words = "".join(
            page.extract_text()
            for page in PdfReader(io.BytesIO(exports.adopted_pdf(published, "en"))).pages
        )
    group, committee = (dict(board["entitled"]) for board in data["boards"])
    assert group["Sogdiana delegation"] == "Joins, with an interpretative statement"
    assert committee["Sogdiana delegation"] == "silence: no objection; its statement is annexed"
    assert committee["Bactria delegation"] == "silence: no objection"
    (head,) = data["statements"]
    assert "received" in head
    assert head.endswith("language: English)")
    assert "".join(["language:", "English"]) in "".join(words.split())
    page = Client().get(published.get_absolute_url(), headers={"accept-language": "en"})
    assert "· English" in page.content.decode()


def hostile(docx: bytes) -> list[bytes]:
    """Word files made to break a reader: torn XML, no document, a cell that spans three million columns, a huge document."""

    def rewritten(change: Callable[[bytes], bytes | None]) -> bytes:
        stream = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(docx)) as before,
            zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after,
        ):
            for name in before.namelist():
                data = before.read(name)
                kept = change(data) if name == "word/document.xml" else data
                if kept is not None:
                    after.writestr(name, kept)
        return stream.getvalue()

    wide = b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:tbl><w:tr><w:tc><w:tcPr>'
    wide += (
        b'<w:gridSpan w:val="3000000"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl></w:body></w:document>'
    )
    return [
        rewritten(lambda data: data[:-20]),
        rewritten(lambda _data: None),
        rewritten(lambda _data: wide),
        rewritten(lambda data: data + b" " * 25_000_000),
    ]


def test_verification_tells_the_official_copy_the_same_words_and_other_words(
    published: Recommendation, tmp_path: Path, capsys: Any
) -> None:
    official = copy_of(published)
    assert exports.verify.verify(official).verdict == "official"
    assert exports.verify.verify(official + b"\n").verdict == "same_words"
    document = Document()
    document.add_paragraph(f"{published.symbol}")
    revision = newest(published)
    for words in (
        revision.titles()["ru"],
        *(clause.in_language("ru") for clause in revision.clauses.all()),
    ):
        document.add_paragraph(words)
    stream = io.BytesIO()
    document.save(stream)
    same = exports.verify.verify(stream.getvalue())
    assert (same.verdict, same.language) == ("same_words", "ru")
    for forged in (
        "Правительства освобождаются от всех обязанностей по этому тексту.",
        "All obligations are waived for good.",
    ):
        added = document.add_paragraph(forged)
        stream = io.BytesIO()
        document.save(stream)
        more = exports.verify.verify(stream.getvalue())
        assert more.verdict == "more_words"
        assert "".join(forged.split())[4:30] in more.more[0]
        added._p.getparent().remove(added._p)
    document.paragraphs[3].text, document.paragraphs[2].text = (
        document.paragraphs[2].text,
        document.paragraphs[3].text,
    )
    stream = io.BytesIO()
    document.save(stream)
    assert exports.verify.verify(stream.getvalue()).verdict == "other_words"
    document.paragraphs[2].text = "Пункт номер 7."
    stream = io.BytesIO()
    document.save(stream)
    other = exports.verify.verify(stream.getvalue())
    assert other.verdict == "other_words"
    for junk in (b"", b"nothing", b"%PDF-1.7 broken", b"PK\x03\x04", *hostile(stream.getvalue())):
        assert exports.verify.verify(junk).verdict == "unknown"
    file = tmp_path / "copy.pdf"
    file.write_bytes(official)
    call_command("verify_text", str(file))
    assert "official copy" in capsys.readouterr().out
    file.write_bytes(b"nothing")
    with pytest.raises(CommandError):
        call_command("verify_text", str(file))


def test_the_public_page_verifies_and_keeps_an_unpublished_text_to_itself(council: Cast) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    adopted = council.adopted()
    file = copy_of(adopted)

    def ask() -> str:
        answer = Client().post(
            "/recommendations/verify/",
            {"file": SimpleUploadedFile("a.pdf", file)},
            headers={"accept-language": "en"},
        )
        return answer.content.decode()

    assert "not an adopted text" in ask()
    actions.publish(adopted, by=council.secretariat, at=timezone.now())
    assert "official copy, byte for byte" in ask()


def certificate_file(folder: Path) -> tuple[str, x509.Certificate]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "REC secretariat (test)")])
    now = datetime.now(tz=UTC)
    builder = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    )
    builder = (
        builder.serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=9))
    )
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = builder.add_extension(usage, critical=True).sign(key, hashes.SHA256())
    file = folder / "seal.p12"
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"rec", key, certificate, None, BestAvailableEncryption(b"secret")
        )
    )
    return str(file), certificate


def test_the_official_copy_is_sealed_when_a_certificate_is_configured(
    council: Cast, settings: Any, tmp_path: Path
) -> None:
    from asn1crypto.x509 import Certificate
    from cryptography.hazmat.primitives.serialization import Encoding

    settings.SEAL_FILE, certificate = certificate_file(tmp_path)
    settings.SEAL_PASSWORD = "secret"
    adopted = council.adopted()
    assert adopted.issued_copies.filter(sealed=True).count() == 2
    content = copy_of(adopted)
    trusted = ValidationContext(
        trust_roots=[Certificate.load(certificate.public_bytes(Encoding.DER))]
    )
    signature = PdfFileReader(io.BytesIO(content)).embedded_signatures[0]
    status = validate_pdf_signature(signature, trusted)
    assert status.intact
    assert status.valid
    assert status.trusted
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    position = content.rindex(b"stream") - 400
    broken = content[:position] + b"X" + content[position + 1 :]
    tampered = PdfFileReader(io.BytesIO(broken), strict=False).embedded_signatures[0]
    assert not validate_pdf_signature(tampered, trusted).intact
    assert exports.verify.verify(broken).verdict != "official"
