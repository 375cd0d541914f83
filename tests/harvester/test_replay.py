"""Kept records are mapped again while their source is down."""

from datetime import UTC, datetime

import pytest

from harvester import payloads, replay
from harvester.endpoints import register_endpoint, register_site
from harvester.fetch import open_client, policy_from_settings
from harvester.http import HttpClient
from harvester.models import Endpoint, HarvestedRecord, HarvestRun
from harvester.pipeline import ignore, run_harvest
from harvester.records import CROSSWALK_VERSION
from repository.deposits import deposit_of
from repository.metadata.record import ResourceMetadata
from repository.models import Change, LearningResource
from repository.services import store_resources
from tests.fakes.oaipmh_server import FakeRecord, OaiServer
from tests.fakes.web_site import WebSite
from tests.harvester.test_pipeline import fake_records, outcomes, state_of_catalogue

pytestmark = pytest.mark.django_db
REPLAY = HarvestRun.Kind.REPLAY


@pytest.fixture
def endpoint(settings) -> Endpoint:
    """Harvested once: 25 good records, one rejected, one deleted; then the source went down."""
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    others = [FakeRecord("oai:fake:untitled", title=""), FakeRecord("oai:fake:old", title="Old")]
    with OaiServer([*fake_records(25), *others], page_size=10) as server:
        with open_client(server.url, policy_from_settings()) as client:
            registered = register_endpoint(client, server.url)
        run_harvest(registered)
        others[1].is_deleted = True
        run_harvest(registered, is_full=True)
    return registered


def replayed(endpoint: Endpoint, *, is_full: bool = True, report=ignore) -> HarvestRun:
    return run_harvest(endpoint, is_full=is_full, kind=REPLAY, report=report)


def spoil(*identifiers: str) -> None:
    """Make resources look as an older crosswalk would have left them."""
    for each in LearningResource.objects.filter(source_identifier__in=identifiers):
        older = ResourceMetadata(titles={"en": ("As it was mapped once",)})
        store_resources(
            provider=each.provider, deposits=[deposit_of(each.source_identifier, older)]
        )
        LearningResource.objects.filter(pk=each.pk).update(
            datestamp=datetime(2020, 1, 1, tzinfo=UTC)
        )


def repair(identifier: str, *, title: str) -> None:
    """Put another record where a rejected one is kept."""
    kept = HarvestedRecord.objects.get(identifier=identifier)
    raw = payloads.decompress(kept.payload)
    assert raw.count(b"<dc:title></dc:title>") == 1
    raw = raw.replace(b"<dc:title></dc:title>", f"<dc:title>{title}</dc:title>".encode())
    kept.payload = payloads.compressor()(raw)
    kept.save()


def test_kept_payload_that_cannot_be_read_is_rejected_and_keeps_its_resource(endpoint):
    kept = HarvestedRecord.objects.get(identifier="oai:fake:003")
    HarvestedRecord.objects.filter(pk=kept.pk).update(payload=b"not compressed")
    before = state_of_catalogue()

    run = replayed(endpoint)

    kept.refresh_from_db()
    assert outcomes(run) == {"unchanged": 24, "failed": 2}
    assert kept.rejected_because.startswith("parse: the kept record cannot be read")
    assert state_of_catalogue() == before


def test_kept_payload_of_another_record_is_rejected(endpoint):
    other = HarvestedRecord.objects.get(identifier="oai:fake:004")
    HarvestedRecord.objects.filter(identifier="oai:fake:003").update(payload=other.payload)

    run = replayed(endpoint)

    assert (
        run.issues.get(identifier="oai:fake:003").reason
        == "the kept record names another identifier"
    )


def test_nothing_changed_means_nothing_written(endpoint):
    before, changes = state_of_catalogue(), Change.objects.count()
    kept = list(HarvestedRecord.objects.order_by("key").values())
    endpoint.refresh_from_db()
    checkpoint, due = endpoint.checkpoint_at, endpoint.due_at

    run = replayed(endpoint)

    endpoint.refresh_from_db()
    assert (run.state, run.kind) == ("completed", "replay")
    assert outcomes(run) == {"unchanged": 25, "failed": 1}
    assert (state_of_catalogue(), Change.objects.count()) == (before, changes)
    assert list(HarvestedRecord.objects.order_by("key").values()) == kept
    assert (endpoint.checkpoint_at, endpoint.due_at) == (checkpoint, due)


