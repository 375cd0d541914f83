"""Take a page apart into records. Bytes in, values out; knows the protocol, no metadata format.

One pass by child iteration, because this and the XML parser below it are where the time goes.
"""

import msgspec
from lxml import etree

from harvester.errors import EndpointError, NotXML, RecordError
from harvester.oaipmh.cutting import cut_records
from harvester.oaipmh.envelope import read_envelope
from harvester.oaipmh.messages import (
    MAX_DATESTAMP_CHARS,
    Envelope,
    ResumptionToken,
    read_token,
    text_of,
)
from harvester.records import Header, HeaderPage, Page, ParsedRecord, RejectedRecord
from harvester.xml import local_name, parse_xml

MAX_RECORD_BYTES = 5_000_000
MAX_IDENTIFIER_BYTES = 2000
"""More than this no database can look up by an index."""
MAX_PAGE_RECORDS = 50_000


def parse_page(document: bytes, *, url: str = "") -> Page:
    """Take an answer to ListRecords or GetRecord apart; see ``parse_envelope``.

    Raises:
        NotXML: It is no XML; temporary when it only breaks off.
        ProtocolError: It is an error of the protocol; ``noRecordsMatch`` is an empty page.
        EndpointError: It is no OAI-PMH answer.
    """
    return parse_envelope(read_envelope(document, url=url))


def parse_envelope(envelope: Envelope) -> Page:
    """Give the records of an answer, in their order; what cannot be used is in ``rejected``.

    Raises:
        EndpointError: It holds more than ``MAX_PAGE_RECORDS``.
    """
    records: list[ParsedRecord] = []
    rejected = [
        RejectedRecord(identifier=each.identifier, payload=each.payload, reason=each.reason)
        for each in envelope.broken
    ]
    token = ResumptionToken()
    children = envelope.content if envelope.content is not None else ()
    verb = local_name(envelope.content.tag) if envelope.content is not None else ""
    if len(children) > MAX_PAGE_RECORDS:
        count = sum(1 for child in children if local_name(child.tag) == "record")
        if count > MAX_PAGE_RECORDS:
            raise too_many(count, url=envelope.url)
    payloads = iter(
        cut_records(envelope.document, envelope.content) if envelope.content is not None else ()
    )
    names: dict[str, str] = {}
    for child in children:
        tag = child.tag
        name = names.get(tag) or names.setdefault(tag, local_name(tag))
        if name == "record":
            record = read_record(child, names, payload=next(payloads, b""))
            if isinstance(record, ParsedRecord):
                records.append(record)
            else:
                if not envelope.broken:  # which would have shifted the places
                    place = len(records) + len(rejected) + 1
                    record = placed(record, verb=verb, place=place)
                rejected.append(record)
        elif name == "resumptionToken":
            token = read_token(child)
    return Page(
        records=tuple(records),
        rejected=tuple(rejected),
        response_date=envelope.response_date,
        token=token.value,
        complete_list_size=token.complete_list_size,
        cursor=token.cursor,
        repairs=envelope.repairs,
        mended=mended(envelope),
    )


def placed(record: RejectedRecord, *, verb: str, place: int) -> RejectedRecord:
    """Say of a rejected record where it stands in its page, as an XPath without prefixes."""
    path = f"/OAI-PMH/{verb}/record[{place}]"
    return msgspec.structs.replace(record, reason=f"{record.reason}, at {path}")


def mended(envelope: Envelope) -> tuple[RejectedRecord, ...]:
    """Give what had to be mended to read a page: its records, or else the page as a whole."""
    records = tuple(
        RejectedRecord(identifier=each.identifier, payload=each.payload, reason=each.reason)
        for each in envelope.mended
    )
    if records or not envelope.repairs:
        return records
    return (RejectedRecord(identifier="", payload=b"", reason="; ".join(envelope.repairs)),)


def parse_headers(envelope: Envelope) -> HeaderPage:
    """Give the headers of an answer to ListIdentifiers; those without identifier are left out."""
    headers: list[Header] = []
    token = ResumptionToken()
    names: dict[str, str] = {}
    for child in envelope.content if envelope.content is not None else ():
        name = local_name(child.tag)
        if name == "header":
            header = read_header(child, names)
            if header.identifier:
                headers.append(header)
        elif name == "resumptionToken":
            token = read_token(child)
    return HeaderPage(
        headers=tuple(headers),
        response_date=envelope.response_date,
        token=token.value,
        complete_list_size=token.complete_list_size,
        cursor=token.cursor,
    )


def parse_record(payload: bytes) -> ParsedRecord:
    """Take a kept payload apart again.

    Raises:
        RecordError: It is no record, or one that cannot be used.
    """
    try:
        root = parse_xml(payload).root
    except NotXML as error:
        raise RecordError(str(error), stage="parse") from error
    record = read_record(root, {}, payload=payload)
    if isinstance(record, RejectedRecord):
        raise RecordError(record.reason, stage="parse")
    return record


def read_record(
    element: etree._Element, names: dict[str, str], *, payload: bytes = b""
) -> ParsedRecord | RejectedRecord:
    """Take one ``record`` element apart.

    Args:
        element: The element, in its page or alone.
        names: Local names by tag, filled on the way.
        payload: Its serialisation where that is known.
    """
    header: Header | None = None
    metadata: etree._Element | None = None
    for child in element:
        tag = child.tag
        name = names.get(tag) or names.setdefault(tag, local_name(tag))
        if name == "header":
            header = read_header(child, names)
        elif name == "metadata" and len(child):
            metadata = child[0]
    payload = payload or etree.tostring(element, encoding="utf-8", with_tail=False)
    if header is None or not header.identifier:
        reason = "the record has no header" if header is None else "the record has no identifier"
        return RejectedRecord(identifier="", payload=payload, reason=reason)
    if len(header.identifier.encode()) > MAX_IDENTIFIER_BYTES:
        reason = f"the identifier is longer than {MAX_IDENTIFIER_BYTES} bytes"
    elif len(payload) > MAX_RECORD_BYTES:
        reason = f"the record is larger than {MAX_RECORD_BYTES / 1_000_000:g} MB"
    elif metadata is None and not header.is_deleted:
        reason = "the record has no metadata and is not marked as deleted"
    else:
        return ParsedRecord(
            header=header, payload=payload, metadata=None if header.is_deleted else metadata
        )
    return RejectedRecord(
        identifier=header.identifier[: MAX_IDENTIFIER_BYTES // 4], payload=payload, reason=reason
    )


def read_header(element: etree._Element, names: dict[str, str]) -> Header:
    """Read a ``header`` element; what is missing is empty."""
    identifier = datestamp = ""
    set_specs: list[str] = []
    for child in element:
        tag = child.tag
        name = names.get(tag) or names.setdefault(tag, local_name(tag))
        if name == "identifier":
            identifier = text_of(child)
        elif name == "datestamp":
            datestamp = text_of(child)[:MAX_DATESTAMP_CHARS]
        elif name == "setSpec" and (spec := text_of(child)):
            set_specs.append(spec)
    return Header(
        identifier=identifier,
        datestamp=datestamp,
        set_specs=tuple(set_specs),
        is_deleted=element.get("status", "").strip().lower() == "deleted",
    )


def too_many(count: int, *, url: str) -> EndpointError:
    """Give the error for a page that never seems to end."""
    return EndpointError(
        f"the page holds {count:,} records, more than {MAX_PAGE_RECORDS:,}",
        url=url,
        advice="ask the partner for smaller pages",
        code="too-large",
    )
