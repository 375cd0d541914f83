from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from harvester import payloads
from harvester.endpoints import register_endpoint
from harvester.fetch import open_client, policy_from_settings
from harvester.models import Endpoint, HarvestedRecord, HarvestRun
from harvester.pipeline import run_harvest
from repository.models import Change, LearningResource
from tests.fakes.oaipmh_server import FakeRecord, OaiServer

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)


def fake_records(count: int, **fields) -> list[FakeRecord]:
    return [
        FakeRecord(
            f"oai:fake:{number:03}",
            datestamp=f"{START + timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}",
            title=f"Lesson {number}",
            fields={"identifier": [f"https://fake.example/{number}"], **fields},
        )
        for number in range(count)
    ]


@pytest.fixture
def server(settings) -> Iterator[OaiServer]:
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    with OaiServer(fake_records(25), page_size=10) as running:
        yield running


@pytest.fixture
def endpoint(server) -> Endpoint:
    with open_client(server.url, policy_from_settings()) as client:
        return register_endpoint(client, server.url)


def outcomes(run: HarvestRun) -> dict[str, int]:
    names = ("created", "updated", "unchanged", "deleted", "failed")
    counts = {name: getattr(run, f"{name}_count") for name in names}
    assert sum(counts.values()) == run.seen_count
    return {name: count for name, count in counts.items() if count}


def state_of_catalogue() -> dict[str, tuple]:
    return {
        each.source_identifier: (each.metadata_json, each.is_withdrawn, each.datestamp)
        for each in LearningResource.objects.all()
    }


def test_every_record_is_stored_with_its_raw_form(endpoint):
    run = run_harvest(endpoint)

    assert (run.state, outcomes(run), run.page_number) == ("completed", {"created": 25}, 3)
    resource = LearningResource.objects.get(source_identifier="oai:fake:007")
    kept = HarvestedRecord.objects.get(resource=resource)
    assert resource.metadata.titles == {"und": ("Lesson 7",)}
    assert b"Lesson 7" in payloads.decompress(kept.payload)


def test_second_full_harvest_finds_all_unchanged_and_writes_nothing(endpoint):
    run_harvest(endpoint)
    before = state_of_catalogue()
    changes = Change.objects.count()

    run = run_harvest(endpoint, is_full=True)

    assert outcomes(run) == {"unchanged": 25}
    assert state_of_catalogue() == before
    assert Change.objects.count() == changes


def test_next_harvest_asks_from_the_first_answer_of_the_last(server, endpoint):
    server.response_date = "2026-02-01T12:00:00Z"
    run_harvest(endpoint)
    server.records[3].title = "New words"
    server.records[3].datestamp = "2026-02-02T00:00:00Z"

    run = run_harvest(endpoint)

    asked = [each for each in server.requests if each.get("verb") == "ListRecords"]
    assert asked[-1]["from"] == "2026-02-01T11:55:00Z"
    assert outcomes(run) == {"updated": 1}


def test_no_change_since_is_success_with_nothing(server, endpoint):
    run_harvest(endpoint)

    run = run_harvest(endpoint)

    assert (run.state, run.seen_count) == ("completed", 0)


def test_deletion_withdraws_and_a_return_brings_the_same_resource_back(server, endpoint):
    run_harvest(endpoint)
    resource = LearningResource.objects.get(source_identifier="oai:fake:003")

    server.records[3].is_deleted = True
    gone = run_harvest(endpoint, is_full=True)
    resource.refresh_from_db()
    was_withdrawn = resource.is_withdrawn
    server.records[3].is_deleted = False
    back = run_harvest(endpoint, is_full=True)
    resource.refresh_from_db()

    assert outcomes(gone) == {"deleted": 1, "unchanged": 24}
    assert was_withdrawn
    assert outcomes(back) == {"updated": 1, "unchanged": 24}
    assert not resource.is_withdrawn


def test_bad_record_is_kept_with_its_reason_and_stops_nothing(server, endpoint):
    server.records[4].title = "  "

    run = run_harvest(endpoint)

    [issue] = run.issues.all()
    kept = HarvestedRecord.objects.get(identifier="oai:fake:004")
    assert outcomes(run) == {"created": 24, "failed": 1}
    assert run.state == "completed"
    assert (issue.identifier, issue.stage) == ("oai:fake:004", "normalize")
    assert "no title" in issue.reason
    assert (kept.resource, "no title" in kept.rejected_because) == (None, True)


