"""A web site: its rules, its sitemaps and its pages, one request after the other."""

import logging
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import msgspec

from harvester.errors import EndpointError
from harvester.http import HttpAnswer, HttpClient
from harvester.sitemap.documents import Listed, Sitemap, is_same_site, read_sitemap
from harvester.sitemap.pages import MAX_PAGE_BYTES, conditions
from harvester.sitemap.robots import Robots, fetch_robots

logger = logging.getLogger(__name__)

MAX_SITEMAPS = 1000
ACCEPT = "text/html, application/xhtml+xml, application/ld+json;q=0.9, */*;q=0.1"


class Site(msgspec.Struct, frozen=True):
    """A web site while it is harvested."""

    http: HttpClient
    url: str
    robots: Robots


def open_site(http: HttpClient, sitemap_url: str) -> Site:
    """Read the rules of a site.

    Raises:
        EndpointError: They forbid the sitemap, or cannot be had.
    """
    robots = fetch_robots(http, sitemap_url)
    if not robots.may_fetch(sitemap_url):
        raise EndpointError(
            "robots.txt forbids the sitemap",
            url=sitemap_url,
            advice=f"ask the partner to allow '{http.policy.user_agent.partition('/')[0]}'",
            code="robots",
        )
    return Site(http, sitemap_url, robots)


def iter_sitemaps(site: Site, start: str = "") -> Iterator[tuple[str, Sitemap, bool]]:
    """Yield the lists of addresses of a site, each with its address, and whether it is the last.

    Args:
        site: The site.
        start: Pass over what the index names before this one; all are read when it names it not.
    """
    root = read_root(site)
    if not root.sitemaps:
        yield site.url, root, True
        return
    names = [listed.url for listed in root.sitemaps if is_same_site(listed.url, site.url)]
    waiting = names[names.index(start) :] if start in names else names
    seen = {site.url, *waiting}
    while waiting:
        name = waiting.pop(0)
        sitemap = get_sitemap(site, name)
        inner = [each.url for each in sitemap.sitemaps if each.url not in seen]
        waiting = [*(url for url in inner if is_same_site(url, site.url)), *waiting]
        seen.update(inner)
        if len(seen) > MAX_SITEMAPS:
            raise EndpointError(
                f"the site has more than {MAX_SITEMAPS} sitemaps", url=site.url, code="too-large"
            )
        yield name, sitemap, not waiting


def read_root(site: Site) -> Sitemap:
    """Read the document that an endpoint names; a robots.txt is an index of what it names."""
    if urlsplit(site.url).path == "/robots.txt":
        return Sitemap(sitemaps=tuple(map(Listed, site.robots.sitemaps)))
    return get_sitemap(site, site.url)


def get_sitemap(site: Site, url: str) -> Sitemap:
    """Fetch one document."""
    answer = site.http.get(url)
    return read_sitemap(answer.body, url=answer.url)


def allowed(site: Site, listed: Sequence[Listed]) -> list[Listed]:
    """Leave out what is of another site or forbidden."""
    kept = [
        each
        for each in listed
        if is_same_site(each.url, site.url) and site.robots.may_fetch(each.url)
    ]
    if len(kept) < len(listed):
        logger.info("%d addresses of %s are passed over", len(listed) - len(kept), site.url)
    return kept


def get_page(site: Site, url: str, validator: str = "") -> HttpAnswer:
    """Fetch one page, after the pause that the site wants."""
    if site.robots.crawl_delay_seconds:
        site.http.sleep(site.robots.crawl_delay_seconds)
    headers = {"Accept": ACCEPT, **conditions(validator)}
    return site.http.get(url, headers=headers, max_bytes=MAX_PAGE_BYTES)
