"""All records of a source go when a person says so, and come back in place when another does."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User

from harvester import operations
from harvester.endpoints import register_endpoint
from harvester.fetch import open_client, policy_from_settings
from harvester.models import Endpoint, HarvestRun
from harvester.pipeline import run_harvest
from harvester.schedule import queue_due_runs
from harvester.tasks import harvest_next
from repository.models import LearningResource
from tests.fakes.oaipmh_server import FakeRecord, OaiServer

pytestmark = pytest.mark.django_db
HELD = 120


@pytest.fixture
def server(settings) -> Iterator[OaiServer]:
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    records = [FakeRecord(f"oai:fake:{number:03}", title="A") for number in range(HELD)]
    with OaiServer(records, page_size=60) as running:
        yield running


@pytest.fixture
def endpoint(server) -> Endpoint:
    with open_client(server.url, policy_from_settings()) as client:
        registered = register_endpoint(client, server.url)
    run_harvest(registered)
    return registered


@pytest.fixture
def person() -> User:
    return User.objects.create_user("ada")


def live() -> dict[str, object]:
    found = LearningResource.objects.filter(is_withdrawn=False)
    return dict(found.values_list("source_identifier", "pk"))


def test_all_records_are_withdrawn_by_a_worker_and_the_source_is_asked_nothing(
    server, endpoint, person
):
    asked = len(server.requests)

    run = operations.remove_records(endpoint, by=person, why="the contract has ended")
    before = len(live())
    harvest_next()

    run.refresh_from_db()
    endpoint.refresh_from_db()
    [event] = endpoint.events.filter(what="removed")
    assert (before, len(live())) == (HELD, 0)
    assert (run.state, run.deleted_count, run.held_count) == ("completed", HELD, 0)
    assert (event.user_name, event.why) == ("ada", "the contract has ended")
    assert (endpoint.is_active, len(server.requests)) == (False, asked)


def test_no_scheduled_run_brings_them_back(endpoint, person):
    operations.remove_records(endpoint, by=person, why="x")
    harvest_next()
    Endpoint.objects.update(due_at=datetime.now(UTC) - timedelta(days=1))

    assert queue_due_runs() == 0
    assert not harvest_next()
    assert live() == {}


def test_endpoint_that_goes_on_has_the_same_resources_again(endpoint, person):
    before = live()
    operations.remove_records(endpoint, by=person, why="x")
    harvest_next()
    endpoint.refresh_from_db()

    operations.set_active(endpoint, by=person, is_active=True)
    run = run_harvest(endpoint, is_full=True)

    assert run.state == "completed"
    assert live() == before


def test_what_was_under_way_is_cancelled_first(endpoint, person):
    waiting = operations.ask_for_run(endpoint, by=person, is_full=False)

    operations.remove_records(endpoint, by=person, why="x")
    harvest_next()

    waiting.refresh_from_db()
    assert waiting.state == "cancelled"
    assert live() == {}


def test_removal_that_was_broken_off_goes_on(endpoint, person, monkeypatch):
    monkeypatch.setattr("harvester.held.BATCH", 50)
    operations.remove_records(endpoint, by=person, why="x")
    reports = []

    def stop(run: HarvestRun) -> None:
        reports.append(run.deleted_count)
        if run.deleted_count:
            raise SystemExit

    with pytest.raises(SystemExit):
        run_harvest(endpoint, is_full=True, kind=HarvestRun.Kind.REMOVAL, report=stop)
    left = len(live())
    run = run_harvest(endpoint, is_full=True, kind=HarvestRun.Kind.REMOVAL)

    assert 0 < left < HELD
    assert (run.state, run.deleted_count) == ("completed", HELD)
    assert live() == {}


def test_record_of_another_endpoint_of_the_provider_stays(server, endpoint, person):
    with open_client(server.url, policy_from_settings()) as client:
        for record in server.records[:10]:
            record.sets = ("a",)
        other = register_endpoint(client, server.url, set_spec="a")
    run_harvest(other)

    operations.remove_records(endpoint, by=person, why="x")
    harvest_next()

    assert len(live()) == 10
