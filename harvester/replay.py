"""Read the kept records of an endpoint as if its source had sent them again: no network.

The pages go the way of a harvest, behind ``pipeline``: the same storing, checkpoint, lease and
guards. The checkpoint is the key of the last record of a page. Records that their source deleted,
and resources that are withdrawn, stay as they are; a rejected record is tried again.
"""

from collections import deque
from collections.abc import Sequence
from uuid import UUID

import msgspec
from django.db.models import QuerySet

from harvester import parse
from harvester.errors import RecordError
from harvester.models import Endpoint, HarvestedRecord, HarvestRun
from harvester.payloads import UnreadablePayload, decompress
from harvester.reading import understand
from harvester.records import (
    CROSSWALK_VERSION,
    ListedRecord,
    PageBody,
    PageHead,
    ParsedRecord,
    StorableRecord,
    UnusableRecord,
)
from harvester.sitemap.pages import parse_payload
from repository.models import LearningResource

PAGE_SIZE = 500
_PARSE = "parse: "


class KeptReader:
    """Gives the pages of a replay; takes the place of ``reading.Reader``."""

    def __init__(self, run: HarvestRun) -> None:
        """Begin behind the run's checkpoint; a run that is not full passes over what is mapped."""
        self.run = run
        self.after = UUID(run.token) if run.token else None
        self.is_at_end = False
        self.size = run.complete_list_size or chosen(run).count()
        self.pages: deque[Sequence[HarvestedRecord]] = deque()

    def head(self) -> PageHead | None:
        """Read the next page of kept records; None behind the last one."""
        if self.is_at_end:
            return None
        rows = chosen(self.run).order_by("key")
        if self.after:
            rows = rows.filter(key__gt=self.after)
        found = list(rows[: PAGE_SIZE + 1])
        self.is_at_end = len(found) <= PAGE_SIZE
        page = found[:PAGE_SIZE]
        self.after = page[-1].key if page else None
        listed = without_withdrawn(page)
        self.pages.append(listed)
        return PageHead(
            listed=tuple(
                ListedRecord(row.identifier, row.source_datestamp, row.digest) for row in listed
            ),
            token="" if self.is_at_end or self.after is None else self.after.hex,
            complete_list_size=self.size,
            unchanged_count=len(page) - len(listed),
        )

    def ask(self, wanted: Sequence[int]) -> None:
        """Nothing: every record is understood anew, whether or not it has changed."""

    def body(self) -> PageBody:
        """Understand the records of the first page that was not yet understood."""
        protocol = self.run.endpoint.protocol
        understood = [understand_again(row, protocol=protocol) for row in self.pages.popleft()]
        return PageBody(
            storable=tuple(each for each in understood if isinstance(each, StorableRecord)),
            unusable=tuple(each for each in understood if isinstance(each, UnusableRecord)),
        )


def chosen(run: HarvestRun) -> QuerySet[HarvestedRecord]:
    """Give the records that a replay goes through."""
    rows = HarvestedRecord.objects.filter(endpoint=run.endpoint_id, is_deleted=False)
    return rows if run.is_full else rows.filter(crosswalk_version__lt=CROSSWALK_VERSION)


def without_withdrawn(page: Sequence[HarvestedRecord]) -> list[HarvestedRecord]:
    """Leave out what was withdrawn since it was last sent; a record sent later and rejected is in.

    Its source lists it again, so it comes back as soon as it can be used.
    """
    settled = [row for row in page if row.missing_since or not row.rejected_because]
    ids = [row.resource_id for row in settled if row.resource_id]
    withdrawn = LearningResource.objects.filter(pk__in=ids, is_withdrawn=True)
    left_out = set(withdrawn.values_list("pk", flat=True))
    gone = {row.key for row in settled if row.resource_id in left_out}
    return [row for row in page if row.key not in gone]


def understand_again(row: HarvestedRecord, *, protocol: str) -> StorableRecord | UnusableRecord:
    """Map one kept record, or say why that cannot be done."""
    payload = bytes(row.payload)
    try:
        record = parse_kept(row, payload, protocol=protocol)
    except RecordError as error:
        is_known = row.rejected_because.startswith(_PARSE)
        return UnusableRecord(
            identifier=row.identifier,
            datestamp=row.source_datestamp,
            digest=row.digest,
            payload=payload,
            stage=error.stage,
            # what the page looked like at first says more than what is wrong with the rest of it
            reason=row.rejected_because.removeprefix(_PARSE) if is_known else str(error),
        )
    return understand(record, digest=row.digest, payload=payload)


def parse_kept(row: HarvestedRecord, payload: bytes, *, protocol: str) -> ParsedRecord:
    """Take a kept payload apart as its protocol wants it.

    Raises:
        RecordError: It cannot be read, or is another record's.
    """
    try:
        raw = decompress(payload)
    except UnreadablePayload as error:
        raise RecordError(f"the kept record cannot be read: {error}", stage="parse") from error
    if protocol == Endpoint.Protocol.SITEMAP:
        record = parse_payload(raw, datestamp=row.source_datestamp)
    else:
        record = parse.parse_record(raw)
    if record.header.identifier != row.identifier:
        raise RecordError("the kept record names another identifier", stage="parse")
    return msgspec.structs.replace(record, validator=row.validator)
