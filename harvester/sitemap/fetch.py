"""Fetch the resources of a web site, page by page of its sitemap, behind the stages of a harvest.

Knows the web; knows no database: what is known of addresses is asked of a function handed in.
"""

import json
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import monotonic

import msgspec

from harvester.errors import AddressRefused, EndpointError, HttpStatusError, RetryLater
from harvester.http import HttpAnswer, HttpClient
from harvester.records import Page, ParsedRecord, RejectedRecord
from harvester.sitemap.documents import Listed, changed_since, is_same_site
from harvester.sitemap.pages import WebPage, read_page, read_record
from harvester.sitemap.site import Site, allowed, get_page, iter_sitemaps, open_site

PAGE_SIZE = 50
PAGE_SECONDS = 20.0
"""A page ends after this time however few addresses it holds: the lease of a run is renewed with
every page."""
MAX_FAILURES_IN_A_ROW = 5
"""Addresses that give no answer at all; then it is the site that does not answer."""
SITEMAP_LAG = timedelta(days=2)
"""A sitemap that is made once a day states changes that were not in it when it was last read."""


class Position(msgspec.Struct, frozen=True):
    """Where a list goes on: behind so many addresses of a sitemap, at an address."""

    sitemap_url: str = ""
    index: int = 0
    address: str = ""


