"""Save a page from its worst record: cut out what is not well-formed, keep the rest.

Works on bytes, because a page that is not well-formed has no elements yet. A record starts at a
``record`` tag that is followed by a ``header`` tag, so the ``record`` of MARCXML does not count.
"""

import re

from lxml import etree

from harvester.oaipmh.messages import BrokenRecord
from harvester.xml import is_utf8, local_name, one_line, parse_strictly, repair

RECORD = re.compile(rb"<((?:[\w.-]+:)?)record(?:\s[^<>]*)?>\s*<\1header[\s>/]")
END_OF_LIST = re.compile(
    rb"<(?:[\w.-]+:)?resumptionToken[\s>/]|</(?:[\w.-]+:)?(?:ListRecords|GetRecord)\s*>"
)
END_OF_ANSWER = re.compile(rb"</(?:[\w.-]+:)?OAI-PMH\s*>(?>\s|<!--.*?-->)*+\Z", re.DOTALL)
IDENTIFIER = re.compile(rb"<(?:[\w.-]+:)?identifier(?:\s[^<>]*)?>([^<>]{1,2000})</")
POSITION = re.compile(r"(?: line \d+|, line \d+, column \d+)")
"""In the parser's messages; it would be that of a page put together for the try."""
MARGIN_BYTES = 4096
MAX_FRAME_BYTES = 64_000
"""Around the records; it is parsed again with each of them."""
MAX_RECORDS = 50_000


def ends_too_early(document: bytes) -> bool:
    """Tell whether an OAI-PMH answer stops before its closing tag."""
    begins = b"OAI-PMH" in document[:MARGIN_BYTES]
    return begins and not END_OF_ANSWER.search(document[-MARGIN_BYTES:])


def salvage(document: bytes) -> tuple[bytes, tuple[str, ...], tuple[BrokenRecord, ...]]:
    """Cut the records that are no well-formed XML out of a page.

    Returns:
        The page without them as UTF-8, what was repaired in the rest, and the records cut out, in
        their order. The page is given back as it came, and nothing cut out, when the fault lies
        outside its records.
    """
    if not is_utf8(document):
        document = repair(document)[0]
    places = places_of_records(document)
    if not places:
        return document, (), ()
    before, repairs = repair(document[: places[0][0]])
    after, later_repairs = repair(document[places[-1][1] :])
    is_bulky = len(before) + len(after) > MAX_FRAME_BYTES
    if is_bulky or reason_not_to_read(before, b"", after, records=0):
        return document, (), ()
    repairs += later_repairs
    kept: list[bytes] = []
    broken: list[BrokenRecord] = []
    for start, stop in places:
        payload = document[start:stop].rstrip()
        repaired, changes = repair(payload)
        reason = reason_not_to_read(before, repaired, after, records=1)
        if reason:
            reason = f"not well-formed XML, from byte {start} of the page: {reason}"
            broken.append(broken_record(payload, offset=start, reason=reason))
        else:
            kept.append(repaired)
            repairs += changes
    return b"".join((before, *kept, after)), repairs, tuple(broken)


def mended_records(document: bytes) -> tuple[BrokenRecord, ...]:
    """Tell which records of a page hold what a repair takes out, with their bytes as served.

    Empty when the fault lies outside them, or the page is not in UTF-8.
    """
    if not is_utf8(document):
        return ()
    mended = []
    for start, stop in places_of_records(document):
        payload = document[start:stop].rstrip()
        if changes := repair(payload)[1]:
            reason = f"repaired, from byte {start} of the page: {'; '.join(changes)}"
            mended.append(broken_record(payload, offset=start, reason=reason))
    return tuple(mended)


def places_of_records(document: bytes) -> list[tuple[int, int]]:
    """Give where the records of a page begin and end; none when that cannot be told."""
    starts = [match.start() for match in RECORD.finditer(document)]
    end = END_OF_LIST.search(document, starts[-1]) if starts else None
    if end is None or len(starts) > MAX_RECORDS:
        return []
    return list(zip(starts, [*starts[1:], end.start()], strict=True))


def reason_not_to_read(before: bytes, record: bytes, after: bytes, *, records: int) -> str:
    """Say why a page of one record, or of none, cannot be read; empty when it can."""
    try:
        root = parse_strictly(before + record + after)
    except etree.XMLSyntaxError as error:
        return POSITION.sub("", one_line(error.msg or "not well-formed"))
    found = sum(local_name(child.tag) == "record" for child in root[-1]) if len(root) else 0
    return "" if found == records else "its tags are mixed up with those around it"


def broken_record(payload: bytes, *, offset: int, reason: str) -> BrokenRecord:
    """Describe a record."""
    identifier = IDENTIFIER.search(payload)
    return BrokenRecord(
        identifier=identifier[1].decode("utf-8", "replace").strip() if identifier else "",
        payload=payload,
        offset=offset,
        reason=reason,
    )
