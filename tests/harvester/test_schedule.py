"""What is queued, when, and what becomes of it when somebody cancels."""

from datetime import UTC, datetime, timedelta

import pytest

from harvester import claims, endings, schedule
from harvester.models import Endpoint, HarvestRun
from tests.factories import make_endpoint

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
PAST = NOW - timedelta(minutes=1)


def states() -> list[tuple[str, str, bool]]:
    return list(HarvestRun.objects.order_by("pk").values_list("kind", "state", "is_full"))


def test_due_endpoint_is_queued_once():
    make_endpoint(due_at=PAST)

    schedule.queue_due_runs()
    schedule.queue_due_runs()

    assert states() == [("harvest", "queued", False)]


@pytest.mark.parametrize(
    "fields", [{"due_at": None}, {"due_at": NOW + timedelta(hours=1)}, {"is_active": False}]
)
def test_endpoint_that_is_not_due_is_not_queued(fields):
    make_endpoint(**{"due_at": PAST, **fields})

    assert schedule.queue_due_runs() == 0
    assert states() == []


@pytest.mark.parametrize("state", ["queued", "running", "waiting", "held"])
def test_endpoint_whose_run_is_undecided_is_not_queued_again(state):
    HarvestRun.objects.create(endpoint=make_endpoint(due_at=PAST), state=state)

    schedule.queue_due_runs()

    assert HarvestRun.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "is_full"),
    [
        ({"last_full_at": NOW - timedelta(days=31)}, True),
        ({"last_full_at": NOW - timedelta(days=29)}, False),
        ({"last_full_at": NOW - timedelta(days=29), "full_interval_days": 7}, True),
        ({"last_full_at": NOW - timedelta(days=400), "full_interval_days": 0}, False),
        ({"last_full_at": NOW, "is_full_due": True}, True),
        ({"last_full_at": None}, False),
    ],
)
def test_everything_is_asked_for_every_so_often(fields, is_full):
    make_endpoint(due_at=PAST, **fields)

    schedule.queue_due_runs()

    assert states() == [("harvest", "queued", is_full)]


def test_run_asked_for_twice_is_queued_once_and_in_full_if_either_was():
    endpoint = make_endpoint()

    asked = [schedule.request_run(endpoint, is_full=each).pk for each in (False, True, False)]

    assert len(set(asked)) == 1
    assert states() == [("harvest", "queued", True)]
    assert endpoint.is_full_due


def test_kinds_are_queued_beside_each_other():
    endpoint = make_endpoint()

    for kind in ("harvest", "replay", "identifiers"):
        schedule.request_run(endpoint, is_full=False, kind=kind)

    assert [kind for kind, *_ in states()] == ["harvest", "replay", "identifiers"]


def test_run_that_failed_on_the_way_is_continued_when_it_is_asked_for():
    endpoint = make_endpoint()
    failed = HarvestRun.objects.create(
        endpoint=endpoint, state="failed", token="t", page_number=3, finished_at=NOW
    )

    run = schedule.request_run(endpoint, is_full=False)

    assert (run.pk, run.state, run.token) == (failed.pk, "queued", "t")


def test_run_that_failed_for_good_is_not_continued():
    endpoint = make_endpoint()
    HarvestRun.objects.create(endpoint=endpoint, state="failed", token="t", is_resumable=False)

    schedule.request_run(endpoint, is_full=False)

    assert [state for _, state, _ in states()] == ["failed", "queued"]


@pytest.mark.parametrize("state", ["queued", "waiting"])
@pytest.mark.parametrize("kind", ["harvest", "replay", "identifiers"])
def test_run_that_nobody_is_at_is_cancelled_at_once(state, kind):
    endpoint = make_endpoint(due_at=PAST)
    run = HarvestRun.objects.create(endpoint=endpoint, state=state, kind=kind, token="t")

    schedule.cancel_run(run)

    endpoint.refresh_from_db()
    run.refresh_from_db()
    assert (run.state, run.message, run.finished_at is None) == ("cancelled", "cancelled", False)
    assert claims.list_ready() == []
    assert (endpoint.due_at > NOW + timedelta(hours=23)) is (kind == "harvest")


def test_run_of_a_dead_worker_is_cancelled_at_once():
    run = HarvestRun.objects.create(
        endpoint=make_endpoint(), state="running", lease_owner="elsewhere:1:1:1", lease_until=PAST
    )

    schedule.cancel_run(run)

    assert run.state == "cancelled"


def test_run_of_a_living_worker_is_asked_to_stop():
    run = HarvestRun.objects.create(
        endpoint=make_endpoint(),
        state="running",
        lease_owner="elsewhere:1:1:1",
        lease_until=NOW + timedelta(days=1),
    )

    schedule.cancel_run(run)

    run.refresh_from_db()
    assert (run.state, run.is_cancel_wanted) == ("running", True)


@pytest.mark.parametrize("state", ["held", "completed", "partial", "failed", "cancelled"])
def test_run_that_has_ended_is_not_cancelled(state):
    run = HarvestRun.objects.create(endpoint=make_endpoint(), state=state, message="as it was")

    schedule.cancel_run(run)

    run.refresh_from_db()
    assert (run.state, run.message) == (state, "as it was")


def test_cancelled_run_is_not_continued_by_the_next():
    endpoint = make_endpoint()
    run = HarvestRun.objects.create(endpoint=endpoint, state="waiting", token="t", is_full=True)
    schedule.request_run(endpoint, is_full=True)
    schedule.cancel_run(run)

    following = schedule.request_run(endpoint, is_full=False)

    assert (following.pk == run.pk, following.token, following.is_full) == (False, "", False)


def test_full_run_that_failed_for_good_is_asked_for_again():
    endpoint = make_endpoint()
    schedule.request_run(endpoint, is_full=True)
    endings.fail(claims.take_next(), "a loop", is_resumable=False)
    Endpoint.objects.update(due_at=PAST)

    schedule.queue_due_runs()

    assert states()[-1] == ("harvest", "queued", True)
