"""The outer layer of every answer: is it OAI-PMH, is it an error, what did it say and when."""

from lxml import etree

from harvester.errors import EndpointError, NotXML
from harvester.oaipmh.errors import NoRecordsMatch, protocol_error
from harvester.oaipmh.messages import BrokenRecord, Envelope, parse_clock, text_of
from harvester.oaipmh.salvage import ends_too_early, mended_records, salvage
from harvester.xml import XmlDocument, local_name, one_line, parse_xml

PROTOCOL_PARTS = frozenset({"responseDate", "request", "error"})


def read_envelope(document: bytes, *, url: str) -> Envelope:
    """Take the outer layer off an answer.

    Namespaces are not insisted on. Records that are not well-formed are cut out and reported in
    ``broken`` as long as the rest of the page can be read.

    Raises:
        NotXML: It is no XML; temporary when it only breaks off.
        ProtocolError: It is an error of the protocol other than ``noRecordsMatch``.
        EndpointError: ``not-oai``: it is some other XML.
    """
    parsed, broken, mended = parse_page_document(document, url=url)
    root = parsed.root
    if local_name(root.tag).lower() != "oai-pmh":
        raise not_oai(f"its answer is a <{one_line(local_name(root.tag), 60)}> document", url=url)
    content, response_date = None, None
    errors: list[tuple[str, str]] = []
    for child in root:
        name = local_name(child.tag)
        if name == "responseDate":
            response_date = parse_clock(text_of(child))
        elif name == "error":
            errors.append((one_line(child.get("code", "unknown"), 60), one_line(text_of(child))))
        elif name not in PROTOCOL_PARTS and content is None:
            content = child
    if errors and content is None:
        error = protocol_error(errors, url=url)
        if not isinstance(error, NoRecordsMatch):
            raise error
    elif content is None:
        raise not_oai("its answer holds neither a result nor an error", url=url)
    return Envelope(
        url=url,
        content=content,
        response_date=response_date,
        repairs=parsed.repairs,
        broken=broken,
        mended=mended,
        document=b"" if broken or parsed.repairs else document,
    )


def parse_page_document(
    document: bytes, *, url: str
) -> tuple[XmlDocument, tuple[BrokenRecord, ...], tuple[BrokenRecord, ...]]:
    """Parse an answer; when it is not well-formed, without the records that are to blame.

    Returns:
        The page, the records that are no part of it, and those that were repaired.
    """
    try:
        parsed = parse_xml(document, url=url)
        return parsed, (), mended_records(document) if parsed.repairs else ()
    except NotXML as error:
        if error.code != "bad-xml":
            raise
        if ends_too_early(document):
            raise NotXML(
                "the answer breaks off before its end",
                url=url,
                advice="try again later, or ask the partner for smaller pages",
                code="truncated",
                is_temporary=True,
            ) from error
        rest, repairs, broken = salvage(document)
        if not broken:
            raise
        left_out = {each.offset for each in broken}
        mended = [each for each in mended_records(document) if each.offset not in left_out]
        parsed = XmlDocument(root=parse_xml(rest, url=url).root, repairs=repairs)
        return parsed, broken, tuple(mended)


def not_oai(what: str, *, url: str) -> EndpointError:
    """Give the error for an address where something else lives."""
    return EndpointError(
        f"this is not an OAI-PMH repository: {what}",
        url=url,
        advice="check the base URL: with ?verb=Identify it should show the repository's name",
        code="not-oai",
    )


def content_named(envelope: Envelope, verb: str) -> etree._Element:
    """Give the content of an answer that has to be that of ``verb``.

    Raises:
        EndpointError: It is that of another verb.
    """
    if envelope.content is None:
        raise not_oai(f"it answered {verb} with noRecordsMatch", url=envelope.url)
    name = local_name(envelope.content.tag)
    if name.lower() != verb.lower():
        raise not_oai(f"it answered {verb} with <{one_line(name, 60)}>", url=envelope.url)
    return envelope.content
