"""Read a list up to the database: fetch -> parse -> crosswalk -> normalise, a page at a time.

A page is read in two steps, because what is known of its records decides which of them have to be
understood: first its head, then, for the records asked for, its body. Knows no database, so that it
can run in a process of its own (``remote``).
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

import msgspec

from harvester.ahead import Ahead
from harvester.crosswalks import crosswalk
from harvester.errors import RecordError
from harvester.fetch import fetch_pages
from harvester.normalize import normalize
from harvester.oaipmh.client import Client
from harvester.parse import parse_envelope
from harvester.payloads import compressor
from harvester.records import (
    ListedRecord,
    MetadataIssue,
    Page,
    PageBody,
    PageHead,
    ParsedRecord,
    RejectedRecord,
    StorableRecord,
    UnusableRecord,
)
from repository.deposits import deposit_of
from repository.metadata.record import ResourceMetadata


class ListRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Which list to read, and from where."""

    metadata_prefix: str
    set_spec: str = ""
    since: datetime | None = None
    token: str = ""
    kept_in: str = ""
    """Folder for the answers that are fetched ahead; empty for none."""


def list_pages(client: Client, request: ListRequest) -> Iterator[Page]:
    """Give the pages of a list of an OAI-PMH repository."""
    client.ahead = Ahead(Path(request.kept_in)) if request.kept_in else None
    return fetch_pages(
        client,
        parse=parse_envelope,
        metadata_prefix=request.metadata_prefix,
        since=request.since,
        set_spec=request.set_spec,
        token=request.token,
    )


class Reader:
    """Reads the pages of one list in this process."""

    def __init__(self, pages: Iterator[Page]) -> None:
        """Ask for nothing yet; ``pages`` are fetched as they are wanted."""
        self.pages = pages
        self.page = Page(records=())
        self.listed: tuple[ListedRecord, ...] = ()
        self.prepared: list[StorableRecord | UnusableRecord] = []
        self.asked: deque[Iterator[StorableRecord | UnusableRecord]] = deque()

    def head(self) -> PageHead | None:
        """Fetch the next page and give its head; None behind the last one.

        Raises:
            EndpointError: As ``fetch_pages``.
        """
        page = next(self.pages, None)
        if page is None:
            return None
        self.page, self.prepared = page, []
        self.listed = tuple([listed(record) for record in page.records])
        return PageHead(
            listed=self.listed,
            rejected=tuple(rejected(record, stage="parse") for record in page.rejected),
            mended=tuple(rejected(record, stage="repair") for record in page.mended),
            token=page.token,
            response_date=page.response_date,
            complete_list_size=page.complete_list_size,
            unchanged_count=page.unchanged_count,
        )

    def prepare(self) -> None:
        """Understand the whole page, before anybody says which records of it are wanted."""
        self.prepared = list(understood(self.page.records, self.listed))

    def ask(self, wanted: Sequence[int]) -> None:
        """Say which records of the page, by their places in its head, are to be understood."""
        if self.prepared:
            self.asked.append(iter([self.prepared[place] for place in wanted]))
            return
        records = [self.page.records[place] for place in wanted]
        self.asked.append(understood(records, [self.listed[place] for place in wanted]))

    def body(self) -> PageBody:
        """Understand the records asked for, of the page that was asked for first.

        The next page may have been fetched and asked for before: then nobody has to wait.
        """
        records = list(self.asked.popleft())
        return PageBody(
            storable=tuple([each for each in records if isinstance(each, StorableRecord)]),
            unusable=tuple([each for each in records if isinstance(each, UnusableRecord)]),
        )


def understood(
    records: Iterable[ParsedRecord], listed: Iterable[ListedRecord]
) -> Iterator[StorableRecord | UnusableRecord]:
    """Yield records of a page as ``understand`` makes them."""
    compress = compressor()
    for record, head in zip(records, listed, strict=True):
        yield understand(record, digest=head.digest, payload=compress(record.payload))


def payload_digest(payload: bytes) -> str:
    """Give the digest by which an unchanged raw record is known."""
    return blake2b(payload, digest_size=16).hexdigest()


def listed(record: ParsedRecord) -> ListedRecord:
    """Give what is needed to tell whether a record has changed."""
    header = record.header
    return ListedRecord(header.identifier, header.datestamp, payload_digest(record.payload))


def rejected(record: RejectedRecord, *, stage: str) -> UnusableRecord:
    """Make a record that could not be taken apart, or only when repaired, ready for keeping."""
    return UnusableRecord(
        identifier=record.identifier,
        datestamp="",
        digest=payload_digest(record.payload),
        payload=compressor()(record.payload),
        stage=stage,
        reason=record.reason,
    )


def understand(
    record: ParsedRecord, *, digest: str, payload: bytes
) -> StorableRecord | UnusableRecord:
    """Map one record to the canonical form, or say why that cannot be done.

    Args:
        record: The record.
        digest: That of its raw form.
        payload: Its raw form, compressed.
    """
    header = record.header
    metadata: ResourceMetadata | None = None
    issues: tuple[MetadataIssue, ...] = ()
    try:
        if not header.is_deleted:
            normalized = normalize(crosswalk(record))
            metadata, issues = normalized.metadata, normalized.issues
    except RecordError as error:
        return UnusableRecord(
            identifier=header.identifier,
            datestamp=header.datestamp,
            digest=digest,
            payload=payload,
            stage=error.stage,
            reason=str(error),
        )
    return StorableRecord(
        datestamp=header.datestamp,
        digest=digest,
        payload=payload,
        deposit=deposit_of(header.identifier, metadata, source_sets=header.set_specs),
        issues_json=msgspec.json.encode(issues).decode() if issues else "",
        validator=record.validator,
    )
