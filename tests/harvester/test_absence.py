"""What a source no longer lists is marked, then withdrawn, and comes back in place."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User

from harvester import absence, held
from harvester.endpoints import register_endpoint
from harvester.fetch import open_client, policy_from_settings
from harvester.models import Endpoint, HarvestedRecord, HarvestRun, ListedIdentifier
from harvester.pipeline import run_harvest
from harvester.tasks import harvest_next
from repository.models import LearningResource
from tests.factories import make_endpoint, make_provider
from tests.fakes.oaipmh_server import FakeRecord, OaiServer

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)
IDENTIFIERS = HarvestRun.Kind.IDENTIFIERS


def fake_records(count: int, *, sets: tuple[str, ...] = ()) -> list[FakeRecord]:
    return [
        FakeRecord(
            f"oai:fake:{number:03}",
            datestamp=f"{START + timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}",
            title=f"Lesson {number}",
            sets=sets,
        )
        for number in range(count)
    ]


@pytest.fixture
def server(settings) -> Iterator[OaiServer]:
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    with OaiServer(fake_records(60), page_size=20, deleted_record="no") as running:
        yield running


def harvested(server: OaiServer, **chosen: str) -> Endpoint:
    with open_client(server.url, policy_from_settings()) as client:
        endpoint = register_endpoint(client, server.url, **chosen)
    run_harvest(endpoint)
    return Endpoint.objects.select_related("provider").get(pk=endpoint.pk)


@pytest.fixture
def endpoint(server) -> Endpoint:
    return harvested(server)


def compare(endpoint: Endpoint, **options) -> HarvestRun:
    run = run_harvest(endpoint, kind=IDENTIFIERS, **options)
    run.refresh_from_db()
    return run


def missing() -> set[str]:
    found = HarvestedRecord.objects.filter(missing_since__isnull=False, is_deleted=False)
    return set(found.values_list("identifier", flat=True))


def withdrawn() -> set[str]:
    found = LearningResource.objects.filter(is_withdrawn=True)
    return set(found.values_list("source_identifier", flat=True))


def test_complete_list_changes_nothing_and_leaves_nothing(endpoint):
    run = compare(endpoint)

    endpoint.refresh_from_db()
    assert (run.state, run.kind, run.unchanged_count) == ("completed", "identifiers", 60)
    assert (missing(), withdrawn(), run.message) == (set(), set(), "")
    assert endpoint.last_identifiers_at == run.finished_at
    assert not ListedIdentifier.objects.exists()


def test_comparison_leaves_the_checkpoint_and_the_schedule_alone(server, endpoint):
    compare(endpoint)

    after = Endpoint.objects.get(pk=endpoint.pk)
    assert (after.checkpoint_at, after.due_at) == (endpoint.checkpoint_at, endpoint.due_at)
    assert "from" not in server.requests[-1]


def test_first_absence_marks_and_the_second_withdraws(server, endpoint):
    del server.records[:3]

    first = compare(endpoint)
    marked, untouched = missing(), withdrawn()
    second = compare(endpoint)

    gone = {"oai:fake:000", "oai:fake:001", "oai:fake:002"}
    assert (marked, untouched) == (gone, set())
    assert first.message == "3 records are missing for the first time"
    assert (second.state, second.deleted_count, withdrawn()) == ("completed", 3, gone)


def test_record_that_is_listed_again_in_time_is_unmarked(server, endpoint):
    lost = server.records.pop(0)
    compare(endpoint)
    server.records.append(lost)

    compare(endpoint)
    unmarked = missing()
    server.records.remove(lost)
    compare(endpoint)

    assert (unmarked, missing(), withdrawn()) == (set(), {"oai:fake:000"}, set())


def test_withdrawn_record_that_is_listed_again_is_the_same_resource(server, endpoint):
    resource = LearningResource.objects.get(source_identifier="oai:fake:000")
    lost = server.records.pop(0)
    compare(endpoint)
    compare(endpoint)
    resource.refresh_from_db()
    assert resource.is_withdrawn
    server.records.append(lost)

    run = compare(endpoint)

    back = LearningResource.objects.get(source_identifier="oai:fake:000")
    kept = HarvestedRecord.objects.get(identifier="oai:fake:000")
    assert (run.updated_count, run.unchanged_count) == (1, 59)
    assert (back.pk, back.is_withdrawn, back.title) == (resource.pk, False, "Lesson 0")
    assert (kept.is_deleted, kept.missing_since, kept.resource_id) == (False, None, resource.pk)
    assert LearningResource.objects.count() == 60


def test_withdrawn_record_comes_back_by_an_ordinary_harvest_too(server, endpoint):
    lost = server.records.pop(0)
    compare(endpoint)
    compare(endpoint)
    lost.title = "With new words"
    server.records.append(lost)

    run = run_harvest(endpoint, is_full=True)

    back = LearningResource.objects.get(source_identifier="oai:fake:000")
    assert (run.updated_count, back.is_withdrawn, back.title) == (1, False, "With new words")
    assert HarvestedRecord.objects.get(identifier="oai:fake:000").missing_since is None


@pytest.mark.parametrize(("lost", "state"), [(6, "completed"), (7, "held"), (60, "held")])
def test_guard_asks_before_much_is_withdrawn(server, endpoint, lost, state):
    del server.records[:lost]
    compare(endpoint)

    run = compare(endpoint)

    assert run.state == state
    assert len(withdrawn()) == (lost if state == "completed" else 0)
    assert run.held_count == (0 if state == "completed" else lost)


def test_approved_withdrawals_are_made_by_a_worker(server, endpoint):
    server.records.clear()
    compare(endpoint)
    held.approve(compare(endpoint), by=User.objects.create_user("anna"), why="They closed.")

    run = harvest_next()

    assert (run.kind, run.state, run.deleted_count) == ("identifiers", "completed", 60)
    assert len(withdrawn()) == 60


def test_discarded_withdrawals_take_two_more_lists_to_be_asked_about(server, endpoint):
    del server.records[:20]
    compare(endpoint)
    held.discard(compare(endpoint), by=User.objects.create_user("anna"), why="A mistake.")

    states = [compare(endpoint).state, compare(endpoint).state]

    assert states == ["completed", "held"]
    assert withdrawn() == set()


@pytest.mark.parametrize(
    ("kind", "value"),
    [("503", "9999"), ("same-token", ""), ("500", ""), ("not-oai", "")],
)
def test_list_that_breaks_off_changes_nothing(server, endpoint, kind, value):
    del server.records[:3]
    compare(endpoint)
    server.fail(kind, verb="ListIdentifiers", page=2, times=None, value=value)

    run = compare(endpoint)

    assert run.state in {"failed", "waiting"}
    assert (len(missing()), withdrawn()) == (3, set())


def test_list_that_ends_long_before_its_announced_size_changes_nothing(server, endpoint):
    server.fail("error", verb="ListIdentifiers", page=2, value="noRecordsMatch")

    run = compare(endpoint)

    assert run.state == "failed"
    assert "breaks off: 20 of 60" in run.message
    assert (missing(), withdrawn()) == (set(), set())


def test_list_that_is_always_shorter_than_announced_is_compared_the_second_time(server, endpoint):
    server.fail(overstating, verb="ListIdentifiers", times=None)
    server.records.pop(0)

    first = compare(endpoint)
    between = missing()
    second = compare(endpoint)

    assert (first.state, between) == ("failed", set())
    assert (second.state, missing()) == ("completed", {"oai:fake:000"})


def overstating(answer: str) -> str:
    return answer.replace('completeListSize="59"', 'completeListSize="70"')


def test_last_page_that_repeats_its_token_is_the_end(server, endpoint):
    server.fail("same-token", verb="ListIdentifiers", page=3)
    server.records.pop(0)

    assert compare(endpoint).state == "completed"
    assert missing() == {"oai:fake:000"}


def test_dead_token_goes_on_from_the_last_header(server, endpoint):
    server.records.pop(0)
    server.fail("expired-token", verb="ListIdentifiers", page=3)

    run = compare(endpoint)

    asked = [each for each in server.requests if each.get("verb") == "ListIdentifiers"]
    assert asked[-1]["from"] == "2026-01-01T00:40:00Z"
    assert (run.state, missing()) == ("completed", {"oai:fake:000"})


@pytest.mark.parametrize("page", [1, 2, 3])
def test_killed_comparison_goes_on_behind_its_last_page(server, endpoint, page):
    del server.records[:3]
    compare(endpoint)

    def die(run: HarvestRun) -> None:
        if run.page_number == page:
            raise SystemExit

    with pytest.raises(SystemExit):
        compare(endpoint, report=die)
    asked = server.asked("ListIdentifiers")
    run = compare(endpoint)

    assert server.asked("ListIdentifiers") == asked + 3 - page
    assert (run.state, run.deleted_count, len(withdrawn())) == ("completed", 3, 3)


def test_comparison_killed_while_it_sets_aside_and_while_it_withdraws_goes_on(
    server, endpoint, monkeypatch
):
    monkeypatch.setattr(held, "BATCH", 2)
    del server.records[:5]
    compare(endpoint)
    died: list[int] = []

    def die(run: HarvestRun) -> None:
        stage = 1 if run.held_count == 5 else 2 if run.deleted_count == 2 else 0
        if stage and stage not in died:
            died.append(stage)
            raise SystemExit

    for _ in range(2):
        with pytest.raises(SystemExit):
            compare(endpoint, report=die)
    run = compare(endpoint)

    assert died == [1, 2]
    assert (run.state, run.deleted_count, run.held_count) == ("completed", 5, 0)
    assert (run.unchanged_count, len(withdrawn())) == (55, 5)


def test_record_that_is_listed_as_deleted_is_not_there(server, endpoint):
    server.records[0].is_deleted = True
    compare(endpoint)

    compare(endpoint)

    assert withdrawn() == {"oai:fake:000"}


def test_list_is_that_of_the_set(settings):
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    records = [*fake_records(30, sets=("math",)), FakeRecord("oai:fake:art", sets=("art",))]
    with OaiServer(records, deleted_record="no") as server:
        endpoint = harvested(server, set_spec="math")
        server.records[0].sets = ("art",)
        compare(endpoint)
        asked = server.requests[-1]

        compare(endpoint)

    assert withdrawn() == {"oai:fake:000"}
    assert "resumptionToken" in asked
    assert {each.get("set") for each in server.requests if each.get("from") is None} > {"math"}


def test_record_that_another_endpoint_of_the_provider_has_stays(settings):
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    with OaiServer(fake_records(30, sets=("math", "all")), deleted_record="no") as server:
        of_set, of_all = harvested(server, set_spec="math"), harvested(server, set_spec="all")
        server.records[0].sets = ("all",)
        server.records[1].sets = ()
        for each in (of_set, of_all, of_set, of_all):
            compare(each)

    assert of_set.provider == of_all.provider
    assert withdrawn() == {"oai:fake:001"}


def test_rejected_record_that_vanishes_is_nobodys_loss(server, endpoint):
    server.records.append(FakeRecord("oai:fake:bad", title="", datestamp="2026-02-01T00:00:00Z"))
    run_harvest(endpoint, is_full=True)
    server.records.pop()

    compare(endpoint)

    assert missing() == set()


NOW = datetime.now(UTC)


@pytest.mark.parametrize(
    ("deleted_record", "days_ago", "due"),
    [
        ("no", 6, False),
        ("no", 8, True),
        ("", 8, True),
        ("transient", 8, False),
        ("transient", 31, True),
        ("persistent", 1000, False),
    ],
)
def test_when_a_comparison_is_due(deleted_record, days_ago, due):
    endpoint = make_endpoint(
        make_provider(),
        deleted_record=deleted_record,
        last_identifiers_at=NOW - timedelta(days=days_ago),
    )

    assert absence.is_due(endpoint) is due


def test_transient_source_that_is_never_harvested_in_full_is_not_compared():
    long_ago = NOW - timedelta(days=1000)
    endpoint = make_endpoint(
        deleted_record="transient", full_interval_days=0, last_identifiers_at=long_ago
    )

    assert not absence.is_due(endpoint)


def test_comparison_that_failed_is_tried_again_a_day_later():
    endpoint = make_endpoint(last_identifiers_at=NOW - timedelta(days=100))
    run = HarvestRun.objects.create(endpoint=endpoint, kind=IDENTIFIERS, state="failed")

    at_once = absence.is_due(endpoint)
    HarvestRun.objects.filter(pk=run.pk).update(started_at=NOW - timedelta(days=1, hours=1))

    assert (at_once, absence.is_due(endpoint)) == (False, True)


def test_complete_harvest_queues_the_comparison_that_is_due(server, endpoint):
    Endpoint.objects.update(last_identifiers_at=NOW - timedelta(days=8))
    endpoint.refresh_from_db()

    run_harvest(endpoint)
    queued = HarvestRun.objects.filter(kind=IDENTIFIERS, state="queued").count()
    compared = harvest_next()
    run_harvest(Endpoint.objects.get())

    assert (queued, compared.kind, compared.state) == (1, "identifiers", "completed")
    assert HarvestRun.objects.filter(kind=IDENTIFIERS).count() == 1


def test_failed_comparison_does_not_bring_the_next_harvest_forward(server, endpoint):
    server.fail("same-token", verb="ListIdentifiers")

    compare(endpoint)

    after = Endpoint.objects.get()
    assert (after.due_at, after.failure_count) == (endpoint.due_at, 0)
