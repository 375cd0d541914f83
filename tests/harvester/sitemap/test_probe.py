from collections.abc import Iterator

import pytest

from harvester.errors import EndpointError
from harvester.http import HttpClient
from harvester.sitemap.probe import probe
from tests.fakes.network import LOOPBACK, Naps
from tests.fakes.web_site import WebSite

pytestmark = pytest.mark.database_independent


@pytest.fixture
def http() -> Iterator[HttpClient]:
    with HttpClient(LOOPBACK, sleep=Naps()) as client:
        yield client


@pytest.fixture
def site() -> Iterator[WebSite]:
    with WebSite() as opened:
        opened.add_work("/1")
        opened.add("/home")
        yield opened


@pytest.mark.parametrize("path", ["", "/", "/sitemap.xml", "/home"])
def test_probe_finds_the_sitemap_from_any_address(site: WebSite, http: HttpClient, path: str):
    found = probe(http, site.url(path))

    assert found.sitemap_url == site.url("/sitemap.xml")
    assert (found.listed_count, found.sampled_count) == (2, 2)
    assert [record.header.identifier for record in found.records] == [site.url("/1")]


def test_probe_follows_robots_txt(site: WebSite, http: HttpClient):
    site.add_file("/lists/all.xml", site.sitemap("/1"))
    site.robots = f"Sitemap: {site.url('/lists/all.xml')}"

    assert probe(http, site.origin).sitemap_url == site.url("/lists/all.xml")


def test_probe_takes_robots_txt_where_it_names_several(site: WebSite, http: HttpClient):
    site.add_file("/a.xml", site.sitemap("/1"))
    site.add_file("/b.xml", site.sitemap("/home"))
    site.robots = f"Sitemap: {site.url('/a.xml')}\nSitemap: {site.url('/b.xml')}"

    assert probe(http, site.origin).sitemap_url == site.url("/robots.txt")


def test_probe_samples_a_long_list_evenly(site: WebSite, http: HttpClient):
    for number in range(100):
        site.add_work(f"/work/{number}")

    found = probe(http, site.origin)

    assert found.listed_count == 102
    assert found.sampled_count == len(found.records) + ("/home" in site.requests) == 20
    assert site.asked("/work/88") == 1


def test_probe_of_a_site_without_sitemap_says_so(http: HttpClient):
    with WebSite() as site:
        site.fail("404", "/sitemap.xml", times=None)

        with pytest.raises(EndpointError, match="no sitemap") as caught:
            probe(http, site.origin)

    assert caught.value.code == "not-sitemap"


def test_probe_of_a_site_that_forbids_everything_says_so(site: WebSite, http: HttpClient):
    site.robots = "User-agent: *\nDisallow: /"

    with pytest.raises(EndpointError, match=r"robots\.txt"):
        probe(http, site.origin)
