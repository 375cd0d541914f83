"""What operators do to an endpoint."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from harvester import claims, schedule
from harvester.models import Endpoint, HarvestRun, SourceSet
from harvester.tasks import harvest_next
from harvester.views.actions import ACTIONS
from tests.factories import make_endpoint
from tests.harvester.views.conftest import HOSTILE

pytestmark = pytest.mark.django_db
SETTINGS = {
    "interval_hours": 24,
    "full_interval_days": 14,
    "pause_seconds": "1.5",
    "contact": "a@b.example",
}


def endpoints_ready() -> list[int]:
    return [run.endpoint_id for run in claims.list_ready()]


def act(client, endpoint, action, **fields):
    answer = client.post(
        f"/harvest/{endpoint.pk}/action", {"action": action, **fields}, follow=True
    )
    endpoint.refresh_from_db()
    return answer


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_action_is_for_operators_alone(client, outsider, endpoint, action):
    before = Endpoint.objects.filter(pk=endpoint.pk).values().get()

    anonymous = client.post(f"/harvest/{endpoint.pk}/action", {"action": action, "hours": 1})
    refused = outsider.post(f"/harvest/{endpoint.pk}/action", {"action": action, "hours": 1})

    assert anonymous.headers["Location"].startswith("/admin/login/")
    assert refused.status_code == 403
    assert Endpoint.objects.filter(pk=endpoint.pk).values().get() == before
    assert not endpoint.events.exists()


def test_settings_are_for_operators_alone(client, outsider, endpoint):
    anonymous = client.post(f"/harvest/{endpoint.pk}/settings", SETTINGS)
    refused = outsider.post(f"/harvest/{endpoint.pk}/settings", SETTINGS)

    assert anonymous.headers["Location"].startswith("/admin/login/")
    assert refused.status_code == 403
    assert Endpoint.objects.get().interval_hours == 24


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
    [{}, {"action": "explode"}, {"action": "schedule"}],
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


def change(client, endpoint, **fields):
    answer = client.post(f"/harvest/{endpoint.pk}/settings", {**SETTINGS, **fields}, follow=True)
    endpoint.refresh_from_db()
    return answer


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("interval_hours", "5"),
        ("interval_hours", ""),
        ("full_interval_days", "-1"),
        ("full_interval_days", "9999"),
        ("country", "XX"),
        ("country", "Egypt"),
        ("pause_seconds", "soon"),
        ("pause_seconds", "601"),
        ("pause_seconds", "nan"),
        ("contact", "nobody"),
        ("contact", "a@b.example\nBcc: c@d.example"),
    ],
)
def test_settings_that_cannot_be_are_shown_where_they_stand(operator, endpoint, field, value):
    before = Endpoint.objects.filter(pk=endpoint.pk).values().get()

    answer = change(operator, endpoint, **{field: value})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'name="{field}"' in html
    assert f'aria-describedby="id_{field}_error"' in html
    assert Endpoint.objects.filter(pk=endpoint.pk).values().get() == before
    assert not endpoint.events.exists()


@pytest.mark.parametrize("hours", [1, 6, 24, 168, 720])
def test_settings_are_changed_and_remembered(operator, endpoint, hours):
    answer = change(operator, endpoint, interval_hours=hours)

    assert (endpoint.interval_hours, endpoint.full_interval_days) == (hours, 14)
    assert (endpoint.pause_seconds, endpoint.contact) == (1.5, "a@b.example")
    assert f'<option value="{hours}" selected>' in answer.content.decode()
    event = endpoint.events.get()
    assert (event.what, event.user_name) == ("settings", "operator")
    assert '"pause_seconds": 0.0' in event.before
    assert '"pause_seconds": 1.5' in event.after
    assert ("interval_hours" in event.after) is (hours != 24)


def test_the_country_of_the_source_is_told_and_remembered(operator, endpoint):
    change(operator, endpoint)
    html = change(operator, endpoint, country="ZA").content.decode()

    assert endpoint.provider.country == "ZA"
    assert '<option value="ZA" selected>South Africa</option>' in html
    assert endpoint.events.filter(after='{"country": "ZA"}').count() == 1


def test_settings_that_are_the_same_leave_no_trace(operator, endpoint):
    change(operator, endpoint)
    change(operator, endpoint)

    assert endpoint.events.count() == 1


def test_shorter_interval_brings_the_next_run_forward(operator, endpoint):
    before = endpoint.due_at

    change(operator, endpoint, interval_hours=1)

    assert datetime.now(UTC) < endpoint.due_at < before


def test_contact_gets_a_private_link(operator, endpoint):
    assert endpoint.partner_key == ""

    change(operator, endpoint)

    assert endpoint.partner_key


def test_every_act_is_remembered(operator, endpoint):
    for action in ("run", "cancel", "run-full", "cancel", "replay", "cancel"):
        act(operator, endpoint, action)
    for action in ("pause", "resume", "renew-link", "revoke-link"):
        act(operator, endpoint, action)

    assert [event.what for event in endpoint.events.order_by("pk")] == [
        "run", "cancelled", "full-run", "cancelled", "replay", "cancelled",
        "paused", "resumed", "link-renewed", "link-revoked",
    ]  # fmt: skip
    html = operator.get(f"/harvest/{endpoint.pk}/").content.decode()
    assert html.count("<bdi>operator</bdi>") == 10


def test_replay_is_done_by_the_worker_without_the_source(operator, endpoint, server):
    asked = len(server.requests)
    answer = act(operator, endpoint, "replay")

    run = harvest_next()

    assert b"The kept records are mapped again" in answer.content
    assert (run.kind, run.state, run.unchanged_count) == ("replay", "partial", 7)
    assert len(server.requests) == asked


def test_replay_of_a_paused_endpoint_is_done(operator, endpoint):
    act(operator, endpoint, "pause")
    act(operator, endpoint, "replay")

    assert harvest_next().kind == "replay"


def test_queued_run_is_cancelled_at_once_and_nothing_cannot_be(operator, endpoint):
    act(operator, endpoint, "run-full")

    cancelled = act(operator, endpoint, "cancel")
    again = act(operator, endpoint, "cancel")

    assert endpoints_ready() == []
    assert HarvestRun.objects.first().state == "cancelled"
    assert b"Cancelled: a run that is under way" in cancelled.content
    assert b"Nothing is under way." in again.content


@pytest.mark.parametrize("set_spec", ["", "maths"])
def test_new_set_is_offered_where_not_everything_is_harvested(operator, endpoint, set_spec):
    Endpoint.objects.filter(pk=endpoint.pk).update(set_spec=set_spec)
    SourceSet.objects.create(
        endpoint=endpoint, spec="music", name=HOSTILE, first_seen_at=datetime.now(UTC), is_new=True
    )

    html = operator.get(f"/harvest/{endpoint.pk}/").content.decode()

    assert ('value="harvest-set"' in html) is bool(set_spec)
    assert 'value="note-set"' in html
    assert "<script>alert" not in html


def test_new_set_is_harvested_as_an_endpoint_of_its_own(operator, endpoint):
    Endpoint.objects.filter(pk=endpoint.pk).update(set_spec="maths")
    SourceSet.objects.create(
        endpoint=endpoint, spec="music", first_seen_at=datetime.now(UTC), is_new=True
    )

    act(operator, endpoint, "harvest-set", set="music")
    unknown = act(operator, endpoint, "harvest-set", set="nothing")

    registered = Endpoint.objects.exclude(pk=endpoint.pk).get()
    assert (registered.set_spec, registered.provider) == ("music", endpoint.provider)
    assert endpoints_ready() == [registered.pk]
    assert b"The source has no such set." in unknown.content
    assert not SourceSet.objects.filter(is_new=True).exists()


def test_noted_set_is_no_longer_new(operator, endpoint):
    SourceSet.objects.create(
        endpoint=endpoint, spec="music", first_seen_at=datetime.now(UTC), is_new=True
    )

    act(operator, endpoint, "note-set", set="music")

    assert not SourceSet.objects.filter(is_new=True).exists()
    assert endpoint.events.get().what == "set-noted"


def test_moved_source_is_followed_when_somebody_says_so(operator, endpoint):
    Endpoint.objects.filter(pk=endpoint.pk).update(moved_to="https://new.example/oai")
    old = endpoint.base_url
    shown = operator.get(f"/harvest/{endpoint.pk}/").content.decode()

    act(operator, endpoint, "follow-move")

    assert "https://new.example/oai" in shown
    assert (endpoint.base_url, endpoint.moved_to) == ("https://new.example/oai", "")
    event = endpoint.events.get()
    assert (event.what, event.before, event.after) == ("moved", old, "https://new.example/oai")


def test_source_that_moved_to_a_known_endpoint_is_not_doubled(operator, endpoint):
    make_endpoint(base_url="https://new.example/oai", metadata_prefix="oai_dc")
    Endpoint.objects.filter(pk=endpoint.pk).update(moved_to="https://new.example/oai")

    answer = act(operator, endpoint, "follow-move")

    assert b"The new address is harvested already" in answer.content
    assert endpoint.base_url != "https://new.example/oai"


def test_removal_needs_a_reason_and_is_left_to_a_worker(operator, endpoint):
    refused = act(operator, endpoint, "remove-records", why="  ")
    asked_before = HarvestRun.objects.filter(kind="removal").count()
    done = act(operator, endpoint, "remove-records", why="the contract has ended")

    [event] = endpoint.events.filter(what="removed")
    assert "Give a reason" in refused.content.decode()
    assert asked_before == 0
    assert "are withdrawn as soon as a worker is free" in done.content.decode()
    assert event.why == "the contract has ended"
    assert HarvestRun.objects.filter(kind="removal", state="queued").exists()
    assert not endpoint.is_active