def test_only_what_maps_otherwise_moves_its_datestamp(endpoint):
    spoil("oai:fake:001", "oai:fake:002")
    before = state_of_catalogue()

    run = replayed(endpoint)

    after = state_of_catalogue()
    assert outcomes(run) == {"updated": 2, "unchanged": 23, "failed": 1}
    assert {key for key in after if after[key] != before[key]} == {"oai:fake:001", "oai:fake:002"}
    assert after["oai:fake:001"][2] > datetime(2020, 1, 1, tzinfo=UTC)
    assert "Lesson 1" in after["oai:fake:001"][0]


def test_rejected_record_that_can_be_used_now_is_taken(endpoint):
    repair("oai:fake:untitled", title="Found")

    run = replayed(endpoint)

    kept = HarvestedRecord.objects.get(identifier="oai:fake:untitled")
    assert outcomes(run) == {"created": 1, "unchanged": 25}
    assert (kept.rejected_because, kept.resource.title) == ("", "Found")


@pytest.mark.parametrize("missing", [None, datetime(2026, 1, 2, tzinfo=UTC)])
def test_withdrawn_resource_stays_withdrawn_and_what_is_missing_stays_so(endpoint, missing):
    LearningResource.objects.filter(source_identifier="oai:fake:005").update(is_withdrawn=True)
    HarvestedRecord.objects.filter(identifier="oai:fake:005").update(missing_since=missing)
    HarvestedRecord.objects.filter(identifier="oai:fake:006").update(missing_since=missing)

    run = replayed(endpoint)

    assert outcomes(run) == {"unchanged": 25, "failed": 1}
    withdrawn = LearningResource.objects.filter(is_withdrawn=True)
    assert set(withdrawn.values_list("source_identifier", flat=True)) == {
        "oai:fake:005",
        "oai:fake:old",
    }
    assert HarvestedRecord.objects.get(identifier="oai:fake:006").missing_since == missing


def test_outdated_alone_passes_over_what_this_crosswalk_has_mapped(endpoint):
    identifiers = ["oai:fake:001", "oai:fake:007"]
    HarvestedRecord.objects.filter(identifier__in=identifiers).update(crosswalk_version=0)
    spoil("oai:fake:001", "oai:fake:002")

    run = replayed(endpoint, is_full=False)

    assert outcomes(run) == {"updated": 1, "unchanged": 1}
    assert (
        not HarvestedRecord.objects.exclude(is_deleted=True)
        .exclude(crosswalk_version=CROSSWALK_VERSION)
        .exists()
    )


def test_endpoint_without_records_is_replayed_at_once(endpoint):
    HarvestedRecord.objects.all().delete()

    run = replayed(endpoint)

    assert (run.state, run.seen_count) == ("completed", 0)


class Killed(BaseException):
    """Stands for a worker that is gone."""


def test_replay_that_was_broken_off_goes_on_from_its_last_page(endpoint, monkeypatch):
    monkeypatch.setattr(replay, "PAGE_SIZE", 4)
    spoil(*(f"oai:fake:{number:03}" for number in range(25)))

    def kill_at_the_third_page(run: HarvestRun) -> None:
        if run.page_number == 3:
            raise Killed

    with pytest.raises(Killed):
        replayed(endpoint, report=kill_at_the_third_page)
    broken_off = HarvestRun.objects.first()
    counted_then = broken_off.seen_count
    run = replayed(endpoint)

    assert counted_then == 12
    assert (run.pk, run.state, run.page_number) == (broken_off.pk, "completed", 7)
    assert outcomes(run) == {"updated": 25, "failed": 1}


def test_records_of_web_sites_are_mapped_again(settings):
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    with WebSite() as site:
        for number in range(3):
            course = {"@context": "https://schema.org", "@type": "Course", "name": f"Tea {number}"}
            site.add(f"/{number}", course)
        site.add("/broken", {"@context": "https://schema.org", "@type": "Course"})
        with HttpClient(policy_from_settings()) as http:
            endpoint = register_site(http, site.url("/sitemap.xml"))
        harvested = run_harvest(endpoint)
    validators = dict(HarvestedRecord.objects.values_list("identifier", "validator"))
    spoil(*validators)

    run = replayed(endpoint)

    assert outcomes(harvested) == {"created": 3, "failed": 1}
    assert outcomes(run) == {"updated": 3, "failed": 1}
    assert dict(HarvestedRecord.objects.values_list("identifier", "validator")) == validators
    titles = LearningResource.objects.values_list("title", flat=True)
    assert sorted(titles) == ["Tea 0", "Tea 1", "Tea 2"]


def test_harvest_does_not_go_on_with_a_replay(endpoint):
    HarvestRun.objects.create(
        endpoint=endpoint, kind=REPLAY, state="running", is_full=True, token="f" * 32
    )

    run = replayed(endpoint, is_full=False)

    assert run.token == ""
    assert HarvestRun.objects.filter(state="running").count() == 0
