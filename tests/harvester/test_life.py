"""The life of a run against a real socket: it waits, is cancelled, lost, left, and ends."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.db import connection

from harvester import endings, http, identify, leases, pipeline, schedule, tasks
from harvester.endpoints import register_endpoint
from harvester.errors import EndpointBusy, TurnOver
from harvester.fetch import open_client, policy_from_settings
from harvester.models import Endpoint, HarvestRun
from harvester.pipeline import run_harvest
from harvester.tasks import harvest_next
from repository.models import LearningResource
from tests.factories import make_endpoint
from tests.fakes.oaipmh_server import FakeRecord, OaiServer

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)
ELSEWHERE = "elsewhere:1:1:1"


@pytest.fixture(autouse=True)
def _at_once(monkeypatch) -> None:
    """Retry as often as ever, but at once."""
    policy = partial(http.HttpPolicy, backoff_seconds=0.001)
    monkeypatch.setattr("harvester.fetch.HttpPolicy", policy)


@pytest.fixture
def server(settings) -> Iterator[OaiServer]:
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    records = [
        FakeRecord(
            f"oai:fake:{number:03}",
            datestamp=f"{START + timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}",
            title=f"Lesson {number}",
        )
        for number in range(25)
    ]
    with OaiServer(records, page_size=5) as running:
        yield running


@pytest.fixture
def endpoint(server) -> Endpoint:
    with open_client(server.url, policy_from_settings()) as client:
        return register_endpoint(client, server.url)


def at_page(number: int, what) -> pipeline.Report:
    """Do something when a page has been stored."""

    def report(run: HarvestRun) -> None:
        if run.page_number == number:
            what(run)

    return report


def wake(endpoint: Endpoint) -> None:
    """Let the time for which a source wants to be left alone be over."""
    Endpoint.objects.update(waiting_until=datetime.now(UTC) - timedelta(seconds=1))


def date_in(seconds: int) -> str:
    return f"{datetime.now(UTC) + timedelta(seconds=seconds):%a, %d %b %Y %H:%M:%S GMT}"


@pytest.mark.parametrize("status", ["503", "429"])
@pytest.mark.parametrize("value", ["3600", "date"])
def test_source_that_asks_for_an_hour_is_left_alone_for_an_hour(server, endpoint, status, value):
    before = datetime.now(UTC)
    server.fail(status, page=3, value=date_in(3600) if value == "date" else value)

    run = run_harvest(endpoint)

    endpoint.refresh_from_db()
    run.refresh_from_db()
    assert (run.state, run.page_number, run.lease_until) == ("waiting", 2, None)
    assert timedelta(minutes=59) < endpoint.waiting_until - before < timedelta(minutes=62)
    assert f"{endpoint.waiting_until:%Y-%m-%d %H:%M:%S} UTC" in run.message
    assert harvest_next() is None


def test_run_that_has_waited_goes_on_from_its_token(server, endpoint):
    server.fail("503", page=3, value="3600")
    waiting = run_harvest(endpoint)
    wake(endpoint)

    run = harvest_next()

    endpoint.refresh_from_db()
    assert (run.pk, run.state, run.created_count) == (waiting.pk, "completed", 25)
    assert server.asked("ListRecords") == 5 + 1
    assert (endpoint.failure_count, endpoint.checkpoint_at is None) == (0, False)


def test_source_that_asks_for_years_is_asked_again_the_next_day(server, endpoint):
    server.fail("503", verb="Identify", value="999999999")

    run = run_harvest(endpoint)

    endpoint.refresh_from_db()
    assert "999999999 seconds" in run.message
    assert endpoint.waiting_until <= datetime.now(UTC) + endings.LONGEST_BACK_OFF


def test_source_that_names_no_time_is_left_alone_longer_each_time(server, endpoint):
    server.fail("503", verb="Identify", value="", times=None)
    rests = []

    for _ in range(3):
        began = datetime.now(UTC)
        run = run_harvest(endpoint)
        endpoint.refresh_from_db()
        rests.append((endpoint.waiting_until - began) / endings.FIRST_BACK_OFF)
        wake(endpoint)

    assert "does not say for how long" in run.message
    for number, rest in enumerate(rests):
        assert 0.74 * 2**number < rest < 1.1 * 2**number


def test_source_that_is_waited_for_in_vain_has_failed(server, endpoint):
    server.fail("503", verb="Identify", value="3600", times=None)

    for _ in range(endings.MAX_WAITS + 1):
        run = run_harvest(endpoint)
        wake(endpoint)

    assert run.state == "failed"
    assert "given up" in run.message
    assert HarvestRun.objects.count() == 1


def test_worker_goes_on_with_others_while_a_source_sleeps(server, endpoint):
    server.fail("503", value="3600")
    schedule.request_run(endpoint, is_full=False)
    with OaiServer([FakeRecord("oai:other:1")]) as other:
        with open_client(other.url, policy_from_settings()) as client:
            schedule.request_run(register_endpoint(client, other.url), is_full=False)

        states = [harvest_next().state, harvest_next().state, harvest_next()]

    assert states == ["waiting", "completed", None]


def test_long_run_makes_room_for_those_that_wait(server, endpoint, monkeypatch):
    monkeypatch.setattr(tasks, "TURN_SECONDS", 0)
    schedule.request_run(endpoint, is_full=False)
    with OaiServer(server.records, page_size=5) as other:
        with open_client(other.url, policy_from_settings()) as client:
            schedule.request_run(register_endpoint(client, other.url), is_full=False)

        turns = list(iter(harvest_next, None))
        asked = other.asked("ListRecords")

    assert [turn.endpoint_id == endpoint.pk for turn in turns] == [True, False] * 5
    assert set(HarvestRun.objects.values_list("state", "created_count")) == {("completed", 25)}
    assert (asked, server.asked("ListRecords")) == (5, 5)


def test_run_that_was_taken_is_continued_without_a_page_asked_for_twice(server, endpoint):
    def leave(_run: HarvestRun) -> None:
        raise TurnOver

    first = run_harvest(endpoint, report=at_page(2, leave))
    first.refresh_from_db()
    left, pages = first.state, first.page_number

    run = harvest_next()

    assert (left, pages) == ("queued", 2)
    assert (run.pk, run.state, run.created_count) == (first.pk, "completed", 25)
    assert server.asked("ListRecords") == 5


def test_worker_that_leaves_at_the_end_has_ended(server, endpoint):
    def leave(_run: HarvestRun) -> None:
        raise TurnOver

    run = run_harvest(endpoint, report=at_page(5, leave))

    assert (run.state, HarvestRun.objects.get().state) == ("completed", "completed")


def want_cancel(run: HarvestRun) -> None:
    """Cancel as a page does, in another process."""
    HarvestRun.objects.filter(pk=run.pk).update(is_cancel_wanted=True)


def test_cancelled_run_stops_within_a_page_and_keeps_what_it_stored(server, endpoint):
    Endpoint.objects.update(due_at=datetime.now(UTC))

    run = run_harvest(endpoint, report=at_page(2, want_cancel))

    endpoint.refresh_from_db()
    kept = HarvestRun.objects.get()
    assert (kept.state, kept.page_number, kept.message) == ("cancelled", 2, "cancelled")
    assert LearningResource.objects.count() == kept.created_count == 10
    assert (endpoint.checkpoint_at, run.lease_until) == (None, None)
    assert endpoint.due_at > datetime.now(UTC) + timedelta(hours=23)
    assert server.asked("ListRecords") <= 4


def test_run_after_a_cancelled_one_begins_anew(server, endpoint):
    cancelled = run_harvest(endpoint, report=at_page(2, want_cancel))

    run = run_harvest(endpoint)

    assert (run.pk == cancelled.pk, run.state) == (False, "completed")
    assert (run.unchanged_count, run.created_count) == (10, 15)


@pytest.mark.parametrize("kind", ["replay", "identifiers"])
def test_run_of_another_kind_is_cancelled_within_a_page(server, endpoint, kind, monkeypatch):
    monkeypatch.setattr("harvester.replay.PAGE_SIZE", 5)
    run_harvest(endpoint)

    run = run_harvest(endpoint, is_full=True, kind=kind, report=at_page(2, want_cancel))

    run.refresh_from_db()
    assert (run.state, run.page_number) == ("cancelled", 2)


class Worker(threading.Thread):
    """Harvests in a thread with a connection of its own."""

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__()
        self.endpoint, self.error = endpoint, None

    def run(self) -> None:
        try:
            run_harvest(self.endpoint)
        except EndpointBusy as error:
            self.error = error
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["Identify", "ListRecords"])
def test_cancel_breaks_off_a_request_that_hangs(server, endpoint, verb, monkeypatch):
    monkeypatch.setattr(leases, "LOOK_SECONDS", 0.05)
    before = server.asked(verb)
    server.fail("slow", verb=verb, value="250", times=None)
    worker = Worker(endpoint)
    worker.start()
    while server.asked(verb) == before:
        pass

    schedule.cancel_run(HarvestRun.objects.get())
    worker.join(60)

    assert not worker.is_alive()
    assert HarvestRun.objects.get().state == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_worker_that_has_lost_its_run_stops_waiting_and_leaves_it_alone(
    server, endpoint, monkeypatch
):
    monkeypatch.setattr(leases, "LOOK_SECONDS", 0.05)
    server.fail("slow", page=2, value="250", times=None)
    worker = Worker(endpoint)
    worker.start()
    while server.asked("ListRecords") < 2:
        pass

    lost = {"lease_owner": ELSEWHERE, "lease_until": datetime.now(UTC) + timedelta(minutes=1)}
    HarvestRun.objects.update(**lost)
    worker.join(60)

    run = HarvestRun.objects.get()
    assert "taken over" in str(worker.error)
    assert {name: getattr(run, name) for name in lost} == lost
    assert (run.state, run.finished_at, run.message) == ("running", None, "")


def lose(run: HarvestRun) -> None:
    """Let another worker take the run."""
    HarvestRun.objects.filter(pk=run.pk).update(lease_owner=ELSEWHERE)


@pytest.mark.parametrize("fault", ["none", "404", "503", "doctype"])
def test_lost_lease_leaves_the_other_workers_run_alone(server, endpoint, fault):
    if fault != "none":
        server.fail(fault, page=3, value="3600", times=None)

    with pytest.raises(EndpointBusy, match="taken over"):
        run_harvest(endpoint, report=at_page(1, lose))

    run = HarvestRun.objects.get()
    endpoint.refresh_from_db()
    assert (run.state, run.lease_owner, run.page_number) == ("running", ELSEWHERE, 1)
    assert (run.message, run.finished_at, endpoint.waiting_until) == ("", None, None)
    assert LearningResource.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_lease_is_renewed_while_a_page_takes_long(server, endpoint, monkeypatch):
    monkeypatch.setattr(leases, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(leases, "RENEWAL_SECONDS", 0.02)
    server.fail("slow", page=2, value="250", times=None)
    worker = Worker(endpoint)
    worker.start()
    while server.asked("ListRecords") < 2:
        pass
    first = HarvestRun.objects.get().lease_until

    while HarvestRun.objects.get().lease_until == first:  # the test's own time limit ends this
        pass

    schedule.cancel_run(HarvestRun.objects.get())
    worker.join(60)
    assert HarvestRun.objects.get().state == "cancelled"


@pytest.mark.django_db(transaction=True)
def test_worker_that_hangs_for_an_hour_loses_its_lease(endpoint, monkeypatch):
    monkeypatch.setattr(leases, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(leases, "RENEWAL_SECONDS", 0.0)
    monkeypatch.setattr(leases, "MAX_SILENT_SECONDS", -1.0)
    looks = []
    look = leases.Heartbeat._look
    monkeypatch.setattr(
        leases.Heartbeat, "_look", lambda heartbeat: (looks.append(1), look(heartbeat))
    )
    until = datetime.now(UTC) + timedelta(seconds=30)
    run = HarvestRun.objects.create(
        endpoint=endpoint, state="running", lease_owner="me", lease_until=until
    )

    with leases.Heartbeat(run):
        while len(looks) < 5:
            pass

    run.refresh_from_db()
    assert run.lease_until == until


def test_defect_of_this_program_ends_the_run_with_its_message(server, endpoint, caplog):
    Endpoint.objects.update(due_at=datetime.now(UTC))

    def stumble(_run: HarvestRun) -> None:
        raise ZeroDivisionError("by\nnought")

    run = run_harvest(endpoint, report=at_page(2, stumble))

    run.refresh_from_db()
    endpoint.refresh_from_db()
    assert (run.state, run.error_code) == ("failed", "defect")
    assert run.message == "a defect of this program: ZeroDivisionError: by nought"
    assert endpoint.due_at > datetime.now(UTC)
    assert "ZeroDivisionError" in caplog.text


def test_failures_in_a_row_put_off_the_next_try_further_and_further(server, endpoint):
    Endpoint.objects.update(due_at=datetime.now(UTC))
    server.fail("404", verb="ListRecords", times=None)
    rests = []

    for _ in range(12):
        began = datetime.now(UTC)
        run_harvest(endpoint)
        endpoint.refresh_from_db()
        rests.append((endpoint.due_at - began) / endings.FIRST_BACK_OFF)

    for number, rest in enumerate(rests[:8]):
        assert 0.74 * 2**number < rest < 1.1 * 2**number
    assert all(
        0.74 < rest * endings.FIRST_BACK_OFF / endings.LONGEST_BACK_OFF < 1.01 for rest in rests[9:]
    )


def test_complete_run_forgets_the_failures_before(server, endpoint):
    server.fail("404", verb="ListRecords", times=2)
    run_harvest(endpoint)
    run_harvest(endpoint)
    endpoint.refresh_from_db()
    failures = endpoint.failure_count

    run_harvest(endpoint)

    endpoint.refresh_from_db()
    assert (failures, endpoint.failure_count) == (2, 0)


def test_nothing_harvested_and_hundreds_failed_is_never_completed(server, endpoint):
    server.records[:] = [FakeRecord(f"oai:fake:{number}", title="") for number in range(300)]
    server.page_size = 100

    run = run_harvest(endpoint)

    assert run.failed_count == 300
    assert run.created_count + run.updated_count + run.unchanged_count == 0
    assert run.state not in {"completed", "running", "queued", "waiting"}


def test_run_says_that_the_repository_has_moved(server, endpoint):
    with OaiServer([FakeRecord("oai:x:1")]) as new:
        for verb in ("Identify", "ListRecords"):
            server.fail("301", verb=verb, value=f"{new.url}?verb={verb}", times=None)

        run = run_harvest(endpoint)

    endpoint.refresh_from_db()
    assert f"the repository has moved for good to {new.url}" in run.message
    assert (endpoint.moved_to, endpoint.base_url) == (new.url, server.url)


def test_run_says_once_that_the_repository_calls_itself_otherwise(server, endpoint):
    endpoint.stated_base_url = "https://new.example.org/oai"
    server_url, server.url = server.url, "https://new.example.org/oai"
    Endpoint.objects.update(stated_base_url=server_url)

    first, second = run_harvest(endpoint), run_harvest(endpoint)

    assert first.message == "the repository calls itself https://new.example.org/oai"
    assert (first.state, second.message) == ("completed", "")


@pytest.mark.parametrize(
    ("stated", "asked", "is_elsewhere"),
    [
        ("https://a.example/oai", "http://a.example/oai/", False),
        ("http://a.example:80/oai", "http://a.example/oai", False),
        ("http://A.example/oai", "http://a.example/oai", False),
        ("", "http://a.example/oai", False),
        ("not an address", "http://a.example/oai", False),
        ("http://b.example/oai", "http://a.example/oai", True),
        ("http://a.example/oai2", "http://a.example/oai", True),
    ],
)
def test_address_counts_as_another_by_host_and_path(stated, asked, is_elsewhere):
    endpoint = make_endpoint(base_url=asked, stated_base_url=stated)

    assert identify.is_elsewhere(endpoint) is is_elsewhere


def test_source_made_anew_is_asked_for_everything(server, endpoint):
    run_harvest(endpoint)
    now = datetime.now(UTC)
    Endpoint.objects.update(checkpoint_at=now - timedelta(days=30))
    for record in server.records:
        record.datestamp = f"{now - timedelta(days=1):%Y-%m-%dT%H:%M:%SZ}"

    run = run_harvest(endpoint)

    lists = [each for each in server.requests if "metadataPrefix" in each]
    assert run.window_from is None
    assert "from" not in lists[-1]


def test_granularity_that_changed_is_fitted_to_in_the_same_run(server, endpoint):
    server.response_date = "2026-02-01T12:00:00Z"
    run_harvest(endpoint)
    server.granularity = "YYYY-MM-DD"

    run_harvest(endpoint)

    lists = [each for each in server.requests if "metadataPrefix" in each]
    assert lists[-1]["from"] == "2026-01-31"


def test_endpoint_has_its_own_rest_between_requests(endpoint):
    endpoint.pause_seconds = 7

    assert pipeline.policy_for(endpoint).pause_seconds == 7
