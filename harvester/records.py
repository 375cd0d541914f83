"""The values that pass between the stages. Frozen; no database, no network, no format knowledge.

fetch gives ``RawRecord``, parse ``ParsedRecord``, crosswalk ``SourceMetadata``, normalise
``NormalizedRecord``.
"""

from datetime import datetime

import msgspec
from lxml import etree

from harvester.json_ld.documents import vocabulary_of
from harvester.json_ld.values import JsonObject
from repository.deposits import Deposit
from repository.metadata.record import ResourceMetadata

CROSSWALK_VERSION = 2
"""Raised when crosswalks or ``normalize`` map kept records otherwise than before.

``manage.py replay`` then maps what an older one has mapped. ``tests/fixtures/mapped.json`` says
what this one makes of the golden records, so that no raise is forgotten.
"""


class Header(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The header of a record. Source: OAI-PMH 2.0, section 2.5."""

    identifier: str
    datestamp: str
    """Exactly as the source gave it; it may be of either granularity, or wrong."""
    set_specs: tuple[str, ...] = ()
    is_deleted: bool = False


class ParsedRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One record, taken apart as far as the protocol goes."""

    header: Header
    payload: bytes
    """The whole ``<record>`` element as UTF-8 XML, or a JSON object: kept to be mapped again."""
    metadata: etree._Element | JsonObject | None = None
    """The root element of the metadata, or a JSON-LD document; None for a deleted record."""
    validator: str = ""
    """ETag and Last-Modified, in two lines, of a record with an address of its own."""

    @property
    def namespace(self) -> str:
        """Namespace URI of the metadata root, of JSON-LD the vocabulary that its contexts name.

        Empty when it has none or the record is deleted.
        """
        if self.metadata is None:
            return ""
        if isinstance(self.metadata, dict):
            return vocabulary_of(self.metadata)
        return etree.QName(self.metadata).namespace or ""


class Stated(msgspec.Struct, frozen=True, gc=False):
    """A text as stated, with the language tag stated for it (not yet normalised), or empty."""

    text: str
    language: str = ""


class StatedContributor(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A contributor with the role as the format names it (``author``, ``aut``, ``creator``...)."""

    name: str
    role: str = "creator"
    kind: str = "unknown"
    """person, organization or unknown."""
    identifier: str = ""


class StatedDate(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A date as stated; ``kind`` is a ``DateKind`` of the canonical record."""

    text: str
    kind: str = "issued"
    language: str = ""


class StatedSubject(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A subject as stated.

    A label, an id or URI, and the scheme it is from, each empty when not stated.
    """

    label: str = ""
    language: str = ""
    id: str = ""
    scheme: str = ""


class StatedFile(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A file with media type and size as stated."""

    url: str
    media_type: str = ""
    size: str = ""


class StatedRelation(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A relation; ``kind`` is a ``RelationKind`` or what the source called it."""

    kind: str
    target: str


class SourceMetadata(msgspec.Struct, frozen=True, gc=False):
    """What one record says, values as the source states them, trimmed, empty ones left out.

    The lists mix what the format mixes (dc:type may hold a type, a media type or a version note);
    telling them apart is the work of ``normalize``. Every crosswalk fills this, whatever the
    format. A field that is added here is added to ``crosswalks.draft.Draft``, in the same place.
    """

    titles: tuple[Stated, ...] = ()
    descriptions: tuple[Stated, ...] = ()
    keywords: tuple[Stated, ...] = ()
    languages: tuple[str, ...] = ()
    contributors: tuple[StatedContributor, ...] = ()
    publishers: tuple[str, ...] = ()
    dates: tuple[StatedDate, ...] = ()
    types: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    age_ranges: tuple[str, ...] = ()
    subjects: tuple[StatedSubject, ...] = ()
    delivery_channels: tuple[str, ...] = ()
    durations: tuple[str, ...] = ()
    running_times: tuple[str, ...] = ()
    media_types: tuple[str, ...] = ()
    """Stated for the resource as a whole; a media type stated for one file stands in ``files``."""
    files: tuple[StatedFile, ...] = ()
    identifiers: tuple[str, ...] = ()
    """Identifiers and addresses alike; ``normalize`` chooses the landing page."""
    relations: tuple[StatedRelation, ...] = ()
    rights: tuple[str, ...] = ()
    access: tuple[str, ...] = ()
    competencies: tuple[StatedSubject, ...] = ()
    accessibility: tuple[tuple[str, str], ...] = ()
    """Pairs (schema.org property such as ``accessibilityFeature``, value)."""


class MetadataIssue(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Something a person should look at; the record is kept all the same."""

    code: str
    """``unknown-language``, ``unreadable-date``, ``unknown-license``, ....

    One word per cause, for grouping.
    """
    field: str
    stated: str = ""


class NormalizedRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Canonical metadata with what could not be understood."""

    metadata: ResourceMetadata
    issues: tuple[MetadataIssue, ...] = ()


class RejectedRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A record of a page that could not be taken apart.

    Kept with its bytes so that nothing is lost.
    """

    identifier: str
    """Empty when the header could not be read."""
    payload: bytes
    reason: str


class Page(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One answer to ListRecords. Source: OAI-PMH 2.0, section 3.5."""

    records: tuple[ParsedRecord, ...]
    rejected: tuple[RejectedRecord, ...] = ()
    response_date: datetime | None = None
    """The source's clock, aware UTC; None when it is missing or unreadable."""
    token: str = ""
    """Resumption token of the next page; empty on the last one."""
    complete_list_size: int | None = None
    cursor: int | None = None
    repairs: tuple[str, ...] = ()
    """What had to be mended to read the page at all; empty as a rule."""
    mended: tuple[RejectedRecord, ...] = ()
    """The same by record, with the bytes as served; one without identifier is the page itself."""
    unchanged_count: int = 0
    """Records that the source said are as they were, without sending them."""
    fetch_seconds: float = 0
    """From the request to the parsed page."""


class HeaderPage(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One answer to ListIdentifiers. Source: OAI-PMH 2.0, sections 3.5 and 4.3."""

    headers: tuple[Header, ...]
    response_date: datetime | None = None
    token: str = ""
    complete_list_size: int | None = None
    cursor: int | None = None


class ListedRecord(msgspec.Struct, frozen=True, gc=False):
    """A record as it stands in the head of a page."""

    identifier: str
    datestamp: str
    digest: str
    """BLAKE2b-128 of the raw record."""


class StorableRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A record ready for the database: canonical and raw."""

    datestamp: str
    digest: str
    payload: bytes
    """The raw record, Zstandard."""
    deposit: Deposit
    issues_json: str
    """JSON list of ``MetadataIssue``; empty when there are none."""
    validator: str = ""
    """ETag and Last-Modified, in two lines, of a record with an address of its own."""


class UnusableRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A record that is only kept, with the stage that refused it, and why."""

    identifier: str
    """Empty when the header could not be read."""
    datestamp: str
    digest: str
    payload: bytes
    """The raw record, Zstandard."""
    stage: str
    reason: str


class PageHead(msgspec.Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """What a page lists, before its records are understood."""

    listed: tuple[ListedRecord, ...] = ()
    rejected: tuple[UnusableRecord, ...] = ()
    """Records that could not be taken apart."""
    mended: tuple[UnusableRecord, ...] = ()
    """Records, or the page, that could be read only when repaired; they are listed as well."""
    token: str = ""
    response_date: datetime | None = None
    complete_list_size: int | None = None
    unchanged_count: int = 0
    """Records that the source itself said are unchanged; they are not listed."""


class PageBody(msgspec.Struct, frozen=True, kw_only=True, gc=False, tag=True):
    """The records of a page that were asked for, in the order listed."""

    storable: tuple[StorableRecord, ...] = ()
    unusable: tuple[UnusableRecord, ...] = ()
