"""Look at a web site before it is registered: has it a sitemap, and resources in its pages."""

from collections.abc import Iterator, Sequence
from urllib.parse import urljoin, urlsplit

import msgspec

from harvester.errors import EndpointError, HttpStatusError, NotXML
from harvester.http import HttpClient
from harvester.records import ParsedRecord, RejectedRecord
from harvester.sitemap.documents import Listed, Sitemap
from harvester.sitemap.pages import read_page, read_record
from harvester.sitemap.resourcesync import WELL_KNOWN
from harvester.sitemap.site import Site, allowed, get_page, iter_sitemaps, open_site

SAMPLE_SIZE = 20
_USUAL_PLACES = ("/sitemap.xml", "/sitemap_index.xml", WELL_KNOWN)


class Probe(msgspec.Struct, frozen=True, kw_only=True):
    """What was found."""

    sitemap_url: str
    """What to register: a sitemap, an index, or the robots.txt that names several."""
    listed_count: int
    """Addresses that may be fetched, in the first sitemap that lists any."""
    dated_count: int = 0
    """Those of them that are listed with the time of their last change."""
    sampled_count: int
    records: tuple[ParsedRecord, ...]
    """The resources among the pages sampled."""
    rejected: tuple[RejectedRecord, ...] = ()
    """Those that are described in a way that cannot be used."""


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
    looked_at = list(sample_pages(site, sample))
    return Probe(
        sitemap_url=site.url,
        listed_count=len(listed),
        dated_count=sum(1 for each in listed if each.lastmod),
        sampled_count=len(looked_at),
        records=tuple(each for each in looked_at if isinstance(each, ParsedRecord)),
        rejected=tuple(each for each in looked_at if isinstance(each, RejectedRecord)),
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


def sample_pages(
    site: Site, sample: Sequence[Listed]
) -> Iterator[ParsedRecord | RejectedRecord | None]:
    """Yield what each page describes; None where it describes nothing or cannot be had.

    Raises:
        EndpointError: Not even the first can be asked for; later it ends the sample.
    """
    for place, listed in enumerate(sample):
        try:
            answer = get_page(site, listed.url)
        except HttpStatusError:
            yield None
        except EndpointError:
            if place == 0:
                raise
            return
        else:
            yield read_record(answer, read_page(answer), listed)
