"""Look at a web site before it is registered: has it a sitemap, and resources in its pages."""

from urllib.parse import urljoin, urlsplit

import msgspec

from harvester.errors import EndpointError, HttpStatusError, NotXML
from harvester.http import HttpClient
from harvester.records import ParsedRecord
from harvester.sitemap.documents import Listed, Sitemap
from harvester.sitemap.pages import read_page, read_record
from harvester.sitemap.site import Site, allowed, get_page, iter_sitemaps, open_site

SAMPLE_SIZE = 10
_USUAL_PLACES = ("/sitemap.xml", "/sitemap_index.xml")


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """What was found."""

    sitemap_url: str
    """What to register: a sitemap, an index, or the robots.txt that names several."""
    listed_count: int
    """Addresses that may be fetched, in the first sitemap that lists any."""
    sampled_count: int
    records: tuple[ParsedRecord, ...]
    """The resources among the pages sampled."""


def probe(http: HttpClient, url: str) -> Probe:
    """Find the sitemap of a site and sample the pages that it lists.

    Args:
        http: Speaks to the site.
        url: The sitemap, or any address of the site.

    Raises:
        EndpointError: There is no sitemap, it lists nothing that may be fetched, or robots.txt
            forbids it. That no page sampled describes a resource is no error.
    """
    site, sitemap = find_sitemap(http, url)
    listed = allowed(site, sitemap.pages)
    if not listed:
        raise EndpointError(
            "the sitemap lists no address that may be fetched",
            url=site.url,
            advice="see that its addresses are of the same site and that robots.txt allows them",
            code="empty-sitemap",
        )
    step = max(1, len(listed) // SAMPLE_SIZE)
    sample = listed[::step][:SAMPLE_SIZE]
    records = [found for each in sample if (found := sample_page(site, each)) is not None]
    return Probe(
        sitemap_url=site.url,
        listed_count=len(listed),
        sampled_count=len(sample),
        records=tuple(records),
    )


def find_sitemap(http: HttpClient, url: str) -> tuple[Site, Sitemap]:
    """Give the first sitemap with addresses: of the address itself, of robots.txt, or as usual."""
    error: EndpointError | None = None
    for candidate in candidates(http, url):
        try:
            site = open_site(http, candidate)
            for _, sitemap, is_last in iter_sitemaps(site):
                if sitemap.pages or is_last:
                    return site, sitemap
        except (HttpStatusError, NotXML) as refusal:
            error = error or refusal
        except EndpointError as refusal:
            if refusal.code != "not-sitemap":
                raise
            error = error or refusal
    raise EndpointError(
        "the site has no sitemap that can be read",
        url=url,
        advice="give the address of the sitemap, or name it in robots.txt",
        code="not-sitemap",
    ) from error


def candidates(http: HttpClient, url: str) -> list[str]:
    """Give the addresses at which the sitemap may be, the likeliest first."""
    robots_url = urljoin(url, "/robots.txt")
    named = open_site(http, robots_url).robots.sitemaps
    stated = [url] if urlsplit(url).path not in {"", "/", "/robots.txt"} else []
    by_robots = [robots_url] if len(named) > 1 else list(named)
    return list(dict.fromkeys([*stated, *by_robots, *(urljoin(url, at) for at in _USUAL_PLACES)]))


def sample_page(site: Site, listed: Listed) -> ParsedRecord | None:
    """Give the resource of one page; None when it has none or cannot be read."""
    try:
        answer = get_page(site, listed.url)
    except HttpStatusError:
        return None
    found = read_record(answer, read_page(answer), listed)
    return found if isinstance(found, ParsedRecord) else None
