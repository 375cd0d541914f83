"""The sample partner's OAI-PMH repository: a request in, an answer out. Source: OAI-PMH 2.0."""

import base64
import binascii
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

import msgspec

from harvester.sample_partner import dublin_core, lom
from harvester.sample_partner.records import SETS, SampleRecord
from repository.formats.xml import escaped, quoted
from repository.oaipmh.errors import Fault, ProtocolError
from repository.oaipmh.requests import Request, parse_request

NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
OPENING = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    f'<OAI-PMH xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    f' xsi:schemaLocation="{NAMESPACE} http://www.openarchives.org/OAI/2.0/OAI-PMH.xsd">'
)
DUBLIN_CORE = (
    "oai_dc",
    "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
    "http://www.openarchives.org/OAI/2.0/oai_dc/",
)
LOM = ("lom", "http://ltsc.ieee.org/xsd/lomv1.0/lom.xsd", lom.NAMESPACE)
PREFIXES = (DUBLIN_CORE[0], LOM[0])


class Continuation(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """What a resumption token holds: the list, and how many of its records were given."""

    verb: str
    metadata_prefix: str
    set_spec: str
    since: datetime | None
    until: datetime | None
    cursor: int


class SampleRepository:
    """Answers requests about a fixed list of records."""

    def __init__(self, records: Sequence[SampleRecord], *, base_url: str, page_size: int) -> None:
        """Serve ``records``, which are in the order of their datestamps."""
        self.records, self.base_url, self.page_size = records, base_url, page_size
        self.answers: Mapping[str, Callable[[Request], str]] = {
            "Identify": self.identify,
            "ListMetadataFormats": self.metadata_formats,
            "ListSets": self.sets,
            "GetRecord": self.record,
            "ListIdentifiers": self.page,
            "ListRecords": self.page,
        }

    def respond(self, pairs: Iterable[tuple[str, str]]) -> bytes:
        """Give the document that answers a request, whatever was asked."""
        pairs = list(pairs)
        arguments: Mapping[str, str] = {}
        try:
            request = parse_request(pairs, prefixes=PREFIXES)
            arguments = request.arguments
            content = self.answers[request.verb](request)
        except ProtocolError as error:
            arguments = dict(pairs) if error.may_echo else {}
            content = "".join(
                f'<error code="{fault.code}">{escaped(fault.message)}</error>'
                for fault in error.faults
            )
        attributes = "".join(f" {name}={quoted(value)}" for name, value in arguments.items())
        return (
            f"{OPENING}<responseDate>{utc(datetime.now(UTC))}</responseDate>"
            f"<request{attributes}>{escaped(self.base_url)}</request>{content}</OAI-PMH>"
        ).encode()

    def identify(self, _request: Request) -> str:
        """Say what this repository is."""
        return (
            "<Identify><repositoryName>Commonloom sample partner</repositoryName>"
            f"<baseURL>{escaped(self.base_url)}</baseURL><protocolVersion>2.0</protocolVersion>"
            "<adminEmail>partner@example.org</adminEmail>"
            f"<earliestDatestamp>{utc(self.records[0].datestamp)}</earliestDatestamp>"
            "<deletedRecord>persistent</deletedRecord>"
            "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity></Identify>"
        )

    def metadata_formats(self, request: Request) -> str:
        """List the formats, of one item or of all."""
        has_lom = "identifier" not in request.arguments or self.item(request.identifier).has_lom
        formats = "".join(
            f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>{schema}</schema>"
            f"<metadataNamespace>{namespace}</metadataNamespace></metadataFormat>"
            for prefix, schema, namespace in ((DUBLIN_CORE, LOM) if has_lom else (DUBLIN_CORE,))
        )
        return f"<ListMetadataFormats>{formats}</ListMetadataFormats>"

    def sets(self, request: Request) -> str:
        """List the sets."""
        if request.token is not None:
            raise ProtocolError(Fault("badResumptionToken", "The list of sets is not split."))
        sets = "".join(
            f"<set><setSpec>{spec}</setSpec><setName>{name}</setName></set>"
            for spec, name in SETS.items()
        )
        return f"<ListSets>{sets}</ListSets>"

    def record(self, request: Request) -> str:
        """Give one record."""
        item = self.item(request.identifier)
        if request.metadata_prefix == "lom" and not item.has_lom:
            raise ProtocolError(Fault("cannotDisseminateFormat", "This item has no such format."))
        return f"<GetRecord>{render(item, request.metadata_prefix)}</GetRecord>"

    def item(self, identifier: str) -> SampleRecord:
        """Find an item."""
        for record in self.records:
            if record.identifier == identifier:
                return record
        raise ProtocolError(Fault("idDoesNotExist", "No item has this identifier."))

    def page(self, request: Request) -> str:
        """Give a page of headers or records."""
        asked = continuation(request)
        chosen = [record for record in self.records if is_in_list(record, asked)]
        if not chosen:
            raise ProtocolError(Fault("noRecordsMatch", "Nothing fits these arguments."))
        end = asked.cursor + self.page_size
        write = header if request.verb == "ListIdentifiers" else render
        shown = "".join(
            write(record, asked.metadata_prefix) for record in chosen[asked.cursor : end]
        )
        token = ""
        if len(chosen) > self.page_size:
            following = msgspec.structs.replace(asked, cursor=end)
            value = base64.urlsafe_b64encode(msgspec.json.encode(following)).decode()
            token = (
                f'<resumptionToken completeListSize="{len(chosen)}" cursor="{asked.cursor}">'
                f"{value if end < len(chosen) else ''}</resumptionToken>"
            )
        return f"<{request.verb}>{shown}{token}</{request.verb}>"


def continuation(request: Request) -> Continuation:
    """Give the list asked for, from the token or from the arguments."""
    if request.token is None:
        return Continuation(
            request.verb, request.metadata_prefix, request.set_spec, request.since, request.until, 0
        )
    try:
        document = base64.urlsafe_b64decode(request.token.encode())
        asked = msgspec.json.decode(document, type=Continuation)
    except (binascii.Error, msgspec.MsgspecError):
        asked = None
    if asked is None or asked.verb != request.verb:
        raise ProtocolError(Fault("badResumptionToken", "This token is not one of ours."))
    return asked


def is_in_list(record: SampleRecord, asked: Continuation) -> bool:
    """Whether a record belongs to a list."""
    return (
        (asked.metadata_prefix != "lom" or record.has_lom)
        and asked.set_spec in {"", record.set_spec}
        and (asked.since is None or record.datestamp >= asked.since)
        and (asked.until is None or record.datestamp <= asked.until)
    )


def utc(moment: datetime) -> str:
    """Give a time in the protocol's form."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def header(record: SampleRecord, _metadata_prefix: str = "") -> str:
    """Give the header of a record."""
    status = ' status="deleted"' if record.is_deleted else ""
    return (
        f"<header{status}><identifier>{record.identifier}</identifier>"
        f"<datestamp>{utc(record.datestamp)}</datestamp><setSpec>{record.set_spec}</setSpec></header>"
    )


def render(record: SampleRecord, metadata_prefix: str) -> str:
    """Give a whole record."""
    if record.is_deleted:
        return f"<record>{header(record)}</record>"
    write = lom.render if metadata_prefix == "lom" else dublin_core.render
    return f"<record>{header(record)}<metadata>{write(record.stated)}</metadata></record>"
