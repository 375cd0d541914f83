"""Sources that ask for patience: the endpoint sleeps, not the worker, and nothing is lost."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from harvester.models import Endpoint, HarvestRun
from harvester.pipeline import run_harvest
from tests.fakes.oaipmh_server import Reply
from tests.harvester.faults.outcomes import outcomes, titles

pytestmark = [pytest.mark.django_db, pytest.mark.database_independent]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def in_an_hour() -> str:
    """Give the date of an hour from now, as HTTP writes it."""
    return format_datetime(datetime.now(UTC) + HOUR, usegmt=True)


def busy(status: int, retry_after: str):
    """Give the answer of a source that has no time."""
    headers = {"Retry-After": retry_after, "Content-Type": "text/plain"}
    return lambda _: Reply(b"busy", status=status, headers=headers)


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("value", ["0", "1", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_short_retry_after_is_waited_for_in_place(source, endpoint, status, value):
    source.fail(busy(status, value), page=2)

    run = run_harvest(endpoint)

    assert (run.state, outcomes(run)) == ("completed", {"created": 25})
    assert source.asked("ListRecords") == 4


ASKED = {
    "429-in-seconds": (429, "3600", HOUR, HOUR),
    "503-in-seconds": (503, "3600", HOUR, HOUR),
    "503-as-a-date": (503, None, HOUR - timedelta(minutes=1), HOUR),
    "429-for-a-day": (429, "86400", DAY, DAY),
    "503-absurd": (503, "99999999", DAY, DAY),
    "503-absurd-date": (503, "Fri, 31 Dec 9999 23:59:59 GMT", DAY, DAY),
    "503-without": (503, "", timedelta(minutes=3), DAY),
    "429-nonsense": (429, "soon", timedelta(minutes=3), DAY),
    "429-negative": (429, "-1", timedelta(minutes=3), DAY),
    "503-fraction": (503, "1.5 h", timedelta(minutes=3), DAY),
    "503-longer-than-any-number": (503, "9" * 400, timedelta(minutes=3), DAY),
}


@pytest.mark.parametrize(("status", "value", "least", "most"), ASKED.values(), ids=ASKED)
def test_endpoint_sleeps_until_the_source_wants_to_be_asked_again(
    source, endpoint, status, value, least, most
):
    source.fail(busy(status, in_an_hour() if value is None else value), page=2, times=None)
    before = datetime.now(UTC)

    run = run_harvest(endpoint)
    kept = Endpoint.objects.get()

    slack = timedelta(minutes=1)
    assert (run.state, outcomes(run)) == ("waiting", {"created": 10})
    assert before + least - slack < kept.waiting_until < datetime.now(UTC) + most + slack
    assert run.lease_until is None
    assert kept.checkpoint_at is None


def test_source_that_is_asleep_is_not_asked_and_then_the_run_goes_on_behind_its_last_page(
    source, endpoint
):
    source.fail(busy(503, "3600"), page=2, times=1)
    first = run_harvest(endpoint)
    asked = len(source.requests)
    meanwhile = run_harvest(endpoint)
    asked_meanwhile = len(source.requests) - asked
    Endpoint.objects.update(waiting_until=datetime.now(UTC) - timedelta(seconds=1))
    endpoint.refresh_from_db()

    last = run_harvest(endpoint)

    assert (meanwhile.state, asked_meanwhile) == ("waiting", 0)
    assert (last.pk, last.state, outcomes(last)) == (first.pk, "completed", {"created": 25})
    assert HarvestRun.objects.count() == 1


@pytest.mark.parametrize("verb", ["Identify", "ListRecords"])
def test_source_that_is_busy_from_the_first_request_puts_the_endpoint_to_sleep(
    source, endpoint, verb
):
    source.fail(busy(429, "7200"), verb=verb, times=None)

    run = run_harvest(endpoint)

    assert run.state == "waiting"
    assert Endpoint.objects.get().waiting_until > datetime.now(UTC) + HOUR
    assert "7200 seconds" in run.message


def test_passing_failures_are_retried_a_bounded_number_of_times(source, endpoint):
    source.fail("500", page=2, times=None)

    run = run_harvest(endpoint)

    assert run.state == "failed"
    assert source.asked("ListRecords") == 1 + 4


def test_bot_wall_is_not_asked_again_and_says_what_to_allow(source, endpoint):
    source.fail("403", page=2, times=None)

    run = run_harvest(endpoint)

    assert run.state == "failed"
    assert source.asked("ListRecords") == 2
    assert "ask the partner to let in its User-Agent" in run.message
    assert len(titles()) == 10


def test_every_request_says_who_asks(source, endpoint, settings):
    settings.HARVEST_CONTACT = "oer@example.org"

    run_harvest(endpoint)

    agents = {each["user-agent"] for each in source.headers[-3:]}
    assert {each["from"] for each in source.headers[-3:]} == {"oer@example.org"}
    assert len(agents) == 1
    assert "Commonloom/" in agents.pop()
