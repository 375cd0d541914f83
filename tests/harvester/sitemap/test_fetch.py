"""A whole site over real sockets: what is given, asked for again, passed over, refused."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from harvester.crosswalks import crosswalk
from harvester.errors import EndpointError, RetryLater
from harvester.http import HttpClient
from harvester.records import Page
from harvester.sitemap.fetch import Known, fetch_sitemap_pages
from harvester.sitemap.pages import parse_payload
from tests.fakes.network import LOOPBACK, Naps
from tests.fakes.web_site import WebSite

pytestmark = pytest.mark.database_independent


@pytest.fixture
def site() -> Iterator[WebSite]:
    with WebSite() as opened:
        yield opened


@pytest.fixture
def http() -> Iterator[HttpClient]:
    with HttpClient(LOOPBACK, sleep=Naps()) as client:
        yield client


def harvest(
    http: HttpClient, site: WebSite, path: str = "/sitemap.xml", **options: Any
) -> list[Page]:
    return list(fetch_sitemap_pages(http, sitemap_url=site.url(path), **options))


def paths(site: WebSite, pages: list[Page]) -> list[str]:
    return [
        record.header.identifier.removeprefix(site.origin)
        for page in pages
        for record in page.records
    ]


def reasons(pages: list[Page]) -> list[str]:
    return [record.reason for page in pages for record in page.rejected]


def test_record_has_address_lastmod_payload_and_metadata(site: WebSite, http: HttpClient):
    site.add_work("/tea", lastmod="2024-05-01", license="CC0")

    (page,) = harvest(http, site)

    (record,) = page.records
    assert record.header.identifier == site.url("/tea")
    assert record.header.datestamp == "2024-05-01"
    assert not record.header.is_deleted
    assert crosswalk(record).titles[0].text == "/tea"
    assert crosswalk(record).identifiers == (site.url("/tea"),)
    assert page.response_date is not None
    assert page.token == ""


def test_payload_can_be_mapped_again_without_the_network(site: WebSite, http: HttpClient):
    site.add_work("/tea", lastmod="2024-05-01", name="Té ☕")
    (page,) = harvest(http, site)

    again = parse_payload(page.records[0].payload, datestamp="2024-05-01")

    assert again.header == page.records[0].header
    assert crosswalk(again) == crosswalk(page.records[0])


def test_pages_are_cut_and_every_token_goes_on_behind_its_page(site: WebSite, http: HttpClient):
    for number in range(7):
        site.add_work(f"/{number}")

    pages = harvest(http, site, page_size=3)
    resumed = harvest(http, site, page_size=3, token=pages[0].token)

    assert [len(page.records) for page in pages] == [3, 3, 1]
    assert pages[-1].token == ""
    assert paths(site, resumed) == ["/3", "/4", "/5", "/6"]
    assert site.asked("/0") == 1


def test_page_ends_when_its_time_is_over(site: WebSite, http: HttpClient):
    site.add_work("/1")
    site.add_work("/2")

    pages = harvest(http, site, page_seconds=0)

    assert [len(page.records) for page in pages] == [1, 1]


def test_token_follows_its_address_when_the_sitemap_has_changed(site: WebSite, http: HttpClient):
    for number in range(4):
        site.add_work(f"/{number}")
    token = harvest(http, site, page_size=2)[0].token
    del site.pages["/0"]

    assert paths(site, harvest(http, site, token=token)) == ["/2", "/3"]


@pytest.mark.parametrize("token", ["nonsense", "[]", '["https://gone.example.org/s.xml", 7, ""]'])
def test_token_that_means_nothing_begins_anew(site: WebSite, http: HttpClient, token: str):
    site.add_work("/1")

    assert paths(site, harvest(http, site, token=token)) == ["/1"]


def test_index_of_zipped_sitemaps_is_read_in_order(site: WebSite, http: HttpClient):
    for path in ("/a", "/b", "/c"):
        site.add_work(path)
    site.add_file("/one.xml.gz", site.sitemap("/c"), zipped=True)
    site.add_file("/two.xml.gz", site.sitemap("/a", "/b"), zipped=True)
    site.add_file("/index.xml", site.index("/one.xml.gz", "/two.xml.gz"))

    pages = harvest(http, site, "/index.xml", page_size=1)
    resumed = harvest(http, site, "/index.xml", token=pages[1].token)

    assert paths(site, pages) == ["/c", "/a", "/b"]
    assert paths(site, resumed) == ["/b"]
    assert site.asked("/one.xml.gz") == 1


def test_index_inside_an_index_and_in_a_circle_ends(site: WebSite, http: HttpClient):
    site.add_work("/a")
    site.add_file("/one.xml", site.index("/index.xml", "/two.xml"))
    site.add_file("/two.xml", site.index("/three.xml", "/list.xml"))
    site.add_file("/three.xml", site.index("/two.xml"))
    site.add_file("/list.xml", site.sitemap("/a"))
    site.add_file("/index.xml", site.index("/one.xml"))

    assert paths(site, harvest(http, site, "/index.xml")) == ["/a"]
    assert [site.asked(path) for path in ("/index.xml", "/two.xml", "/three.xml")] == [1, 1, 1]


def test_robots_txt_serves_as_an_index(site: WebSite, http: HttpClient):
    site.add_work("/a")
    site.add_work("/b")
    site.add_file("/one.xml", site.sitemap("/a"))
    site.add_file("/two.txt", site.url("/b"))
    site.robots = f"Sitemap: {site.url('/one.xml')}\nSitemap: {site.url('/two.txt')}"

    assert paths(site, harvest(http, site, "/robots.txt")) == ["/a", "/b"]


def test_unchanged_page_is_asked_for_conditionally_and_counted(site: WebSite, http: HttpClient):
    site.add_work("/same")
    site.add_work("/other")
    (first,) = harvest(http, site)
    kept = {record.header.identifier: record.validator for record in first.records}
    site.add_work("/other", description="New")

    (second,) = harvest(http, site, known=Known(validators=lambda _: kept))

    assert second.unchanged_count == 1
    assert paths(site, [second]) == ["/other"]


def test_pages_changed_long_before_are_passed_over(site: WebSite, http: HttpClient):
    site.add_work("/old", lastmod="2024-01-01")
    site.add_work("/new", lastmod="2024-06-01T10:00:00+02:00")
    site.add_work("/lagging", lastmod="2024-05-30")
    site.add_work("/silent")

    pages = harvest(http, site, since=datetime(2024, 6, 1, tzinfo=UTC))

    assert paths(site, pages) == ["/new", "/lagging", "/silent"]
    assert site.asked("/old") == 0


def test_page_that_failed_is_asked_for_again_whenever_it_changed(site: WebSite, http: HttpClient):
    site.add_work("/old", lastmod="2024-01-01")
    site.add_work("/older", lastmod="2023-01-01")

    known = Known(again={site.url("/old")})
    pages = harvest(http, site, since=datetime(2024, 6, 1, tzinfo=UTC), known=known)

    assert paths(site, pages) == ["/old"]


def test_lastmod_that_is_the_same_everywhere_is_not_believed(site: WebSite, http: HttpClient):
    site.add_work("/1", lastmod="2024-01-01")
    site.add_work("/2", lastmod="2024-01-01")

    pages = harvest(http, site, since=datetime(2024, 6, 1, tzinfo=UTC))

    assert paths(site, pages) == ["/1", "/2"]


def test_what_robots_txt_forbids_is_never_asked_for(site: WebSite, http: HttpClient):
    site.robots = "User-agent: *\nDisallow: /private\nDisallow: /*?print=\n"
    for path in ("/open", "/private/1", "/open?print=1"):
        site.add_work(path)

    assert paths(site, harvest(http, site)) == ["/open"]
    assert site.requests == ["/robots.txt", "/sitemap.xml", "/open"]


def test_redirect_to_what_robots_txt_forbids_is_not_kept(site: WebSite, http: HttpClient):
    site.robots = "User-agent: *\nDisallow: /private\n"
    site.add_work("/open")
    site.add_work("/private").listed = False
    site.fail("302", "/open", value="/private")

    (page,) = harvest(http, site)

    assert (page.records, page.rejected) == ((), ())


def test_robots_txt_that_forbids_the_sitemap_ends_the_run(site: WebSite, http: HttpClient):
    site.robots = "User-agent: Commonloom\nDisallow: /\n"

    with pytest.raises(EndpointError, match=r"robots\.txt forbids") as caught:
        harvest(http, site)

    assert caught.value.code == "robots"


def test_robots_txt_that_cannot_be_had_forbids_all_for_now(site: WebSite, http: HttpClient):
    site.fail("500", "/robots.txt", times=None)
    site.add_work("/1")

    with pytest.raises(EndpointError) as caught:
        harvest(http, site)

    assert caught.value.is_temporary
    assert site.asked("/1") == 0


def test_crawl_delay_is_kept(site: WebSite):
    site.robots = "User-agent: *\nCrawl-delay: 2\n"
    site.add_work("/1")
    site.add_work("/2")
    naps = Naps()

    with HttpClient(LOOPBACK, sleep=naps) as http:
        harvest(http, site)

    assert naps == [2, 2]


def test_pages_that_describe_no_resource_are_passed_over(site: WebSite, http: HttpClient):
    site.add("/home")
    site.add("/about", {"@context": "https://schema.org", "@type": "Organization", "name": "We"})
    site.add_work("/hidden").headers = {"X-Robots-Tag": "noindex"}
    site.add_work("/1")

    (page,) = harvest(http, site)

    assert paths(site, [page]) == ["/1"]
    assert page.rejected == ()


def test_addresses_of_another_site_are_passed_over(site: WebSite, http: HttpClient):
    site.add_work("/1")
    site.add_file("/list.txt", f"http://localhost:1/2\n{site.url('/1')}\nftp://x.example.org/3\n")

    assert paths(site, harvest(http, site, "/list.txt")) == ["/1"]


def test_canonical_address_is_the_identifier_on_the_same_site_only(site: WebSite, http: HttpClient):
    work = {"@type": "Course", "name": "Tea"}
    site.add("/1?from=list", work, head='<link rel="canonical" href="/1">')
    site.add("/2", work, head='<link rel="canonical" href="https://else.example.org/2">')

    assert paths(site, harvest(http, site)) == ["/1", "/2"]


def test_description_that_a_page_links_to_is_read(site: WebSite, http: HttpClient):
    link = '<link rel="describedby" type="application/ld+json" href="/1.json">'
    site.add("/1", head=link)
    site.pages["/1.json"] = site.add_work("/tmp")
    site.pages["/1.json"].body = '{"@type": "Course", "name": "Tea"}'
    site.pages["/1.json"].content_type = "application/ld+json"
    site.pages["/1.json"].listed = False
    del site.pages["/tmp"]

    (page,) = harvest(http, site)

    assert paths(site, [page]) == ["/1"]
    assert page.records[0].validator == ""


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        ("404", "", "HTTP 404"),
        ("410", "", "HTTP 410"),
        ("403", "", "HTTP 403"),
        ("304", "", "HTTP 304"),
        ("500", "", "HTTP 500"),
        ("reset", "", "connection failed"),
        ("half-body", "1", "connection failed"),
        ("huge", "6", "larger than 5 MB"),
        ("302", "http://localhost:1/", "private host|connect"),
    ],
)
def test_page_that_cannot_be_had_is_rejected_and_the_rest_is_read(
    site: WebSite, http: HttpClient, kind: str, value: str, reason: str
):
    site.add_work("/bad")
    site.add_work("/good")
    site.fail(kind, "/bad", times=None, value=value)

    (page,) = harvest(http, site)

    assert paths(site, [page]) == ["/good"]
    (rejected,) = page.rejected
    assert rejected.identifier == site.url("/bad")
    assert any(part in rejected.reason for part in reason.split("|")), rejected.reason


def test_unreadable_json_is_rejected_with_its_bytes(site: WebSite, http: HttpClient):
    site.add("/bad", '{"@type": "Course", "name" "Tea"}')

    (page,) = harvest(http, site)

    assert "cannot be read" in reasons([page])[0]
    assert page.rejected[0].payload == b'{"@type": "Course", "name" "Tea"}'


def test_site_that_falls_silent_ends_the_run_behind_what_was_read(site: WebSite, http: HttpClient):
    for number in range(9):
        site.add_work(f"/{number}")
        if number:
            site.fail("500", f"/{number}", times=None)
    pages = []

    with pytest.raises(EndpointError, match="HTTP 500") as caught:
        pages.extend(fetch_sitemap_pages(http, sitemap_url=site.url("/sitemap.xml"), page_size=2))

    assert caught.value.is_temporary
    assert paths(site, pages) == ["/0"]
    assert len(reasons(pages)) == 3


def test_site_that_asks_for_patience_is_left_alone(site: WebSite, http: HttpClient):
    site.add_work("/1")
    site.fail("429", "/1", times=None, value="600")

    with pytest.raises(RetryLater) as caught:
        harvest(http, site)

    assert caught.value.retry_after_seconds == 600


def test_missing_sitemap_of_an_index_ends_the_run(site: WebSite, http: HttpClient):
    site.add_file("/index.xml", site.index("/gone.xml"))

    with pytest.raises(EndpointError, match="404"):
        harvest(http, site, "/index.xml")


def test_closing_the_generator_asks_for_nothing_more(site: WebSite, http: HttpClient):
    for number in range(4):
        site.add_work(f"/{number}")
    pages = fetch_sitemap_pages(http, sitemap_url=site.url("/sitemap.xml"), page_size=1)

    next(pages)
    pages.close()

    assert site.asked("/1") == 0
