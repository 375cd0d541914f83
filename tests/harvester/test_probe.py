"""A repository is looked at over real sockets before anybody registers it."""

from collections.abc import Iterator

import pytest

from harvester.errors import AddressRefused, EndpointError
from harvester.models import Endpoint
from harvester.probe import probe_source
from harvester.probe.report import from_json, to_json
from repository.models import LearningResource
from tests.fakes.oaipmh_server import FakeRecord, OaiServer
from tests.fakes.web_site import WebSite
from tests.harvester.views.conftest import records_of_a_sloppy_partner

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings) -> Iterator[OaiServer]:
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    records = [*records_of_a_sloppy_partner(), FakeRecord("oai:fake:gone", is_deleted=True)]
    with OaiServer(records, page_size=50, set_names={"a": "Algebra", "b": "Biology"}) as running:
        yield running


def test_probe_says_what_the_repository_is_and_has(server):
    report = probe_source(f" {server.url}?verb=Identify ").report

    assert report.base_url == report.stated_base_url == server.url
    assert (report.repository_name, report.protocol_version) == ("A fake", "2.0")
    assert (report.deleted_record, report.granularity) == ("persistent", "YYYY-MM-DDThh:mm:ssZ")
    assert (report.metadata_prefix, report.formats) == ("oai_dc", ("oai_dc",))
    assert (report.set_count, report.sets) == (2, ("Algebra", "Biology"))


def test_probe_tries_the_first_page_as_a_harvest_would(server):
    found = probe_source(server.url)

    report = found.report
    assert (report.record_count, report.deleted_count, report.usable_count) == (11, 1, 7)
    assert len(found.records) == 7
    assert {each.identifier for each in report.rejected} >= {"=HYPERLINK(1)", "oai:fake:bare"}
    assert (report.stated["license"], report.stated["link"], report.stated["type"]) == (6, 6, 0)
    assert {each.code for each in report.issues} >= {"unknown-license", "unknown-language"}


def test_probe_stores_nothing(server):
    probe_source(server.url)

    assert not LearningResource.objects.exists()
    assert not Endpoint.objects.exists()


def test_probe_asks_for_one_page_only(server):
    server.page_size = 3

    report = probe_source(server.url).report

    assert server.asked("ListRecords") == 1
    assert (report.record_count, report.list_size) == (3, 11)


def test_report_is_the_same_after_it_was_kept(server):
    report = probe_source(server.url).report

    assert from_json(to_json(report)) == report


def test_sets_that_cannot_be_had_are_not_the_end(server):
    server.fail("404", verb="ListSets", times=None)

    assert probe_source(server.url).report.set_count is None


@pytest.mark.parametrize(
    ("kind", "verb", "code"),
    [
        ("html", "Identify", "html"),
        ("not-oai", "Identify", "not-oai"),
        ("404", "Identify", "http-404"),
        ("reset", "ListRecords", "unreachable"),
        ("503", "ListRecords", "retry-later"),
        ("doctype", "ListRecords", "doctype"),
    ],
)
def test_repository_that_fails_is_refused_in_one_line(server, kind, verb, code):
    server.fail(kind, verb=verb, times=None)

    with pytest.raises(EndpointError) as refused:
        probe_source(server.url)

    assert refused.value.code == code
    assert "\n" not in str(refused.value)


def test_repository_without_a_readable_format_is_refused(settings):
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    formats = {"strange": "https://strange.example/"}

    with (
        OaiServer([FakeRecord("1")], formats=formats) as strange,
        pytest.raises(EndpointError, match="no metadata format that can be read here"),
    ):
        probe_source(strange.url)


def test_probe_keeps_to_its_time(server):
    server.fail("drip", verb="ListRecords", times=None)

    with pytest.raises(EndpointError) as refused:
        probe_source(server.url, seconds=0.5)

    assert refused.value.code == "timeout"
    assert server.asked("ListSets") == 0


def test_probe_goes_nowhere_when_its_time_is_over(server):
    with pytest.raises(EndpointError, match="takes too long"):
        probe_source(server.url, seconds=0)

    assert server.requests == []


def test_private_address_is_not_probed(server, settings):
    settings.HARVEST_ALLOWED_HOSTS = []

    with pytest.raises(AddressRefused):
        probe_source(server.url)

    assert server.connections == 0


@pytest.fixture
def site() -> Iterator[WebSite]:
    """Three resources, a page without any, and one whose description cannot be used."""
    with WebSite() as opened:
        for number in range(3):
            opened.add_work(f"/{number}")
        opened.add("/home")
        opened.add("/nameless", {"@context": "https://schema.org", "@type": "Course"})
        yield opened


@pytest.mark.parametrize("path", ["", "/home", "/sitemap.xml"])
def test_web_site_is_looked_at_where_there_is_no_repository(settings, site, path):
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]

    found = probe_source(site.url(path))

    report = found.report
    assert (report.protocol, report.base_url) == ("sitemap", site.url("/sitemap.xml"))
    assert (report.metadata_prefix, report.repository_name) == ("json-ld", "127.0.0.1")
    assert (report.list_size, report.page_count, report.record_count) == (5, 5, 4)
    assert [each.identifier for each in report.rejected] == [site.url("/nameless")]
    assert (report.usable_count, report.validated_count, len(found.records)) == (3, 4, 3)
    assert from_json(to_json(report)) == report


def test_web_site_without_resources_is_refused_with_both_reasons(settings, site):
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    for path in ("/0", "/1", "/2", "/nameless"):
        site.pages[path].body = "<html></html>"

    with pytest.raises(EndpointError) as refused:
        probe_source(site.url("/home"))

    assert refused.value.code == "http-404"
    assert "none of 5 pages describes a learning resource in JSON-LD" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_web_site_that_wants_long_rests_is_judged_by_what_could_be_seen(settings, site):
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    site.robots = "User-agent: *\nCrawl-delay: 1"

    report = probe_source(site.url("/"), seconds=2.5).report

    assert 0 < report.page_count < 5


def test_web_site_that_forbids_its_sitemap_is_refused(settings, site):
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    site.robots = "User-agent: *\nDisallow: /"

    with pytest.raises(EndpointError, match="robots"):
        probe_source(site.url("/"))
