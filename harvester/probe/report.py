"""What a probe found, in a form that can be kept and shown again."""

import msgspec

from harvester.crosswalks import crosswalk
from harvester.errors import RecordError
from harvester.models import Endpoint
from harvester.normalize import normalize
from harvester.records import NormalizedRecord, ParsedRecord
from harvester.records import RejectedRecord as Unreadable
from harvester.reports.quality import Quality, measure
from repository.metadata.record import ResourceMetadata

MAX_NAMED = 10
MAX_REASON_CHARS = 300


class RejectedSample(msgspec.Struct, frozen=True):
    """A record looked at that could not be used."""

    identifier: str
    reason: str


class IssueCount(msgspec.Struct, frozen=True):
    """How many of the records looked at have an issue, with some values that caused it."""

    code: str
    count: int
    examples: tuple[str, ...] = ()


class ProbeReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a probe found; it has a JSON form, in which it is kept."""

    protocol: str = Endpoint.Protocol.OAI_PMH.value
    """An ``Endpoint.Protocol``."""
    base_url: str
    """What to register: of a web site, its sitemap."""
    repository_name: str
    metadata_prefix: str
    """The format that would be harvested."""
    stated_base_url: str = ""
    protocol_version: str = ""
    granularity: str = ""
    deleted_record: str = ""
    earliest_datestamp: str = ""
    formats: tuple[str, ...] = ()
    set_count: int | None = None
    """None when the list of sets could not be had."""
    sets: tuple[str, ...] = ()
    """Names of the first ones."""
    list_size: int | None = None
    """Records in all, where the repository tells; of a web site, addresses listed."""
    dated_count: int = 0
    """Of a web site: addresses listed with the time of their last change."""
    page_count: int = 0
    """Of a web site: pages looked at."""
    validated_count: int = 0
    """Of a web site: resources whose page can be asked for only if it has changed."""
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

    @property
    def is_site(self) -> bool:
        """Whether it is a web site with a sitemap."""
        return self.protocol == Endpoint.Protocol.SITEMAP


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """The report, and the records as they would be here."""

    report: ProbeReport
    records: tuple[ResourceMetadata, ...]


def complete(
    report: ProbeReport, records: tuple[ParsedRecord, ...], unreadable: tuple[Unreadable, ...]
) -> Probe:
    """Add to a report what becomes of the records that were looked at."""
    understood, rejected = understand(records, unreadable)
    quality = measure([each.metadata for each in understood], [each.issues for each in understood])
    completed = msgspec.structs.replace(
        report,
        record_count=len(records) + len(unreadable),
        deleted_count=sum(1 for each in records if each.header.is_deleted),
        rejected=rejected,
        stated={share.code: share.count for share in quality.shares},
        issues=tuple(
            IssueCount(each.cause.code, each.count, each.examples) for each in quality.issues
        ),
    )
    return Probe(report=completed, records=tuple(each.metadata for each in understood))


def understand(
    records: tuple[ParsedRecord, ...], unreadable: tuple[Unreadable, ...]
) -> tuple[tuple[NormalizedRecord, ...], tuple[RejectedSample, ...]]:
    """Map records as a harvest would."""
    understood = []
    rejected = [
        RejectedSample(each.identifier, each.reason[:MAX_REASON_CHARS]) for each in unreadable
    ]
    for record in records:
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