def test_record_that_turns_bad_keeps_what_was_good(server, endpoint):
    run_harvest(endpoint)
    server.records[4].title = ""

    run = run_harvest(endpoint, is_full=True)

    resource = LearningResource.objects.get(source_identifier="oai:fake:004")
    kept = HarvestedRecord.objects.get(identifier="oai:fake:004")
    assert outcomes(run) == {"unchanged": 24, "failed": 1}
    assert (resource.title, resource.is_withdrawn) == ("Lesson 4", False)
    assert kept.resource == resource


def test_record_that_was_bad_and_is_mended_is_created(server, endpoint):
    server.records[4].title = ""
    run_harvest(endpoint)
    server.records[4].title = "Mended"

    run = run_harvest(endpoint, is_full=True)

    assert outcomes(run) == {"created": 1, "unchanged": 24}
    assert HarvestedRecord.objects.get(identifier="oai:fake:004").rejected_because == ""


def test_record_listed_twice_is_stored_once(server, endpoint):
    server.fail("duplicate", page=2)

    run = run_harvest(endpoint)

    assert outcomes(run) == {"created": 25, "unchanged": 1}
    assert LearningResource.objects.count() == 25


def test_run_cut_off_in_the_middle_goes_on_from_its_last_page(server, endpoint):
    def stop_after_two(run: HarvestRun) -> None:
        if run.page_number == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_harvest(endpoint, report=stop_after_two)
    asked_before = server.asked("ListRecords")

    run = run_harvest(endpoint)

    assert HarvestRun.objects.count() == 1
    assert (run.state, outcomes(run), run.page_number) == ("completed", {"created": 25}, 3)
    assert server.asked("ListRecords") == asked_before


def test_dead_token_begins_again_from_the_last_record(server, endpoint):
    server.fail("expired-token", page=3)

    run = run_harvest(endpoint)

    lists = [each for each in server.requests if each.get("verb") == "ListRecords"]
    assert run.state == "completed"
    assert LearningResource.objects.count() == 25
    assert lists[-1]["from"] == server.records[19].datestamp
    assert outcomes(run) == {"created": 25, "unchanged": 1}


def test_tokens_that_always_die_cost_time_but_no_record(server, endpoint):
    server.page_size = 2
    server.fail("expired-token", page=2, times=None)

    run = run_harvest(endpoint)

    assert run.state == "completed"
    assert LearningResource.objects.count() == 25


def test_tokens_that_always_die_without_getting_on_end_the_run_as_failed(server, endpoint):
    for record in server.records:
        record.datestamp = "2026-01-01T00:00:00Z"
    server.fail("expired-token", page=2, times=None)

    run = run_harvest(endpoint)

    endpoint.refresh_from_db()
    assert run.state == "failed"
    assert "badResumptionToken" in run.message
    assert endpoint.checkpoint_at is None
    assert LearningResource.objects.count() == 10


def test_loop_stops_and_keeps_what_was_good(server, endpoint):
    server.fail("same-token", page=2, times=None)

    run = run_harvest(endpoint)

    assert run.state == "failed"
    assert "would never end" in run.message
    assert LearningResource.objects.count() >= 10
    assert Endpoint.objects.get().checkpoint_at is None


@pytest.mark.parametrize("kind", ["html", "truncated", "doctype", "half-body", "500"])
def test_page_that_stays_unusable_ends_the_run_and_loses_nothing(
    server, endpoint, kind, monkeypatch
):
    monkeypatch.setattr("harvester.http.sleep", lambda _seconds: None, raising=False)
    server.fail(kind, page=2, times=None)

    run = run_harvest(endpoint)

    assert run.state == "failed"
    assert run.message.count("\n") == 0
    assert server.url in run.message
    assert LearningResource.objects.count() == 10


def test_failed_run_goes_on_when_the_source_is_well_again(server, endpoint):
    server.fail("html", page=2, times=2)
    first = run_harvest(endpoint)

    second = run_harvest(endpoint)

    assert (first.pk, first.state) == (second.pk, "failed")
    assert (second.state, outcomes(second)) == ("completed", {"created": 25})


