"""What an OAI-PMH repository says of itself, and the envelope around its lists. Frozen values."""

from datetime import UTC, datetime, timedelta

import msgspec
from lxml import etree
from oaipmh.datestamp import datestamp_to_datetime, datetime_to_datestamp
from oaipmh.error import DatestampError

from harvester.xml import local_name

SECONDS = "YYYY-MM-DDThh:mm:ssZ"
DAYS = "YYYY-MM-DD"
"""The two granularities. Source: OAI-PMH 2.0, section 3.3."""
MAX_COUNT = 2_147_483_647
"""No list is longer; a source that says more does not know."""
MAX_DATESTAMP_CHARS = 40
"""A datestamp has 20; the beginning of a longer text is enough to see what it is."""
MAX_URL_CHARS = 2000
DELETED_RECORD = frozenset({"no", "transient", "persistent"})
"""What a source may do with deletions. Source: OAI-PMH 2.0, section 2.5.1."""
FIRST_YEAR = 1970
LONGEST_AHEAD = timedelta(days=366)
"""A source's clock may be wrong, but a ``from`` beyond this would never find anything again."""


class Identify(msgspec.Struct, frozen=True, kw_only=True):
    """Answer to Identify, as stated; empty where nothing is stated. Source: OAI-PMH 2.0, 4.2."""

    repository_name: str = ""
    base_url: str = ""
    protocol_version: str = ""
    admin_emails: tuple[str, ...] = ()
    earliest_datestamp: str = ""
    deleted_record: str = ""
    """``no``, ``transient`` or ``persistent``; what is stated differently counts as nothing."""
    granularity: str = DAYS
    """``SECONDS`` or ``DAYS``; what is stated differently or not at all counts as days."""
    compressions: tuple[str, ...] = ()


class MetadataFormat(msgspec.Struct, frozen=True):
    """One format on offer. Source: OAI-PMH 2.0, 4.4."""

    prefix: str
    schema: str
    namespace: str


class SetInfo(msgspec.Struct, frozen=True):
    """One set. Source: OAI-PMH 2.0, 4.6."""

    spec: str
    name: str


class BrokenRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A record that is no well-formed XML.

    It was cut out of its page so that the others could be read, or could be read when repaired.
    """

    identifier: str
    """Empty when it could not be made out."""
    payload: bytes
    """The bytes as served."""
    offset: int
    """Where it starts, in bytes from the beginning of the page."""
    reason: str


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """An answer without its protocol layer: no errors, and the element named by the verb."""

    url: str
    content: etree._Element | None
    """``ListRecords``, ``Identify``, ...; None when no record matches the request."""
    response_date: datetime | None = None
    """The source's clock, aware UTC; None when it is missing, unreadable or cannot be true."""
    repairs: tuple[str, ...] = ()
    """What had to be mended to read the XML at all."""
    broken: tuple[BrokenRecord, ...] = ()
    mended: tuple[BrokenRecord, ...] = ()
    """Which records the repairs were made in; none when they were made around the records."""
    document: bytes = b""
    """The answer itself; empty when it could be read only when repaired."""


class ResumptionToken(msgspec.Struct, frozen=True):
    """Flow control. Source: OAI-PMH 2.0, 3.5."""

    value: str = ""
    """Empty on the last page."""
    complete_list_size: int | None = None
    cursor: int | None = None


def text_of(element: etree._Element | None) -> str:
    """Give the text of an element without surrounding blanks; empty for none."""
    return (element.text or "").strip() if element is not None else ""


def read_token(element: etree._Element) -> ResumptionToken:
    """Read a ``resumptionToken`` element; counts that are no numbers are left out."""
    return ResumptionToken(
        text_of(element),
        whole_number(element.get("completeListSize")),
        whole_number(element.get("cursor")),
    )


def whole_number(text: str | None) -> int | None:
    """Read a count; None when it is none, or more than can be."""
    digits = (text or "").strip()
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 16):
        return None
    count = int(digits)
    return count if count <= MAX_COUNT else None


def read_identify(content: etree._Element) -> Identify:
    """Read an ``Identify`` element; the first value counts where only one is allowed."""
    values: dict[str, list[str]] = {}
    for child in content:
        if text := text_of(child):
            values.setdefault(local_name(child.tag), []).append(text)

    def first(name: str) -> str:
        return values.get(name, [""])[0]

    base_url, deleted_record = first("baseURL"), first("deletedRecord").lower()
    return Identify(
        repository_name=first("repositoryName"),
        base_url=base_url if len(base_url) <= MAX_URL_CHARS else "",
        protocol_version=first("protocolVersion"),
        admin_emails=tuple(values.get("adminEmail", ())),
        earliest_datestamp=first("earliestDatestamp")[:MAX_DATESTAMP_CHARS],
        deleted_record=deleted_record if deleted_record in DELETED_RECORD else "",
        granularity=SECONDS if first("granularity").lower() == SECONDS.lower() else DAYS,
        compressions=tuple(values.get("compression", ())),
    )


def read_formats(content: etree._Element) -> tuple[MetadataFormat, ...]:
    """Read a ``ListMetadataFormats`` element; formats without a prefix are left out."""
    formats = (
        MetadataFormat(
            values.get("metadataPrefix", ""),
            values.get("schema", ""),
            values.get("metadataNamespace", ""),
        )
        for values in map(child_texts, content)
    )
    return tuple(each for each in formats if each.prefix)


def read_sets(content: etree._Element) -> tuple[SetInfo, ...]:
    """Read a ``ListSets`` element; sets without a setSpec are left out."""
    sets = (
        SetInfo(values.get("setSpec", ""), values.get("setName", ""))
        for values in map(child_texts, content)
    )
    return tuple(each for each in sets if each.spec)


def child_texts(element: etree._Element) -> dict[str, str]:
    """Give the texts of the children by local name; the last one counts."""
    return {local_name(child.tag): text_of(child) for child in element}


def parse_datestamp(text: str) -> datetime | None:
    """Read a UTC datestamp of either granularity; None when it is unreadable.

    Fractions of a second are cut; a time zone other than Z, which the protocol does not allow, is
    understood. Source: OAI-PMH 2.0, 3.3.
    """
    try:
        naive: datetime = datestamp_to_datetime(text)
    except (DatestampError, ValueError):
        pass
    else:
        return naive.replace(tzinfo=UTC)
    try:
        moment = datetime.fromisoformat(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError):
        return None


def parse_clock(text: str) -> datetime | None:
    """Read a responseDate; None when it is unreadable or cannot be the time of any clock."""
    moment = parse_datestamp(text)
    if moment is None or moment.year < FIRST_YEAR:
        return None
    return moment if moment <= datetime.now(UTC) + LONGEST_AHEAD else None


def format_datestamp(moment: datetime, *, granularity: str) -> str:
    """Write an aware time as a datestamp of the source's granularity, cut, never rounded up."""
    naive = moment.astimezone(UTC).replace(tzinfo=None)
    return str(datetime_to_datestamp(naive, day_granularity=granularity != SECONDS))
