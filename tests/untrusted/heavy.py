"""Small files that are heavy to read."""

import io
import zipfile
import zlib


def pdf(objects: list[bytes]) -> bytes:
    """A PDF of these numbered objects; the first is the catalogue."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(
        b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    )
    return out.getvalue()


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def forms_within_forms(depth: int = 12, times: int = 8) -> bytes:
    """2 kB: one page that draws a form `times` times, which draws another `times` times, and so on; then one word."""
    font = b"/Font << /F 4 0 R >>"
    drawing = b"/X Do\n" * times
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 5 0 R"
        b" /Resources << /XObject << /X 6 0 R >> %s >> >>" % font,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        stream(drawing),
    ]
    for level in range(1, depth + 1):
        last = level == depth
        inside = b"" if last else b"/XObject << /X %d 0 R >>" % (6 + level)
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 100 100] /Resources << %s %s >>" % (
            font,
            inside,
        )
        objects.append(stream(b"BT /F 9 Tf (words) Tj ET" if last else drawing, entries))
    return pdf(objects)


def one_enormous_page(size: int = 900_000_000) -> bytes:
    """900 kB that unpack to 900 MB of content of one page."""
    packer = zlib.compressobj(9)
    block = b" " * 1_000_000
    packed = b"".join(packer.compress(block) for _ in range(size // len(block))) + packer.flush()
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R >>",
            stream(packed, b"/Filter /FlateDecode"),
        ]
    )


def word_file_of_one_long_paragraph(size: int = 300_000_000) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("word/document.xml", "w") as xml,
    ):
        namespace = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        xml.write(b"<w:document " + namespace + b"><w:body><w:p><w:r><w:t>")
        for _ in range(size // 1_000_000):
            xml.write(b"a" * 1_000_000)
        xml.write(b"</w:t></w:r></w:p></w:body></w:document>")
    return out.getvalue()


def symbol_and_noise(symbol: str, size: int = 120_000) -> bytes:
    """Plain text that names an adopted text and then says things found nowhere: heavy to compare, not to read."""
    import random

    made = random.Random(1)
    return (symbol + " " + "".join(made.choice("абвгдежзик") for _ in range(size))).encode()
