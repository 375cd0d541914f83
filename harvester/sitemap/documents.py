"""Sitemap documents: lists of addresses, indexes of such lists, plain text lists, ResourceSync.

Source: https://www.sitemaps.org/protocol.html.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urldefrag, urlsplit

import msgspec
from lxml import etree

from harvester.errors import EndpointError
from harvester.sitemap import resourcesync
from harvester.xml import local_name, parse_xml

MAX_ADDRESSES = 50_000
"""In one document. Source: the protocol, "Sitemap index files"."""
_DAY_CHARACTERS = len("2024-12-31")


class Listed(msgspec.Struct, frozen=True):
    """An address with the time of its last change as stated, or empty."""

    url: str
    lastmod: str = ""


class Sitemap(msgspec.Struct, frozen=True, kw_only=True):
    """One document: addresses of pages, or of other sitemaps."""

    pages: tuple[Listed, ...] = ()
    sitemaps: tuple[Listed, ...] = ()


def read_sitemap(document: bytes, *, url: str) -> Sitemap:
    """Take a sitemap apart; each address once, in the order listed.

    Raises:
        NotXML: It is neither XML nor a list of addresses.
        EndpointError: ``not-sitemap``: it is other XML; ``too-large``: it lists too much.
    """
    if (lines := read_lines(document)) is not None:
        return Sitemap(pages=distinct(lines, url=url))
    root = parse_xml(document, url=url).root
    name = local_name(root.tag)
    if name in {"urlset", "sitemapindex"}:
        named = resourcesync.find_named(root, url=url)
        if named is not None or name == "sitemapindex":
            return Sitemap(sitemaps=distinct(map(read_entry, named or ()), url=url))
        return Sitemap(pages=distinct(map(read_entry, root), url=url))
    raise EndpointError(
        f"this is no sitemap: its root is <{name}>",
        url=url,
        advice="give the address of the sitemap, which robots.txt names as a rule",
        code="not-sitemap",
    )


def read_lines(document: bytes) -> list[Listed] | None:
    """Read a plain text list; None when it is none."""
    start = document[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith((b"http://", b"https://")):
        return None
    text = document.decode("utf-8-sig", "replace")
    return [Listed(line.strip()) for line in text.splitlines() if line.strip()]


def read_entry(element: etree._Element) -> Listed:
    """Read a ``url`` or ``sitemap`` element; without an address it is empty."""
    stated = {local_name(child.tag): (child.text or "").strip() for child in element}
    return Listed(urldefrag(stated.get("loc", ""))[0], stated.get("lastmod", ""))


def distinct(entries: Iterable[Listed], *, url: str) -> tuple[Listed, ...]:
    """Give every web address once."""
    found: dict[str, Listed] = {}
    for entry in entries:
        if entry.url.startswith(("http://", "https://")):
            found.setdefault(entry.url, entry)
        if len(found) > MAX_ADDRESSES:
            raise EndpointError(
                f"the sitemap lists more than {MAX_ADDRESSES:,} addresses",
                url=url,
                advice="ask the partner to split it, as the protocol wants",
                code="too-large",
            )
    return tuple(found.values())


def changed_since(
    pages: Sequence[Listed], since: datetime | None, again: Collection[str] = ()
) -> list[Listed]:
    """Leave out what has not changed since a time, where the sitemap can tell.

    It can where it states different times: one time for all is that of making the sitemap.

    Args:
        pages: What is listed.
        since: None leaves out nothing.
        again: Addresses that are not left out, whenever they changed.
    """
    if since is None or len({page.lastmod for page in pages if page.lastmod}) < 2:
        return list(pages)
    return [
        page
        for page in pages
        if page.url in again or (until := latest_moment(page.lastmod)) is None or until >= since
    ]


def latest_moment(lastmod: str) -> datetime | None:
    """Give the last moment that a W3C date or time can mean; None when it cannot be told."""
    try:
        moment = datetime.fromisoformat(lastmod)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    try:
        return moment + timedelta(days=1) if len(lastmod) == _DAY_CHARACTERS else moment
    except OverflowError:
        return None


def is_same_site(url: str, other: str) -> bool:
    """Tell whether two addresses are of one site: host and port, with or without ``www.``."""
    try:
        ours, theirs = urlsplit(url), urlsplit(other)
        ports = {each.port or (80 if each.scheme == "http" else 443) for each in (ours, theirs)}
    except ValueError:
        return False
    hosts = {(each.hostname or "").removeprefix("www.") for each in (ours, theirs)}
    return len(hosts) == 1 and (len(ports) == 1 or ports == {80, 443})
