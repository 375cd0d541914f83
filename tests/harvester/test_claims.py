"""Which run is worked on next: rows in, rows out, no network."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from harvester import claims, endings, leases
from harvester.errors import EndpointBusy
from harvester.models import Endpoint, HarvestRun
from harvester.politeness import place_of
from tests.factories import make_endpoint

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
SOON = timedelta(seconds=30)
ELSEWHERE = "elsewhere:1:1:1"


def make_run(endpoint: Endpoint, state: str = "queued", **fields) -> HarvestRun:
    return HarvestRun.objects.create(endpoint=endpoint, state=state, **fields)


def at_work(endpoint: Endpoint, **fields) -> HarvestRun:
    until = datetime.now(UTC) + SOON
    return make_run(endpoint, "running", lease_owner=ELSEWHERE, lease_until=until, **fields)


def ready() -> list[int]:
    return [run.pk for run in claims.list_ready()]


@pytest.mark.parametrize("state", ["held", "completed", "partial", "failed", "cancelled"])
def test_run_that_has_ended_is_not_ready(state):
    make_run(make_endpoint(), state)

    assert ready() == []
    assert claims.take_next() is None


def test_run_that_has_waited_longest_is_taken_first():
    second, first, put_back = (make_run(make_endpoint()) for _ in range(3))
    waited = HarvestRun.objects.filter
    waited(pk=first.pk).update(started_at=NOW - 2 * SOON)
    waited(pk=second.pk).update(started_at=NOW - SOON)
    waited(pk=put_back.pk).update(started_at=NOW - 9 * SOON, lease_until=NOW)

    taken = [claims.take_next().pk for _ in range(3)]

    assert taken == [first.pk, second.pk, put_back.pk]


def test_taken_run_is_this_threads_and_begins_now():
    make_run(make_endpoint(), started_at=NOW - 9 * SOON, message="queued", is_cancel_wanted=True)

    run = claims.take_next()

    run.refresh_from_db()
    assert (run.state, run.message, run.lease_owner) == ("running", "", leases.own_name())
    assert run.is_cancel_wanted is False
    assert run.started_at >= NOW


def test_run_of_a_dead_worker_is_ready_and_goes_on_where_it_was():
    lost = make_run(
        make_endpoint(), "running", token="t", page_number=7, started_at=NOW - SOON,
        lease_owner=ELSEWHERE, lease_until=NOW - timedelta(seconds=1),
    )  # fmt: skip

    run = claims.take_next()

    assert (run.pk, run.token, run.page_number) == (lost.pk, "t", 7)


def test_token_of_yesterday_is_not_used_again():
    yesterday = NOW - timedelta(days=1, minutes=1)
    make_run(make_endpoint(), token="t", page_number=7, lease_until=yesterday)

    run = claims.take_next()

    assert (run.token, run.page_number) == ("", 7)


def test_run_of_a_living_worker_is_not_ready():
    at_work(make_endpoint())

    assert ready() == []


@pytest.mark.parametrize(
    ("one", "other", "is_shared"),
    [
        ("https://a.example/oai", "https://a.example/other", True),
        ("https://a.example/oai", "https://A.example:443/oai2", True),
        ("http://a.example/oai", "http://a.example:80/oai2", True),
        ("http://a.example/oai", "https://a.example/oai", True),
        ("https://a.example/oai", "https://www.a.example/oai", True),
        ("http://a.example/oai", "http://a.example:8080/oai", False),
        ("https://a.example/oai", "https://b.example/a.example", False),
    ],
)
def test_host_is_harvested_by_one_worker_at_a_time(one, other, is_shared):
    at_work(make_endpoint(base_url=one))
    waiting = make_run(make_endpoint(base_url=other))

    assert ready() == ([] if is_shared else [waiting.pk])
    assert (claims.take_next() is None) is is_shared


def test_source_that_has_moved_is_one_with_the_host_it_moved_to():
    at_work(make_endpoint(base_url="https://old.example/", moved_to="https://new.example/oai"))
    make_run(make_endpoint(base_url="https://new.example/other"))

    assert ready() == []


def test_second_run_of_a_host_goes_when_the_first_has_ended():
    first = make_run(make_endpoint(base_url="https://a.example/1"))
    second = make_run(make_endpoint(base_url="https://a.example/2"))
    both = ready()
    taken = claims.take_next()
    HarvestRun.objects.filter(pk=taken.pk).update(lease_owner=ELSEWHERE)
    between = ready()

    HarvestRun.objects.filter(pk=taken.pk).update(state="completed")

    assert (both, taken.pk, between, ready()) == ([first.pk], first.pk, [], [second.pk])


def test_replay_needs_no_host_but_its_endpoint():
    endpoint = make_endpoint(base_url="https://a.example/1")
    at_work(endpoint)
    make_run(endpoint, kind="replay")
    other = make_run(make_endpoint(base_url="https://a.example/2"), kind="replay")

    assert ready() == [other.pk]


@pytest.mark.parametrize(
    "asleep", [{"is_active": False}, {"waiting_until": datetime.now(UTC) + timedelta(hours=1)}]
)
def test_endpoint_that_is_paused_or_asleep_is_left_alone(asleep):
    endpoint = make_endpoint(**asleep)
    make_run(endpoint)
    make_run(endpoint, "waiting")
    replay = make_run(endpoint, kind="replay")

    assert ready() == [replay.pk]


def test_endpoint_that_has_slept_enough_goes_on():
    run = make_run(make_endpoint(waiting_until=NOW - SOON), "waiting", token="t", page_number=2)

    assert claims.take_next().pk == run.pk


def test_foreground_run_finds_the_host_busy():
    at_work(make_endpoint(base_url="https://a.example/1"))

    with pytest.raises(EndpointBusy, match=r"a\.example/1"):
        claims.take_run(make_endpoint(base_url="https://a.example/2"), is_full=False)

    assert HarvestRun.objects.count() == 1


def test_foreground_run_of_a_sleeping_endpoint_waits():
    endpoint = make_endpoint(waiting_until=NOW + timedelta(hours=1))

    run = claims.take_run(endpoint, is_full=False)

    assert run.state == "waiting"
    assert f"{endpoint.waiting_until:%Y-%m-%d %H:%M}" in run.message


def test_foreground_run_does_what_is_queued_already():
    endpoint = make_endpoint()
    queued = make_run(endpoint, is_full=True)

    run = claims.take_run(endpoint, is_full=False)

    assert (run.pk, run.is_full, run.state) == (queued.pk, True, "running")


def test_worker_that_leaves_a_run_puts_it_behind_the_others():
    first, second = make_run(make_endpoint()), make_run(make_endpoint())

    endings.put_back(claims.take_next())

    assert ready() == [second.pk, first.pk]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hosts", [1, 3])
def test_workers_that_reach_for_runs_at_once_get_one_of_each_host(hosts):
    for number in range(6):
        make_run(make_endpoint(base_url=f"https://host-{number % hosts}.example/{number}"))
    together, taken = threading.Barrier(6), []

    def work():
        together.wait()
        if run := claims.take_next():
            taken.append(place_of(run.endpoint.base_url))
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(taken) == len(set(taken))
    assert HarvestRun.objects.filter(state="running").count() == len(taken)
    assert 1 <= len(taken) <= hosts