def no_validators(_addresses: Sequence[str]) -> Mapping[str, str]:
    """Know nothing."""
    return {}


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a site from earlier harvests."""

    validators: Callable[[Sequence[str]], Mapping[str, str]] = no_validators
    """Addresses -> the validators kept for those that have one."""
    again: Collection[str] = ()
    """Addresses to ask for whenever they changed: those that failed the last time."""


NOTHING_KNOWN = Known()


def fetch_sitemap_pages(
    http: HttpClient,
    *,
    sitemap_url: str,
    since: datetime | None = None,
    token: str = "",
    known: Known = NOTHING_KNOWN,
    page_size: int = PAGE_SIZE,
    page_seconds: float = PAGE_SECONDS,
) -> Generator[Page, None, None]:
    """Yield the resources of a site in the order of its sitemap.

    Lazy: an address is asked for when its page is. Addresses that robots.txt forbids, that are of
    another site, or that describe no learning resource are passed over; a page may be empty.

    Args:
        http: Speaks to the site; not to be used elsewhere until the generator is closed.
        sitemap_url: A sitemap, an index of sitemaps, or a robots.txt that names some.
        since: Aware time; addresses last changed before it, less ``SITEMAP_LAG``, are passed over
            where the sitemap can tell. None asks for all.
        token: Go on from here; one that means nothing any more begins the list anew.
        known: What to ask "changed since?" with; a page unchanged is only counted.
        page_size: Addresses a page.
        page_seconds: See ``PAGE_SECONDS``.

    Yields:
        Pages whose records have a JSON-LD document as metadata; no record is deleted.

    Raises:
        RetryLater: The site asks for more patience than is had in place.
        EndpointError: A sitemap or robots.txt cannot be had, or the site does not answer.
    """
    site = open_site(http, sitemap_url)
    since = since and since - SITEMAP_LAG
    start = read_token(token)
    collected = Collected(site, known)
    for name, sitemap, is_last in iter_sitemaps(site, start.sitemap_url):
        listed = allowed(site, changed_since(sitemap.pages, since, known.again))
        position = place_of(start, listed) if name == start.sitemap_url else 0
        while position < len(listed):
            ends_at = monotonic() + page_seconds
            chunk = listed[position : position + page_size]
            position += collected.read(chunk, ends_at=ends_at)
            if position < len(listed):
                yield collected.take(write_token(name, position, listed[position].url))
        if not is_last:
            yield collected.take(write_token(name, len(listed), ""))
    yield collected.take("")


class Collected:
    """What has been read since the last page was handed on."""

    def __init__(self, site: Site, known: Known) -> None:
        """Begin with nothing."""
        self._site, self._known = site, known
        self._failures = 0
        self._answered_at: datetime | None = None
        self._clear()

    def _clear(self) -> None:
        self._records: list[ParsedRecord] = []
        self._rejected: list[RejectedRecord] = []
        self._unchanged = 0
        self._begun_at = monotonic()

    def take(self, token: str) -> Page:
        """Give the page and begin the next one."""
        page = Page(
            records=tuple(self._records),
            rejected=tuple(self._rejected),
            response_date=self._answered_at or datetime.now(UTC),
            token=token,
            unchanged_count=self._unchanged,
            fetch_seconds=monotonic() - self._begun_at,
        )
        self._clear()
        return page

    def read(self, chunk: Sequence[Listed], *, ends_at: float) -> int:
        """Read addresses until the time is over, at least one; give how many were read."""
        validators = self._known.validators([listed.url for listed in chunk])
        for count, listed in enumerate(chunk, start=1):
            self._read_one(listed, validators.get(listed.url, ""))
            if monotonic() >= ends_at:
                return count
        return len(chunk)

    def _read_one(self, listed: Listed, validator: str) -> None:
        """Read one address; what is wrong with it alone is a rejected record.

        Raises:
            EndpointError: It is the site that does not answer, or wants to be left alone.
        """
        try:
            answer = get_page(self._site, listed.url, validator)
            self._failures = 0
            self._answered_at = self._answered_at or date_of(answer)
            if answer.is_unchanged:
                self._unchanged += 1
                return
            found = self._record_of(answer, listed)
        except RetryLater:
            raise
        except EndpointError as error:
            if not is_of_one_address(error):
                self._failures += 1
                if error.code == "stopped" or self._failures >= MAX_FAILURES_IN_A_ROW:
                    raise
            found = RejectedRecord(identifier=listed.url[:500], payload=b"", reason=str(error))
        if isinstance(found, ParsedRecord):
            self._records.append(found)
        elif found is not None:
            self._rejected.append(found)

    def _record_of(
        self, answer: HttpAnswer, listed: Listed
    ) -> ParsedRecord | RejectedRecord | None:
        """Read what a page describes, from the page or from the description it links to."""
        site = self._site
        if not is_same_site(answer.url, site.url):
            reason = f"the address leads to another site: {answer.url[:500]}"
            return RejectedRecord(identifier=listed.url[:500], payload=b"", reason=reason)
        page = read_page(answer)
        if page.is_not_kept or not site.robots.may_fetch(answer.url):
            return None
        for url in page.described_by[:1] if not page.blocks else ():
            if is_same_site(url, site.url) and site.robots.may_fetch(url):
                blocks = read_page(get_page(site, url)).blocks
                page = WebPage(blocks=blocks, canonical=page.canonical)
                # what validates the page says nothing of its description
                answer = msgspec.structs.replace(answer, headers={})
        return read_record(answer, page, listed)


def is_of_one_address(error: EndpointError) -> bool:
    """Tell whether an error says nothing of the rest of the site."""
    if isinstance(error, HttpStatusError):
        return not error.is_temporary
    return isinstance(error, AddressRefused) or error.code in {"too-large", "redirects"}


def date_of(answer: HttpAnswer) -> datetime | None:
    """Give the site's clock; None when it has none."""
    try:
        moment = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def write_token(sitemap_url: str, index: int, address: str) -> str:
    """Write where a list goes on."""
    return json.dumps([sitemap_url, index, address], ensure_ascii=False)


def read_token(token: str) -> Position:
    """Read a token; one that cannot be read means the beginning."""
    try:
        return Position(*msgspec.json.decode(token, type=tuple[str, int, str]))
    except msgspec.MsgspecError:
        return Position()


def place_of(start: Position, listed: Sequence[Listed]) -> int:
    """Find where to go on in a sitemap that may have changed: at the address, or at its index."""
    places = (place for place, each in enumerate(listed) if each.url == start.address)
    return next(places, min(max(start.index, 0), len(listed)))
