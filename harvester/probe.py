"""Look at a repository that nobody has registered yet: few requests, short time, nothing stored."""

from time import monotonic
from typing import Any

import msgspec

from harvester.crosswalks import choose_format, crosswalk
from harvester.endpoints import clean_base_url
from harvester.errors import EndpointError, RecordError
from harvester.fetch import policy_from_settings
from harvester.http import HttpAnswer, HttpClient, HttpPolicy
from harvester.normalize import normalize
from harvester.oaipmh.client import Client
from harvester.oaipmh.messages import Identify, MetadataFormat
from harvester.parse import parse_envelope
from harvester.records import NormalizedRecord, Page
from harvester.reports.quality import Quality, measure
from repository.metadata.record import ResourceMetadata

TOTAL_SECONDS = 25
MAX_PAGE_BYTES = 10_000_000
MAX_RECORDS = 100
"""Of the first page; who sends more is judged by these."""
MAX_NAMED = 10
MAX_REASON_CHARS = 300


class RejectedSample(msgspec.Struct, frozen=True):
    """A record of the first page that could not be used."""

    identifier: str
    reason: str


class IssueCount(msgspec.Struct, frozen=True):
    """How many records of the first page have an issue, with some values that caused it."""

    code: str
    count: int
    examples: tuple[str, ...] = ()


class ProbeReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a probe found; it has a JSON form, in which it is kept."""

    base_url: str
    repository_name: str
    stated_base_url: str
    protocol_version: str
    granularity: str
    deleted_record: str
    earliest_datestamp: str
    metadata_prefix: str
    """The format that would be harvested."""
    formats: tuple[str, ...]
    set_count: int | None
    """None when the list of sets could not be had."""
    sets: tuple[str, ...] = ()
    """Names of the first ones."""
    list_size: int | None = None
    """Records in all, where the repository tells."""
    record_count: int = 0
    """Records looked at: those of the first page."""
    deleted_count: int = 0
    rejected: tuple[RejectedSample, ...] = ()
    repairs: tuple[str, ...] = ()
    stated: dict[str, int] = {}
    """Usable records that state a field of ``harvester.reports.quality.FIELDS`` well."""
    issues: tuple[IssueCount, ...] = ()

    @property
    def usable_count(self) -> int:
        """Records that would be taken."""
        return self.record_count - self.deleted_count - len(self.rejected)


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """The report, and the records as they would be here."""

    report: ProbeReport
    records: tuple[ResourceMetadata, ...]


class HurriedClient(HttpClient):
    """A client whose requests together take no longer than a probe may."""

    def __init__(self, policy: HttpPolicy, *, seconds: float) -> None:
        """Start the clock."""
        super().__init__(policy)
        self._until = monotonic() + seconds

    def get(self, url: str, **options: Any) -> HttpAnswer:
        """Fetch an address in what is left of the time.

        Raises:
            EndpointError: There is none left, or whatever ``HttpClient.get`` raises.
        """
        left = self._until - monotonic()
        if left <= 0:
            raise EndpointError(
                "the repository takes too long to answer",
                url=url,
                advice="try again later",
                code="timeout",
                is_temporary=True,
            )
        self.policy = msgspec.structs.replace(self.policy, total_seconds=left)
        return super().get(url, **options)


def probe_source(address: str, *, seconds: float = TOTAL_SECONDS) -> Probe:
    """Ask a repository what it is and has, and try its first page of records.

    Args:
        address: Base URL as typed.
        seconds: Time for all of it.

    Raises:
        EndpointError: It is no repository that could be harvested; one line says why.
    """
    base_url = clean_base_url(address)
    policy = msgspec.structs.replace(
        policy_from_settings(),
        connect_seconds=5,
        read_seconds=15,
        max_attempts=1,
        max_wait_seconds=0,
        max_page_bytes=MAX_PAGE_BYTES,
    )
    with HurriedClient(policy, seconds=seconds) as http:
        client = Client(base_url, http)
        identify = client.identify()
        formats = client.list_metadata_formats()
        chosen = readable_format(formats, base_url)
        page = parse_envelope(client.list_records_page(metadata_prefix=chosen.prefix))
        report = describe(base_url, identify, formats, chosen, page)
        sets = list_set_names(client)
    understood, rejected = understand(page)
    quality = measure([each.metadata for each in understood], [each.issues for each in understood])
    report = msgspec.structs.replace(
        report,
        set_count=None if sets is None else len(sets),
        sets=(sets or ())[:MAX_NAMED],
        rejected=rejected,
        stated={share.code: share.count for share in quality.shares},
        issues=tuple(
            IssueCount(each.cause.code, each.count, each.examples) for each in quality.issues
        ),
    )
    return Probe(report=report, records=tuple(each.metadata for each in understood))


def readable_format(formats: tuple[MetadataFormat, ...], base_url: str) -> MetadataFormat:
    """Give the richest format that can be read.

    Raises:
        EndpointError: There is none.
    """
    chosen = choose_format(formats)
    if chosen is None:
        raise EndpointError(
            "the repository has no metadata format that can be read here",
            url=base_url,
            advice="it offers: " + (", ".join(each.prefix for each in formats) or "none"),
            code="cannotDisseminateFormat",
        )
    return chosen


def list_set_names(client: Client) -> tuple[str, ...] | None:
    """Give the names of the sets; None when they cannot be had, which is not the end."""
    try:
        return tuple(each.name or each.spec for each in client.list_sets())
    except EndpointError:
        return None


def describe(
    base_url: str,
    identify: Identify,
    formats: tuple[MetadataFormat, ...],
    chosen: MetadataFormat,
    page: Page,
) -> ProbeReport:
    """Give the part of the report that needs no look into the records."""
    looked_at = page.records[:MAX_RECORDS]
    return ProbeReport(
        base_url=base_url,
        repository_name=(identify.repository_name or base_url)[:300],
        stated_base_url=identify.base_url,
        protocol_version=identify.protocol_version,
        granularity=identify.granularity,
        deleted_record=identify.deleted_record,
        earliest_datestamp=identify.earliest_datestamp,
        metadata_prefix=chosen.prefix,
        formats=tuple(each.prefix for each in formats)[:MAX_NAMED],
        set_count=None,
        list_size=page.complete_list_size,
        record_count=len(looked_at) + len(page.rejected),
        deleted_count=sum(1 for each in looked_at if each.header.is_deleted),
        repairs=page.repairs,
    )


def understand(
    page: Page,
) -> tuple[tuple[NormalizedRecord, ...], tuple[RejectedSample, ...]]:
    """Map the records of a page as a harvest would."""
    understood = []
    rejected = [
        RejectedSample(each.identifier, each.reason[:MAX_REASON_CHARS]) for each in page.rejected
    ]
    for record in page.records[:MAX_RECORDS]:
        if record.header.is_deleted:
            continue
        try:
            understood.append(normalize(crosswalk(record)))
        except RecordError as error:
            reason = str(error)[:MAX_REASON_CHARS]
            rejected.append(RejectedSample(record.header.identifier, reason))
    return tuple(understood), tuple(rejected)


def quality_of(report: ProbeReport) -> Quality:
    """Give the quality that a report speaks of, with the words of the reader's language."""
    return Quality.restored(
        total=report.usable_count,
        stated=report.stated,
        issues=[(each.code, each.count, each.examples) for each in report.issues],
    )


def to_json(report: ProbeReport) -> str:
    """Give the JSON form."""
    return msgspec.json.encode(report).decode()


def from_json(document: str) -> ProbeReport:
    """Read the JSON form."""
    return msgspec.json.decode(document, type=ProbeReport)