def test_source_that_answers_rejections_only_is_not_called_completed(server, endpoint):
    for record in server.records:
        record.title = ""

    run = run_harvest(endpoint)

    assert run.state == "partial"
    assert outcomes(run) == {"failed": 25}


def test_day_granularity_is_respected(settings):
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    with OaiServer(fake_records(3), granularity="YYYY-MM-DD") as server:
        server.response_date = "2026-02-01T12:00:00Z"
        with open_client(server.url, policy_from_settings()) as client:
            endpoint = register_endpoint(client, server.url)
        run_harvest(endpoint)
        run_harvest(endpoint)
        lists = [each for each in server.requests if each.get("verb") == "ListRecords"]

    assert lists[-1]["from"] == "2026-01-31"


def test_license_language_and_issues_reach_the_catalogue(server, endpoint):
    server.records[:] = fake_records(
        1, rights=["CC BY-SA"], language=["eng;fre", "Klingonish"], date=["May 2019"]
    )

    run_harvest(endpoint)

    resource = LearningResource.objects.get()
    metadata = resource.metadata
    assert (resource.license_id, resource.license_class) == ("CC-BY-SA", "open")
    assert metadata.rights_statements == ("CC BY-SA",)
    assert metadata.languages == ("en", "fr")
    assert (metadata.dates[0].value, metadata.dates[0].precision) == ("2019-05", "month")
    assert "unknown-language" in HarvestedRecord.objects.get().issues_json


@pytest.fixture
def long_list(server, monkeypatch) -> OaiServer:
    """A list that is handed over to a process of its own behind its first pages."""
    monkeypatch.setattr("harvester.remote.LONG_LIST_RECORDS", 100)
    server.records[:] = fake_records(600)
    return server


def slow_down(server: OaiServer) -> None:
    """Give the other process time to come up; faults ordered before this one come first."""
    server.fail("slow", times=None, value="0.05")


def test_long_list_read_by_another_process_is_the_same_list(long_list, endpoint):
    long_list.records[500].title = ""
    long_list.records[550].is_deleted = True
    slow_down(long_list)

    run = run_harvest(endpoint)

    assert long_list.connections > 1, "was not handed over"
    assert outcomes(run) == {"created": 598, "deleted": 1, "failed": 1}
    assert (run.state, run.page_number, long_list.asked("ListRecords")) == ("completed", 60, 60)
    assert outcomes(run_harvest(endpoint, is_full=True)) == {"unchanged": 599, "failed": 1}


def test_error_in_the_other_process_is_the_runs_own(long_list, endpoint):
    long_list.fail("doctype", page=59, times=None)
    slow_down(long_list)

    run = run_harvest(endpoint)

    assert long_list.connections > 1, "was not handed over"
    assert run.state == "failed"
    assert "DOCTYPE" in run.message
    assert LearningResource.objects.count() == 580


def test_dead_token_in_the_other_process_begins_again_from_the_last_record(long_list, endpoint):
    long_list.fail("expired-token", page=58)
    slow_down(long_list)

    run = run_harvest(endpoint)

    lists = [each for each in long_list.requests if each.get("verb") == "ListRecords"]
    assert [each["from"] for each in lists if "from" in each] == [long_list.records[569].datestamp]
    assert (run.state, outcomes(run)) == ("completed", {"created": 600, "unchanged": 1})


def test_other_process_ends_with_the_harvest(long_list, endpoint):
    slow_down(long_list)

    def stop_late(run: HarvestRun) -> None:
        if run.page_number == 50:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_harvest(endpoint, report=stop_late)
    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", {"created": 600}), run.message


def test_record_listed_again_on_the_next_page_is_stored_once(server, endpoint):
    server.records[10].identifier = server.records[9].identifier
    server.records[10].title = "The later words"

    run = run_harvest(endpoint)

    again = LearningResource.objects.get(source_identifier="oai:fake:009")
    assert outcomes(run) == {"created": 24, "updated": 1}
    assert again.title == "The later words"
    assert LearningResource.objects.count() == HarvestedRecord.objects.count() == 24
