"""The six verbs: a request in, an answer out. Source: OAI-PMH 2.0, section 4."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from repository.formats.registry import FORMATS
from repository.formats.xml import escaped, finished
from repository.oaipmh.envelope import answer, refusal
from repository.oaipmh.errors import Fault, ProtocolError
from repository.oaipmh.identifiers import find_resource_id, prefix
from repository.oaipmh.identify import identify
from repository.oaipmh.listing import Page, page_of, read_continuation
from repository.oaipmh.records import header, render_record
from repository.oaipmh.requests import Request, Verb, parse_request
from repository.oaipmh.rows import Row, find_row
from repository.oaipmh.sets import iter_sets

UNKNOWN_IDENTIFIER = Fault("idDoesNotExist", "No item of this repository has this identifier.")


def respond(pairs: Iterable[tuple[str, str]]) -> bytes:
    """Give the document that answers a request, whatever was asked.

    Raises:
        django.db.OperationalError: The catalogue cannot be asked now; the client is to come again
            later.
    """
    pairs = list(pairs)
    try:
        request = parse_request(pairs)
        return ANSWERS[request.verb](request)
    except ProtocolError as error:
        return refusal(error.faults, arguments=dict(pairs) if error.may_echo else {})


def answer_identify(request: Request) -> bytes:
    """Say what this repository is."""
    return answer([identify()], arguments=request.arguments)


def answer_metadata_formats(request: Request) -> bytes:
    """List the formats; every item, a deleted one too, is offered in all of them.

    Raises:
        ProtocolError: ``idDoesNotExist``.
    """
    if "identifier" in request.arguments and find_item(request.identifier) is None:
        raise ProtocolError(UNKNOWN_IDENTIFIER)
    formats = (
        f"<metadataFormat><metadataPrefix>{each.prefix}</metadataPrefix>"
        f"<schema>{each.schema_url}</schema>"
        f"<metadataNamespace>{each.namespace}</metadataNamespace></metadataFormat>\n"
        for each in FORMATS.values()
    )
    content = finished(("<ListMetadataFormats>\n", *formats, "</ListMetadataFormats>\n"))
    return answer([content], arguments=request.arguments)


def answer_sets(request: Request) -> bytes:
    """List all sets, in one page.

    Raises:
        ProtocolError: ``badResumptionToken``: lists of sets are never split, so none was given.
    """
    if request.token is not None:
        raise ProtocolError(Fault("badResumptionToken", "The list of sets is not split."))
    sets = (
        f"<set><setSpec>{spec}</setSpec><setName>{escaped(name)}</setName></set>\n"
        for spec, name in iter_sets()
    )
    content = finished(("<ListSets>\n", *sets, "</ListSets>\n"))
    return answer([content], arguments=request.arguments)


def answer_record(request: Request) -> bytes:
    """Give one record.

    Raises:
        ProtocolError: ``idDoesNotExist``; ``cannotDisseminateFormat`` if this one item cannot be
            rendered.
    """
    row = find_item(request.identifier)
    if row is None:
        raise ProtocolError(UNKNOWN_IDENTIFIER)
    offered = FORMATS[request.metadata_prefix]
    record = render_record(row, offered, identifier_prefix=prefix())
    if record is None:
        message = "This item cannot be given in this format at present."
        raise ProtocolError(Fault("cannotDisseminateFormat", message))
    return answer([b"<GetRecord>\n", record, b"</GetRecord>\n"], arguments=request.arguments)


def answer_identifiers(request: Request) -> bytes:
    """Give a page of headers.

    Raises:
        ProtocolError: ``badResumptionToken`` or ``noRecordsMatch``.
    """
    render = partial(header, identifier_prefix=prefix())
    return answer_page(request, page_of(request, render, with_metadata=False))


def answer_records(request: Request) -> bytes:
    """Give a page of records.

    Raises:
        ProtocolError: ``badResumptionToken`` or ``noRecordsMatch``.
    """
    metadata_prefix = request.metadata_prefix
    if request.token is not None:
        metadata_prefix = read_continuation(request).metadata_prefix
    if (offered := FORMATS.get(metadata_prefix)) is None:
        raise ProtocolError(Fault("badResumptionToken", "This format is no longer offered."))
    render = partial(render_record, offered=offered, identifier_prefix=prefix())
    return answer_page(request, page_of(request, render, with_metadata=True))


def answer_page(request: Request, page: Page) -> bytes:
    """Put a page of a list into the verb's element."""
    content = (
        f"<{request.verb}>\n".encode(),
        *page.elements,
        f"{page.token_element}</{request.verb}>\n".encode(),
    )
    return answer(content, arguments=request.arguments, responded_at=page.responded_at)


def find_item(identifier: str) -> Row | None:
    """Give the row of the resource that an identifier names, withdrawn or not."""
    resource_id = find_resource_id(identifier)
    return None if resource_id is None else find_row(resource_id)


ANSWERS: Mapping[Verb, Callable[[Request], bytes]] = {
    "Identify": answer_identify,
    "ListMetadataFormats": answer_metadata_formats,
    "ListSets": answer_sets,
    "GetRecord": answer_record,
    "ListIdentifiers": answer_identifiers,
    "ListRecords": answer_records,
}
