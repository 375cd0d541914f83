"""What operators do to an endpoint."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from harvester import claims, schedule
from harvester.models import Endpoint, HarvestRun
from harvester.tasks import harvest_next

pytestmark = pytest.mark.django_db


def endpoints_ready() -> list[int]:
    return [run.endpoint_id for run in claims.list_ready()]


def act(client, endpoint, action, **fields):
    answer = client.post(
        f"/harvest/{endpoint.pk}/action", {"action": action, **fields}, follow=True
    )
    endpoint.refresh_from_db()
    return answer


@pytest.mark.parametrize("action", ["run", "run-full", "pause", "resume", "schedule", "renew-link"])
def test_action_is_for_operators_alone(client, outsider, endpoint, action):
    before = Endpoint.objects.filter(pk=endpoint.pk).values().get()

    anonymous = client.post(f"/harvest/{endpoint.pk}/action", {"action": action, "hours": 1})
    refused = outsider.post(f"/harvest/{endpoint.pk}/action", {"action": action, "hours": 1})

    assert anonymous.headers["Location"].startswith("/admin/login/")
    assert refused.status_code == 403
    assert Endpoint.objects.filter(pk=endpoint.pk).values().get() == before


def test_who_may_only_look_gets_no_forms(outsider, endpoint):
    from django.contrib.auth.models import Permission, User  # noqa: PLC0415 - only here

    looker = User.objects.get(username="outsider")
    looker.user_permissions.add(Permission.objects.get(codename="view_endpoint"))

    page = outsider.get(f"/harvest/{endpoint.pk}/")

    assert page.status_code == 200
    assert b"Run now" not in page.content
    assert outsider.post(f"/harvest/{endpoint.pk}/action", {"action": "run"}).status_code == 403


def test_action_needs_the_forms_token(operator, endpoint):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = operator.cookies

    assert strict.post(f"/harvest/{endpoint.pk}/action", {"action": "run"}).status_code == 403


def test_action_by_link_is_refused(operator, endpoint):
    assert operator.get(f"/harvest/{endpoint.pk}/action?action=run").status_code == 405


@pytest.mark.parametrize(
    "form",
    [{}, {"action": "explode"}, {"action": "schedule", "hours": "5"}, {"action": "schedule"}],
)
def test_form_that_is_none_of_ours_is_refused(operator, endpoint, form):
    assert operator.post(f"/harvest/{endpoint.pk}/action", form).status_code == 400


def test_run_now_makes_the_endpoint_due(operator, endpoint):
    assert endpoints_ready() == []

    answer = act(operator, endpoint, "run")

    assert b"A run is due now" in answer.content
    assert endpoints_ready() == [endpoint.pk]


def test_full_run_asks_for_everything_once(operator, endpoint, server):
    act(operator, endpoint, "run-full")
    harvest_next()
    act(operator, endpoint, "run")
    harvest_next()

    newest, full = HarvestRun.objects.filter(endpoint=endpoint)[:2]
    assert (full.is_full, full.window_from, full.seen_count) == (True, None, 10)
    assert newest.is_full is False
    endpoint.refresh_from_db()
    assert endpoint.is_full_due is False


def test_full_run_that_fails_stays_asked_for(operator, endpoint, server):
    act(operator, endpoint, "run-full")
    server.fail("404", times=None)

    harvest_next()

    endpoint.refresh_from_db()
    assert HarvestRun.objects.filter(endpoint=endpoint).first().state == "failed"
    assert endpoint.is_full_due is True


def test_full_run_asked_for_during_another_run_comes_next(endpoint, server):
    def ask_for_all(run):
        schedule.request_run(run.endpoint, is_full=True)

    schedule.request_run(endpoint, is_full=False)
    first = harvest_next(ask_for_all)
    then = harvest_next()

    assert (first.is_full, then.is_full) == (False, True)
    assert claims.list_ready() == []


def test_paused_endpoint_is_not_due_until_it_is_resumed(operator, endpoint):
    act(operator, endpoint, "run")

    act(operator, endpoint, "pause")
    paused = endpoints_ready()
    act(operator, endpoint, "resume")

    assert paused == []
    assert endpoints_ready() == [endpoint.pk]


def test_resumed_endpoint_that_never_had_a_time_is_due(operator, endpoint):
    Endpoint.objects.filter(pk=endpoint.pk).update(due_at=None, is_active=False)

    act(operator, endpoint, "resume")

    assert endpoint.due_at <= datetime.now(UTC)


@pytest.mark.parametrize("hours", [1, 6, 24, 168, 720])
def test_schedule_is_changed(operator, endpoint, hours):
    answer = act(operator, endpoint, "schedule", hours=hours)

    assert endpoint.interval_hours == hours
    assert f'<option value="{hours}" selected>' in answer.content.decode()
