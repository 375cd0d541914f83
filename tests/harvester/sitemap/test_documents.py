from datetime import UTC, datetime

import pytest

from harvester.errors import EndpointError, NotXML
from harvester.sitemap.documents import (
    Listed,
    changed_since,
    is_same_site,
    latest_moment,
    read_sitemap,
)

pytestmark = pytest.mark.database_independent

URL = "https://oer.example.org/sitemap.xml"


def test_pages_are_read_with_lastmod_each_once_in_any_namespace():
    document = b"""<?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.google.com/schemas/sitemap/0.84" xmlns:x="urn:x">
      <url><loc> https://oer.example.org/a&amp;b </loc><lastmod>2024-01-01</lastmod></url>
      <url><loc>https://oer.example.org/c#part</loc><x:image/></url>
      <url><loc>https://oer.example.org/c</loc><lastmod>2024-01-02</lastmod></url>
      <url><loc>javascript:void(0)</loc></url>
      <url><priority>1</priority></url>
      <url/>
    </urlset>"""

    read = read_sitemap(document, url=URL)

    assert read.sitemaps == ()
    assert read.pages == (
        Listed("https://oer.example.org/a&b", "2024-01-01"),
        Listed("https://oer.example.org/c"),
    )


def test_index_is_read():
    document = (
        b"<sitemapindex><sitemap><loc>https://oer.example.org/1</loc></sitemap></sitemapindex>"
    )

    assert read_sitemap(document, url=URL).sitemaps == (Listed("https://oer.example.org/1"),)


def test_plain_text_is_read():
    document = b"\xef\xbb\xbfhttps://oer.example.org/1\r\n\r\nhttps://oer.example.org/2\n"

    assert [page.url[-1] for page in read_sitemap(document, url=URL).pages] == ["1", "2"]


def resourcesync(capability: str, *named: tuple[str, str], root: str = "urlset") -> bytes:
    inner = "url" if root == "urlset" else "sitemap"
    entries = "".join(
        f"<{inner}><loc>https://oer.example.org/{path}</loc>"
        + (f'<rs:md capability="{of}"/>' if of else "")
        + f"</{inner}>"
        for path, of in named
    )
    return (
        f'<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:rs="http://www.openarchives.org/rs/terms/"><rs:ln rel="up" href="urn:x"/>'
        f'<rs:md capability="{capability}" at="2026-01-01T00:00:00Z"/>{entries}</{root}>'
    ).encode()


@pytest.mark.parametrize("capability", ["changelist", "resourcedump", "changedump", "nonsense"])
@pytest.mark.parametrize("root", ["urlset", "sitemapindex"])
def test_part_of_a_source_is_not_taken_for_all_of_it(capability, root):
    with pytest.raises(EndpointError, match=f"a {capability} of ResourceSync") as caught:
        read_sitemap(resourcesync(capability, ("1", ""), root=root), url=URL)

    assert caught.value.code == "not-sitemap"


@pytest.mark.parametrize(
    ("capability", "named", "followed"),
    [
        ("description", [("a", "capabilitylist"), ("b", ""), ("c", "CapabilityList ")], "ac"),
        ("capabilitylist", [("a", "resourcelist"), ("b", "changelist"), ("c", "dump")], "a"),
        ("capabilitylist", [("b", "changelist")], ""),
    ],
)
def test_resourcesync_names_the_lists_to_be_read(capability, named, followed):
    read = read_sitemap(resourcesync(capability, *named), url=URL)

    assert [listed.url[-1] for listed in read.sitemaps] == list(followed)
    assert read.pages == ()


def test_resource_list_and_its_index_are_a_sitemap_and_an_index():
    listed = read_sitemap(resourcesync("resourcelist", ("1", "")), url=URL)
    index = read_sitemap(resourcesync("resourcelist", ("1", ""), root="sitemapindex"), url=URL)

    assert listed.pages == index.sitemaps == (Listed("https://oer.example.org/1"),)


@pytest.mark.parametrize("document", [b"", b"<!DOCTYPE html><html></html>", b"{}"])
def test_what_is_no_xml_is_refused(document: bytes):
    with pytest.raises(NotXML):
        read_sitemap(document, url=URL)


def test_other_xml_is_refused_by_name():
    with pytest.raises(EndpointError, match="<rss>") as caught:
        read_sitemap(b"<rss/>", url=URL)

    assert caught.value.code == "not-sitemap"


def test_sitemap_longer_than_the_protocol_allows_is_refused():
    lines = "\n".join(f"https://oer.example.org/{number}" for number in range(50_001))

    with pytest.raises(EndpointError, match="50,000"):
        read_sitemap(lines.encode(), url=URL)


@pytest.mark.parametrize(
    ("lastmod", "moment"),
    [
        ("2024-05-01", datetime(2024, 5, 2, tzinfo=UTC)),
        ("2024-05-01T10:00:00Z", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("2024-05-01T10:00+02:00", datetime(2024, 5, 1, 8, tzinfo=UTC)),
        ("2024-05-01T10:00:00", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("9999-12-31", None),
        ("2024-05", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_latest_moment_is_the_end_of_what_is_stated(lastmod: str, moment: datetime | None):
    assert latest_moment(lastmod) == moment


def test_unreadable_lastmod_is_never_left_out():
    pages = [Listed("a", "2024-01-01"), Listed("b", "?"), Listed("c")]

    assert changed_since(pages, datetime(2025, 1, 1, tzinfo=UTC)) == pages[1:]


@pytest.mark.parametrize(
    ("url", "other", "is_same"),
    [
        ("https://oer.example.org/a", "http://www.oer.example.org/b", True),
        ("https://oer.example.org/a", "https://oer.example.org:443/b", True),
        ("https://oer.example.org/a", "https://oer.example.org:8443/b", False),
        ("https://oer.example.org/a", "https://example.org/b", False),
        ("https://oer.example.org/a", "https://oer.example.org.evil.example/b", False),
        ("https://oer.example.org/a", "https://oer.example.org:port/b", False),
        ("https://oer.example.org/a", "", False),
    ],
)
def test_same_site_is_host_and_port(url: str, other: str, is_same: bool):
    assert is_same_site(url, other) is is_same
