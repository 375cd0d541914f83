"""Cut the records out of a plain page, as the bytes they were served in.

Writing an element out takes as long as parsing it. Where a page leaves no doubt about where its
records begin and end, their bytes are simply taken from it. Knows no metadata format.
"""

from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from lxml import etree

from harvester.xml import BYTE_ORDER_MARK, is_utf8, local_name

DECLARATIONS = (b"<?xml ", BYTE_ORDER_MARK + b"<?xml ")


def cut_records(document: bytes, content: etree._Element) -> list[bytes]:
    """Give the records of a page, each with the declarations of the namespaces around it.

    Args:
        document: The page, well-formed and without a DTD.
        content: Its element that holds the records.

    Returns:
        One entry for each child named ``record``, in their order; none at all when the page is not
        plain. It is when its records have the same tag without attributes, with no such tag inside,
        and when it is UTF-8 without comments, CDATA sections and processing instructions, so that
        what looks like a tag is one.
    """
    records = [child for child in content if local_name(child.tag) == "record"]
    if not records or not is_plain(document):
        return []
    prefix = records[0].prefix
    tag = (f"{prefix}:record" if prefix else "record").encode()
    opening, closing = b"<%b>" % tag, b"</%b>" % tag
    pieces = document.split(closing)[:-1]
    if len(pieces) != len(records):
        return []
    # as many ends as records: none has such a tag inside
    pieces = [pieces[0][pieces[0].find(opening) :], *map(bytes.lstrip, pieces[1:])]
    if not all(piece.startswith(opening) for piece in pieces):
        return []
    start, at = b"<%b%b>" % (tag, declarations(content.nsmap)), len(opening)
    return [b"".join((start, piece[at:], closing)) for piece in pieces]


def is_plain(document: bytes) -> bool:
    """Whether every ``<`` of a document begins a tag, apart from its XML declaration."""
    behind = len(DECLARATIONS[-1]) if document.startswith(DECLARATIONS) else 0
    has_more = b"<!" in document or document.find(b"<?", behind) >= 0
    return not has_more and is_utf8(document)


def declarations(namespaces: Mapping[str | None, str]) -> bytes:
    """Write the declarations of namespaces as attributes."""
    names = {f"xmlns:{prefix}" if prefix else "xmlns": uri for prefix, uri in namespaces.items()}
    return "".join(f" {name}={quoteattr(uri or '')}" for name, uri in names.items()).encode()
