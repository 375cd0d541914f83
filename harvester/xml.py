"""The only XML parser: no entities, no network, no DTD, no huge nodes.

Strict first, one reported repair on a second try. Knows nothing of OAI-PMH or of any metadata
format.
"""

import logging
import re
from typing import Any

import msgspec
from lxml import etree

from harvester.errors import NotXML

logger = logging.getLogger(__name__)

MAX_DOCUMENT_BYTES = 50_000_000
HEAD_BYTES = 4096
UTF8_NAMES = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
HTML = re.compile(rb"(?>\s*(?:<\?.*?\?>|<!--.*?-->))*+\s*<(?:!doctype\s+)?html[\s>]", re.I | re.S)
FIRST_TAG = re.compile(rb"<([A-Za-z][A-Za-z0-9:_-]{0,80})")
TAGS_OF_HTML = frozenset({b"html", b"head", b"body", b"title", b"meta", b"script", b"div", b"p"})
DOCTYPE = re.compile(rb"(?>\s*(?:<\?.*?\?>|<!--.*?-->))*+\s*<!DOCTYPE", re.S)
DECLARATION = re.compile(
    r"\s*<\?xml\b[^>]*?(?:encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"'][^>]*?)?\?>"
)
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 does not allow. Source: XML 1.0, 2.2 Characters."""
CHARACTER_REFERENCE = re.compile(r"&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,10}));")


class XmlDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A parsed document, without comments and processing instructions, and its repairs."""

    root: etree._Element
    repairs: tuple[str, ...] = ()
    """One phrase per kind of repair, with its count; empty when the document was well-formed."""


def parse_xml(
    document: bytes, *, url: str = "", max_bytes: int = MAX_DOCUMENT_BYTES
) -> XmlDocument:
    """Parse a document strictly; when that fails, once more with illegal characters taken out.

    Raises:
        NotXML: ``code`` is ``empty``, ``too-large``, ``html``, ``doctype`` or ``bad-xml``.
    """
    if len(document) > max_bytes:
        raise NotXML(
            f"the document is larger than {max_bytes / 1_000_000:g} MB",
            url=url,
            advice="ask the partner for smaller pages",
            code="too-large",
        )
    check_beginning(document, url=url)
    try:
        return XmlDocument(root=parse_strictly(document, url=url))
    except etree.XMLSyntaxError as error:
        return parse_repaired(document, error, url=url)


