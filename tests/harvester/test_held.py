"""Runs that would take much away from readers wait for a person, and then do as they are told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.contrib.auth.models import User

from harvester import held, schedule
from harvester.endpoints import register_endpoint
from harvester.fetch import open_client, policy_from_settings
from harvester.models import Endpoint, EndpointEvent, HarvestedRecord, HarvestRun, HeldChange
from harvester.parking import set_aside
from harvester.pipeline import run_harvest
from harvester.records import StorableRecord
from harvester.store import Lookup
from harvester.tasks import harvest_next
from repository.deposits import deposit_of
from repository.models import Change, LearningResource
from tests.fakes.oaipmh_server import FakeRecord, OaiServer

pytestmark = pytest.mark.django_db
BY = "https://creativecommons.org/licenses/by/4.0/"
BY_NC = "https://creativecommons.org/licenses/by-nc/4.0/"
START = datetime(2026, 1, 1, tzinfo=UTC)


def fake_records(count: int) -> list[FakeRecord]:
    return [
        FakeRecord(
            f"oai:fake:{number:03}",
            datestamp=f"{START + timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}",
            title=f"Lesson {number}",
            fields={"identifier": [f"https://fake.example/{number}"], "rights": [BY]},
        )
        for number in range(count)
    ]


@pytest.fixture
def server(settings) -> Iterator[OaiServer]:
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    with OaiServer(fake_records(60), page_size=20) as running:
        yield running


@pytest.fixture
def endpoint(server) -> Endpoint:
    """Harvested once: sixty live resources, so that six losses pass and seven ask."""
    with open_client(server.url, policy_from_settings()) as client:
        registered = register_endpoint(client, server.url)
    assert run_harvest(registered).created_count == 60
    registered.refresh_from_db()
    return registered


@pytest.fixture
def person() -> User:
    return User.objects.create_user("operator")


def delete(server: OaiServer, count: int) -> None:
    for record in server.records[:count]:
        record.is_deleted = True


def relicense(server: OaiServer, count: int, rights: list[str]) -> None:
    for record in server.records[:count]:
        record.fields = {**record.fields, "rights": rights}


def blank(server: OaiServer, count: int) -> None:
    for record in server.records[:count]:
        record.title = " "


def spoil(server: OaiServer, count: int) -> None:
    for record in server.records[:count]:
        record.metadata = ""


def counts(run: HarvestRun) -> dict[str, int]:
    run.refresh_from_db()
    names = ("created", "updated", "unchanged", "deleted", "failed", "held")
    found = {name: getattr(run, f"{name}_count") for name in names}
    return {name: count for name, count in found.items() if count}


def withdrawn() -> int:
    return LearningResource.objects.filter(is_withdrawn=True).count()


LOSSES = {
    "withdrawal": (delete, "deleted"),
    "blank-title": (blank, "failed"),
    "unusable": (spoil, "failed"),
    "license": (lambda server, count: relicense(server, count, [BY_NC]), "updated"),
}


@pytest.mark.parametrize("kind", LOSSES)
def test_as_many_losses_as_pass_are_made_at_the_end_of_the_list(server, endpoint, kind):
    lose, outcome = LOSSES[kind]
    lose(server, 6)

    run = run_harvest(endpoint, is_full=True)

    assert counts(run) == {"unchanged": 54, outcome: 6}
    assert run.state == ("partial" if outcome == "failed" else "completed")
    assert not HeldChange.objects.exists()


@pytest.mark.parametrize("kind", LOSSES)
def test_one_loss_more_holds_the_run_and_changes_nothing(server, endpoint, kind):
    before = list(LearningResource.objects.order_by("id").values())
    changes = Change.objects.count()
    LOSSES[kind][0](server, 7)

    run = run_harvest(endpoint, is_full=True)

    assert run.state == "held"
    assert counts(run) == {"unchanged": 53, "held": 7}
    assert {change.kind for change in run.held_changes.all()} == {kind}
    assert list(LearningResource.objects.order_by("id").values()) == before
    assert Change.objects.count() == changes
    assert not run.issues.exists()


def test_checkpoint_does_not_move_while_a_run_is_held(server, endpoint):
    delete(server, 7)

    run_harvest(endpoint, is_full=True)

    before = endpoint.checkpoint_at
    endpoint.refresh_from_db()
    assert endpoint.checkpoint_at == before
    assert endpoint.due_at > datetime.now(UTC) + timedelta(hours=23)


def test_what_takes_nothing_away_is_stored_at_once_beside_what_is_held(server, endpoint):
    delete(server, 30)
    server.records[40].title = "Better words"
    server.records.append(FakeRecord("oai:fake:new", title="New", fields={"rights": [BY]}))

    run = run_harvest(endpoint, is_full=True)

    assert counts(run) == {"unchanged": 29, "updated": 1, "created": 1, "held": 30}
    assert LearningResource.objects.get(source_identifier="oai:fake:new").title == "New"
    assert LearningResource.objects.get(source_identifier="oai:fake:040").title == "Better words"


def test_each_kind_is_judged_by_itself(server, endpoint):
    delete(server, 6)
    relicense(server, 12, [BY_NC])  # the first six are deleted

    run = run_harvest(endpoint, is_full=True)

    assert run.state == "completed"
    assert counts(run) == {"unchanged": 48, "deleted": 6, "updated": 6}


def test_share_can_be_set(server, endpoint, settings):
    settings.HARVEST_HOLD_PERCENT = 0
    delete(server, 1)

    assert run_harvest(endpoint, is_full=True).state == "held"


@pytest.mark.parametrize(("lost", "state"), [(5, "completed"), (6, "held")])
def test_small_source_is_judged_as_if_it_had_fifty(settings, lost, state):
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    with OaiServer(fake_records(8)) as server:
        with open_client(server.url, policy_from_settings()) as client:
            small = register_endpoint(client, server.url)
        run_harvest(small)
        delete(server, lost)

        assert run_harvest(small, is_full=True).state == state


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ([BY], [], "license"),
        ([BY], ["Ask the author"], "license"),
        ([BY], ["https://creativecommons.org/licenses/by/3.0/"], "license"),
        ([BY], [BY, " "], ""),
        ([], [BY], ""),
        (["Ask the author"], [BY], ""),
    ],
)
def test_what_counts_as_a_change_of_licence(server, endpoint, settings, before, after, kind):
    settings.HARVEST_HOLD_PERCENT = 100
    relicense(server, 1, before)
    run_harvest(endpoint, is_full=True)
    settings.HARVEST_HOLD_PERCENT = 0
    relicense(server, 1, after)

    run = run_harvest(endpoint, is_full=True)

    assert [change.kind for change in run.held_changes.all()] == ([kind] if kind else [])
    assert run.state == ("held" if kind else "completed")


def test_diff_says_what_stands_there_and_what_would(server, endpoint, settings):
    settings.HARVEST_HOLD_PERCENT = 0
    server.records[0].is_deleted = True
    server.records[1].title = ""
    server.records[2].metadata = ""
    server.records[3].fields = {"rights": [BY_NC]}

    run = run_harvest(endpoint, is_full=True)

    told = {each.identifier: (each.before, each.after) for each in run.held_changes.all()}
    assert told.pop("oai:fake:002")[1].startswith("the record has no metadata")
    assert told == {
        "oai:fake:000": ("Lesson 0", ""),
        "oai:fake:001": ("Lesson 1", ""),
        "oai:fake:003": ("CC-BY-4.0", "CC-BY-NC-4.0"),
    }
    found = held.summary(run)
    assert (found.live_count, found.count) == (60, 4)
    assert [(each.kind, each.count, each.percent) for each in found.kinds] == [
        ("withdrawal", 1, 2),
        ("blank-title", 1, 2),
        ("unusable", 1, 2),
        ("license", 1, 2),
    ]


def test_record_that_was_rejected_before_loses_nothing_again(server, endpoint, settings):
    blank(server, 6)
    run_harvest(endpoint, is_full=True)
    settings.HARVEST_HOLD_PERCENT = 0

    run = run_harvest(endpoint, is_full=True)

    assert (run.state, counts(run)) == ("partial", {"unchanged": 54, "failed": 6})


def test_withdrawn_resource_cannot_be_lost_again_and_comes_back_unasked(server, endpoint, settings):
    delete(server, 6)
    run_harvest(endpoint, is_full=True)
    settings.HARVEST_HOLD_PERCENT = 0
    for record in server.records[:6]:
        record.is_deleted = False
        record.fields = {"rights": [BY_NC]}

    run = run_harvest(endpoint, is_full=True)

    assert (run.state, counts(run)) == ("completed", {"unchanged": 54, "updated": 6})
    assert withdrawn() == 0


def test_record_that_is_listed_again_counts_as_it_was_listed_last(server, endpoint, settings):
    settings.HARVEST_HOLD_PERCENT = 0
    delete(server, 1)
    server.fail("expired-token", page=3)  # the list begins anew from the last record

    def undelete(run: HarvestRun) -> None:
        if run.page_number == 1:
            server.records[0].is_deleted = False
            server.records[0].datestamp = "2026-06-01T00:00:00Z"

    run = run_harvest(endpoint, is_full=True, report=undelete)

    assert run.state == "completed"
    assert counts(run)["unchanged"] == run.seen_count == 62
    assert withdrawn() == 0


def test_record_listed_twice_is_held_once(server, endpoint):
    server.fail("duplicate", page=1)
    delete(server, 60)

    run = run_harvest(endpoint, is_full=True)

    assert counts(run) == {"unchanged": 1, "held": 60}
    assert run.held_changes.count() == 60


def test_approved_run_is_made_by_a_worker_and_moves_the_checkpoint(server, endpoint, person):
    server.response_date = "2026-07-01T00:00:00Z"
    delete(server, 20)
    relicense(server, 40, [BY_NC])
    run = run_harvest(endpoint, is_full=True)
    asked = len(server.requests)

    held.approve(run, by=person, why="They told us.")
    was_withdrawn = withdrawn()
    harvest_next()

    run.refresh_from_db()
    endpoint.refresh_from_db()
    assert was_withdrawn == 0
    assert withdrawn() == 20
    assert LearningResource.objects.filter(license_id="CC-BY-NC-4.0").count() == 20
    assert (run.state, counts(run)) == (
        "completed",
        {"unchanged": 20, "deleted": 20, "updated": 20},
    )
    assert endpoint.checkpoint_at == datetime(2026, 7, 1, tzinfo=UTC)
    assert len(server.requests) == asked
    assert run_harvest(endpoint, is_full=True).unchanged_count == 60


def test_decision_is_remembered_with_who_and_why(server, endpoint, person):
    delete(server, 7)
    run = run_harvest(endpoint, is_full=True)

    held.approve(run, by=person, why="They told us.")

    [event] = EndpointEvent.objects.filter(endpoint=endpoint)
    assert (event.what, event.user_name, event.why) == ("held-applied", "operator", "They told us.")
    assert event.after == f"run {run.pk}: of 60 resources 7 would be withdrawn"


def test_discarded_run_changes_nothing_and_the_next_one_asks_again(server, endpoint, person):
    delete(server, 7)
    run = run_harvest(endpoint, is_full=True)
    checkpoint = Endpoint.objects.get().checkpoint_at

    held.discard(run, by=person, why="A mistake of theirs.")

    run.refresh_from_db()
    assert (run.state, withdrawn(), HeldChange.objects.count()) == ("cancelled", 0, 0)
    assert run.message.startswith("discarded: ")
    assert Endpoint.objects.get().checkpoint_at == checkpoint
    again = run_harvest(endpoint, is_full=True)
    assert (again.pk != run.pk, again.state, again.held_count) == (True, "held", 7)


def test_mended_source_passes_after_a_discard(server, endpoint, person):
    delete(server, 7)
    held.discard(run_harvest(endpoint, is_full=True), by=person, why="Theirs.")
    for record in server.records:
        record.is_deleted = False

    run = run_harvest(endpoint, is_full=True)

    assert (run.state, counts(run)) == ("completed", {"unchanged": 60})


@pytest.mark.parametrize("decide", [held.approve, held.discard])
def test_run_is_decided_once(server, endpoint, person, decide):
    delete(server, 7)
    run = run_harvest(endpoint, is_full=True)
    held.discard(run, by=person, why="First.")

    with pytest.raises(held.NotHeld):
        decide(run, by=person, why="Second.")

    assert EndpointEvent.objects.count() == 1


def test_schedule_waits_while_a_run_is_held(server, endpoint):
    delete(server, 7)
    run_harvest(endpoint, is_full=True)
    Endpoint.objects.update(due_at=datetime.now(UTC))

    schedule.queue_due_runs()

    assert harvest_next() is None
    assert HarvestRun.objects.filter(state="held").count() == 1


def test_run_that_is_asked_for_takes_the_place_of_a_held_one(server, endpoint, person):
    delete(server, 7)
    old = run_harvest(endpoint, is_full=True)
    for record in server.records[:3]:
        record.is_deleted = False
    schedule.request_run(endpoint, is_full=True)

    new = harvest_next()

    old.refresh_from_db()
    assert (new.state, new.deleted_count, withdrawn()) == ("completed", 4, 4)
    assert (old.state, old.held_changes.count()) == ("cancelled", 0)
    assert f"gave way to run {new.pk}" in old.message
    with pytest.raises(held.NotHeld):
        held.approve(old, by=person, why="Too late.")


def test_worker_that_is_killed_while_it_makes_changes_is_taken_over(
    server, endpoint, person, monkeypatch
):
    monkeypatch.setattr(held, "BATCH", 4)
    delete(server, 30)
    held.approve(run_harvest(endpoint, is_full=True), by=person, why="Yes.")

    def die(run: HarvestRun) -> None:
        if run.deleted_count == 12:
            raise SystemExit

    with pytest.raises(SystemExit):
        harvest_next(die)
    assert withdrawn() == 12
    run = harvest_next()

    assert (run.state, counts(run)) == ("completed", {"unchanged": 30, "deleted": 30})
    assert withdrawn() == 30


def test_worker_that_is_killed_behind_the_last_page_asks_for_no_page_again(server, endpoint):
    delete(server, 3)

    def die(run: HarvestRun) -> None:
        if run.is_read:
            raise SystemExit

    with pytest.raises(SystemExit):
        run_harvest(endpoint, is_full=True, report=die)
    asked = server.asked("ListRecords")
    run = run_harvest(endpoint, is_full=True)

    assert server.asked("ListRecords") == asked
    assert (run.state, counts(run)) == ("completed", {"unchanged": 57, "deleted": 3})


def test_run_that_broke_off_goes_on_with_what_it_has_set_aside(server, endpoint):
    delete(server, 30)

    def die(run: HarvestRun) -> None:
        if run.page_number == 2:
            raise SystemExit

    with pytest.raises(SystemExit):
        run_harvest(endpoint, is_full=True, report=die)
    run = run_harvest(endpoint, is_full=True)

    assert (run.state, counts(run)) == ("held", {"unchanged": 30, "held": 30})


def test_new_run_drops_what_an_abandoned_one_has_set_aside(server, endpoint):
    delete(server, 30)
    server.fail("same-token", page=2)
    failed = run_harvest(endpoint, is_full=True)
    for record in server.records:
        record.is_deleted = False

    run = run_harvest(endpoint, is_full=True)

    assert (failed.state, failed.held_count) == ("failed", 20)
    assert (run.pk != failed.pk, run.state) == (True, "completed")
    assert not HeldChange.objects.exists()
    assert withdrawn() == 0


def test_held_record_stays_as_it_was_kept(server, endpoint):
    before = list(HarvestedRecord.objects.order_by("key").values())
    delete(server, 10)
    blank(server, 20)

    run_harvest(endpoint, is_full=True)

    assert list(HarvestedRecord.objects.order_by("key").values()) == before


def test_page_of_new_records_is_looked_at_without_a_query(endpoint, django_assert_num_queries):
    run = HarvestRun(endpoint=endpoint)
    record = StorableRecord(
        datestamp="", digest="", payload=b"", deposit=deposit_of("new", None), issues_json=""
    )
    nothing_known = Lookup({"new": UUID(int=1)}, {})

    with django_assert_num_queries(0):
        left = set_aside(run, storable=[record], unusable=[], found=nothing_known)

    assert (left.storable, left.unusable) == ([record], [])
