"""PDF files for tests, hostile ones included."""

import io
import zlib

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject, StreamObject


def make_pdf(
    *pages: str, xmp: str = "", link: str = "", info: dict[str, str] | None = None
) -> bytes:
    """Make a file with one line of text for each line of each page."""
    writer = PdfWriter()
    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    })  # fmt: skip
    for text in pages:
        page = writer.add_blank_page(595, 842)
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        content = DecodedStreamObject()
        lines = " T* ".join(f"({line}) Tj" for line in text.splitlines())
        content.set_data(f"BT /F1 10 Tf 14 TL 50 800 Td {lines} ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(content)
    if link:
        writer.add_uri(len(pages) - 1, link, (50, 50, 200, 70))
    if info:
        writer.add_metadata(info)
    if xmp:
        packet = StreamObject()
        packet.set_data(xmp.encode())
        writer._root_object[NameObject("/Metadata")] = writer._add_object(packet)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def make_bomb(megabytes: int) -> bytes:
    """Make a small file whose only page unpacks to so many megabytes of drawing commands."""
    compressor = zlib.compressobj(9)
    piece = b"(aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj\n" * 16_000
    packed = b"".join(compressor.compress(piece) for _ in range(megabytes)) + compressor.flush()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<<>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    return assemble(objects)


def make_circle() -> bytes:
    """Make a file whose tree of pages holds itself."""
    return assemble([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 9>>"])


def assemble(objects: list[bytes]) -> bytes:
    """Put objects into a file with a table of where they are."""
    body = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(body))
    return body + head + table + tail