def parse_strictly(document: bytes, *, url: str = "") -> etree._Element:
    """Parse a document that has to be well-formed and without a DTD.

    Raises:
        NotXML: It has a DTD, or is an HTML page.
        etree.XMLSyntaxError: It is not well-formed.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    root = etree.fromstring(document, parser)
    docinfo: Any = root.getroottree().docinfo  # the stubs do not know all of it
    if docinfo.doctype:
        raise doctype_refused(url)
    if isinstance(root.tag, str) and local_name(root.tag).lower() == "html":
        raise web_page(url)
    return root


def parse_repaired(document: bytes, error: etree.XMLSyntaxError, *, url: str) -> XmlDocument:
    """Parse a document whose strict parsing failed, with its illegal characters taken out."""
    repaired, repairs = repair(document)
    try:
        if not repairs:
            raise error
        root = parse_strictly(repaired, url=url)
    except etree.XMLSyntaxError as last:
        first = FIRST_TAG.search(document, 0, HEAD_BYTES)
        if first and first[1].lower() in TAGS_OF_HTML:
            raise web_page(url) from last
        raise not_well_formed(repaired, last, url=url) from last
    logger.warning("repaired XML from %s: %s", url or "a kept record", "; ".join(repairs))
    return XmlDocument(root=root, repairs=repairs)


def repair(document: bytes) -> tuple[bytes, tuple[str, ...]]:
    """Give a document as UTF-8 without characters that XML does not allow, and what was changed.

    Nothing else is touched: a document with unbalanced tags stays as broken as it was.
    """
    text, replaced = decode(document)
    repairs = [f"invalid bytes replaced: {replaced}"] if replaced else []
    start = text.lstrip("\ufeff \t\r\n\0")
    if len(start) != len(text) and start.startswith("<?xml"):
        repairs.append("blank before the XML declaration removed")
    declaration = DECLARATION.match(start[:HEAD_BYTES])
    text = start[declaration.end() :] if declaration else start
    text, count = ILLEGAL.subn("", text)
    legal = CHARACTER_REFERENCE.sub(drop_illegal_reference, text)
    count += text.count("&#") - legal.count("&#")
    if count:
        repairs.append(f"illegal characters removed: {count}")
    return legal.encode(), tuple(repairs)


def decode(document: bytes) -> tuple[str, int]:
    """Decode by what the document says of itself; count the bytes that had to be replaced."""
    encoding = declared_encoding(document)
    text = document.decode(encoding, "replace")
    return text, text.count("\ufffd") - document.decode(encoding, "ignore").count("\ufffd")


def declared_encoding(document: bytes) -> str:
    """Give the encoding by byte order mark or declaration; UTF-8 without either or if unknown."""
    if document.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    declaration = DECLARATION.match(
        document.removeprefix(BYTE_ORDER_MARK)[:HEAD_BYTES].decode("latin-1")
    )
    name = ((declaration and declaration[1]) or "utf-8").lower()
    try:
        b"".decode(name)
    except LookupError:
        return "utf-8"
    return name


def is_utf8(document: bytes) -> bool:
    """Whether a document is to be read as UTF-8, by what it says of itself."""
    return declared_encoding(document) in UTF8_NAMES


def drop_illegal_reference(match: re.Match[str]) -> str:
    """Give a character reference as it is, or nothing when it names an illegal character."""
    point = int(match[1], 16) if match[1] else int(match[2])
    is_legal = 0 < point <= 0x10FFFF and not ILLEGAL.match(chr(point))
    return match[0] if is_legal else ""


def check_beginning(document: bytes, *, url: str) -> None:
    """Refuse what is no XML document by its first bytes, before any parser sees it."""
    start = 3 if document.startswith(BYTE_ORDER_MARK) else 0
    if not document.strip():
        raise NotXML(
            "the answer is empty",
            url=url,
            advice="try again later",
            code="empty",
            is_temporary=True,
        )
    if HTML.match(document[start : start + HEAD_BYTES]):
        raise web_page(url)
    if DOCTYPE.match(document, start):
        raise doctype_refused(url)


def local_name(tag: str) -> str:
    """Give a tag without its namespace."""
    return tag.rpartition("}")[2]


def one_line(text: str, limit: int = 300) -> str:
    """Give a text from outside as one line of bounded length."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def web_page(url: str) -> NotXML:
    """Give the error for HTML."""
    return NotXML(
        "the source answered with a web page, not OAI-PMH",
        url=url,
        advice="check the base URL in a browser; a login or maintenance page may be in the way",
        code="html",
        is_temporary=True,
    )


def not_well_formed(document: bytes, error: etree.XMLSyntaxError, *, url: str) -> NotXML:
    """Give the error for what is no XML at all, or broken XML."""
    beginning = document[:HEAD_BYTES].lstrip()
    if beginning.startswith(b"<"):
        what = f"the answer is not well-formed XML: {one_line(error.msg or '')}"
    else:
        shown = one_line(beginning.decode("utf-8", "replace"), 40)
        what = f"the answer is no XML: it begins with {shown!r}"
    return NotXML(what, url=url, advice="tell the partner", code="bad-xml")


def doctype_refused(url: str) -> NotXML:
    """Give the error for a document type declaration."""
    return NotXML(
        "the answer declares a document type (DOCTYPE), which is refused",
        url=url,
        advice="tell the partner: OAI-PMH answers have none",
        code="doctype",
    )
