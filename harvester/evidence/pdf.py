"""What a PDF file says of its licence: in its metadata, and on its first and last pages."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from harvester.evidence.hints import Hint

PROGRAM = Path(__file__).with_name("pdf_process.py")
TIMEOUT_SECONDS = 30.0
MAX_ANSWER_BYTES = 2_000_000
MAX_SENTENCE_CHARACTERS = 600
_ADDRESS_BROKEN = re.compile(
    r"(https?://\S*[/\-.])\s*\n\s*(?=[\w/])|(creativecommons\.org/\S*[/\-])\s*\n\s*(?=[\w])"
)
_SENTENCE_END = re.compile(r"(?<=[.!?。！？])\s+|\n\s*\n")
_TRIGGER = re.compile(
    r"creative\s*commons|creativecommons|\bcc[ -](?:by|0|zero)|\bcc0\b|licen[cs]|lizen[zs]|lisens"
    r"|licenz|лиценз|رخصة|ترخيص|المشاع|许可|許可|授权|授權|ライセンス|公有领域|公有領域"
    r"|rights? reserved|derechos reservados|droits réservés|права защищены"
    r"|public domain|dominio público|domaine public|domínio público|rightsstatements",
    re.IGNORECASE,
)
_XMP_FIELDS = re.compile(
    r"<(?P<name>xmpRights:WebStatement|cc:license|dc:rights|dcterms:license|xmpRights:UsageTerms)\b"
    r"(?P<attributes>[^>]*)>(?P<inside>.{0,2000}?)</(?P=name)>"
    r"|(?P<single>cc:license|xmpRights:WebStatement)\s*=\s*[\"'](?P<value>[^\"']{1,1000})[\"']"
    r"|<cc:license\s+rdf:resource=[\"'](?P<reference>[^\"']{1,1000})[\"']\s*/>",
    re.DOTALL,
)
_TAG = re.compile(r"<[^<>]{0,1000}>")
_INFO_FIELDS = frozenset({"/License", "/Licence", "/Rights", "/Copyright", "/CCLicense"})


class PdfPage(msgspec.Struct, frozen=True):
    """Text and links of one page."""

    number: int
    text: str
    links: tuple[str, ...] = ()


class Pdf(msgspec.Struct, frozen=True):
    """What the process made of a file; ``error`` is a short word when it could not be read."""

    error: str = ""
    xmp: str = ""
    info: dict[str, str] = {}
    pages: tuple[PdfPage, ...] = ()


def open_pdf(document: bytes, *, timeout_seconds: float = TIMEOUT_SECONDS) -> Pdf:
    """Read a PDF file in a process of its own; whatever the file does, this gives an answer."""
    with subprocess.Popen(  # noqa: S603 - our own program, and no argument from outside
        [sys.executable, "-I", str(PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            answer, _ = process.communicate(document, timeout=timeout_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return Pdf(error="timeout")
    if process.returncode or len(answer) > MAX_ANSWER_BYTES:
        return Pdf(error="killed" if process.returncode else "too-large")
    try:
        return msgspec.json.decode(answer, type=Pdf)
    except msgspec.DecodeError:
        return Pdf(error="unreadable")


def pdf_hints(pdf: Pdf) -> list[Hint]:
    """Give the places of a file that may name its licence."""
    return [*_metadata_hints(pdf), *_page_hints(pdf)]


def _metadata_hints(pdf: Pdf) -> Iterator[Hint]:
    for field in _XMP_FIELDS.finditer(pdf.xmp):
        text = field["inside"] or field["value"] or field["reference"] or ""
        yield Hint("PDF metadata", " ".join(_TAG.sub(" ", text).split()))
        if reference := re.search(r"rdf:resource=[\"']([^\"']+)", field["attributes"] or ""):
            yield Hint("PDF metadata", reference[1])
    for name, value in pdf.info.items():
        if name in _INFO_FIELDS:
            yield Hint("PDF metadata", value)


def _page_hints(pdf: Pdf) -> Iterator[Hint]:
    for page in pdf.pages:
        place = f"PDF page {page.number}"
        for link in page.links:
            if _TRIGGER.search(link):
                yield Hint(place, link, is_stated=False)
        for sentence in sentences_of(page.text):
            yield Hint(place, sentence, is_stated=False)


def sentences_of(text: str) -> Iterator[str]:
    """Yield the sentences of a page that may speak of a licence, lines joined again."""
    whole = _ADDRESS_BROKEN.sub(lambda broken: broken[1] or broken[2], text)
    for sentence in _SENTENCE_END.split(whole):
        line = " ".join(sentence.split())
        for start in range(0, len(line), MAX_SENTENCE_CHARACTERS):
            piece = line[start : start + MAX_SENTENCE_CHARACTERS]
            if _TRIGGER.search(piece):
                yield piece
