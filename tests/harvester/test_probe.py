"""A repository is looked at over real sockets before anybody registers it."""

from collections.abc import Iterator

import pytest

from harvester import probe
from harvester.errors import AddressRefused, EndpointError
from harvester.models import Endpoint
from harvester.probe import probe_source
from repository.models import LearningResource
from tests.fakes.oaipmh_server import FakeRecord, OaiServer
from tests.harvester.views.conftest import records_of_a_sloppy_partner


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


@pytest.mark.django_db
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

    assert probe.from_json(probe.to_json(report)) == report


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
