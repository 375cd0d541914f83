from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from harvester import claims, endings, leases, runs
from harvester.errors import EndpointBusy
from harvester.models import Endpoint, HarvestRun
from harvester.records import ListedRecord, PageHead
from tests.factories import make_provider

pytestmark = pytest.mark.django_db
ANSWERED = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def endpoint() -> Endpoint:
    return Endpoint.objects.create(
        provider=make_provider(),
        base_url="https://partner.example/oai",
        metadata_prefix="oai_dc",
        granularity="YYYY-MM-DDThh:mm:ssZ",
    )


def page(*datestamps: str, token: str = "", response_date: datetime = ANSWERED) -> PageHead:
    records = tuple(ListedRecord(f"oai:a:{stamp}", stamp, "") for stamp in datestamps)
    return PageHead(listed=records, token=token, response_date=response_date)


def advance(run: HarvestRun, each: PageHead, **counts: int) -> None:
    runs.advance(run, each, Counter(counts), busy_seconds=0.1)


def test_first_run_asks_for_everything(endpoint):
    assert claims.take_run(endpoint, is_full=False).window_from is None


def test_last_page_completes_the_run_and_moves_the_checkpoint_to_the_first_answer(endpoint):
    run = claims.take_run(endpoint, is_full=False)
    advance(run, page("2026-01-01", token="t"), created=1)
    endpoint.refresh_from_db()
    before_the_end = endpoint.checkpoint_at

    advance(run, page("2026-01-02", response_date=ANSWERED + timedelta(hours=1)), created=1)

    run.refresh_from_db()
    endpoint.refresh_from_db()
    assert (run.state, run.seen_count, run.page_number) == ("completed", 2, 2)
    assert (before_the_end, endpoint.checkpoint_at) == (None, ANSWERED)


@pytest.mark.parametrize(
    ("granularity", "overlap"),
    [("YYYY-MM-DDThh:mm:ssZ", timedelta(minutes=5)), ("YYYY-MM-DD", timedelta(days=1))],
)
def test_next_run_asks_from_the_checkpoint_with_an_overlap(endpoint, granularity, overlap):
    Endpoint.objects.update(granularity=granularity)
    advance(claims.take_run(endpoint, is_full=False), page())

    assert claims.take_run(endpoint, is_full=False).window_from == ANSWERED - overlap
    assert runs.window(Endpoint.objects.get(), is_full=True) is None


def test_run_of_a_living_worker_is_left_alone(endpoint):
    run = claims.take_run(endpoint, is_full=False)
    run.lease_owner = "elsewhere:1:1"
    run.save()

    with pytest.raises(EndpointBusy, match="elsewhere"):
        claims.take_run(endpoint, is_full=False)


def test_run_of_a_dead_worker_goes_on_from_its_last_page(endpoint):
    run = claims.take_run(endpoint, is_full=False)
    advance(run, page("2026-01-01", token="t"), created=1)
    HarvestRun.objects.update(
        lease_owner="elsewhere:1:1", lease_until=datetime.now(UTC) - timedelta(seconds=1)
    )

    taken = claims.take_run(endpoint, is_full=False)

    assert (taken.pk, taken.token, taken.page_number) == (run.pk, "t", 1)
    assert taken.lease_owner == leases.own_name()


def test_worker_that_lost_its_lease_cannot_write_any_more(endpoint):
    run = claims.take_run(endpoint, is_full=False)
    HarvestRun.objects.update(lease_owner="elsewhere:1:1")

    with pytest.raises(EndpointBusy, match="taken over"):
        advance(run, page("2026-01-01", token="t"), created=1)


def test_run_that_failed_for_a_passing_reason_is_continued(endpoint):
    run = claims.take_run(endpoint, is_full=False)
    advance(run, page("2026-01-01", token="t"), created=1)
    endings.end_run(run, HarvestRun.State.FAILED, "connection reset", is_resumable=True)

    assert claims.take_run(endpoint, is_full=False).pk == run.pk


@pytest.mark.parametrize("is_resumable", [True, False])
def test_full_harvest_does_not_continue_an_incremental_one(endpoint, is_resumable):
    run = claims.take_run(endpoint, is_full=False)
    advance(run, page("2026-01-01", token="t"), created=1)
    endings.end_run(run, HarvestRun.State.FAILED, "loop", is_resumable=is_resumable)

    taken = claims.take_run(endpoint, is_full=True)

    assert taken.pk != run.pk
    assert (taken.token, taken.window_from) == ("", None)


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        ({"created": 95, "failed": 5}, "completed"),
        ({"created": 94, "failed": 6}, "partial"),
        ({"failed": 300}, "partial"),
        ({}, "completed"),
    ],
)
def test_complete_list_with_many_rejections_is_partial(endpoint, counts, state):
    run = claims.take_run(endpoint, is_full=False)

    advance(run, page(), **counts)

    assert run.state == state


def test_failure_keeps_the_checkpoint_and_puts_off_the_next_try(endpoint):
    before = datetime.now(UTC)
    endpoint.checkpoint_at = ANSWERED
    endpoint.due_at = before
    endpoint.save()

    endings.fail(claims.take_run(endpoint, is_full=False), "dead", is_resumable=False)

    endpoint.refresh_from_db()
    assert endpoint.checkpoint_at == ANSWERED
    assert before + 0.75 * endings.FIRST_BACK_OFF <= endpoint.due_at


@pytest.mark.parametrize(
    ("datestamps", "is_ordered"),
    [
        ((("2026-01-01", "2026-01-02"), ("2026-01-02", "2026-01-03")), True),
        ((("2026-01-02", "2026-01-01"), ("2026-01-03",)), False),
        ((("2026-01-02",), ("2026-01-01",)), False),
    ],
)
def test_order_of_the_source_is_watched_over_pages(endpoint, datestamps, is_ordered):
    run = claims.take_run(endpoint, is_full=False)

    for number, stamps in enumerate(datestamps):
        advance(run, page(*stamps, token=f"t{number}"))

    assert run.is_ordered is is_ordered
    assert run.last_datestamp == datestamps[-1][-1]


def ended(endpoint: Endpoint, *, announced: int, sent: int, **options) -> HarvestRun:
    """Give a run whose list was read to its end."""
    run = claims.take_run(endpoint, is_full=options.pop("is_full", False))
    head = PageHead(response_date=ANSWERED, complete_list_size=announced)
    advance(run, head, created=sent, **options)
    run.refresh_from_db()
    endpoint.refresh_from_db()
    return run


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((1000, 400), (1000, 400)),
        ((1000, 900), (1000, 800)),
        ((1000, 800), (1000, 900)),
        ((1000, 990), (1000, 900)),
        ((0, 900), (1000, 900)),
        ((1000, 0), (1000, 0)),
    ],
)
def test_list_that_is_not_short_in_the_same_way_twice_is_not_complete(endpoint, first, second):
    ended(endpoint, announced=first[0], sent=first[1], is_full=True)
    run = ended(endpoint, announced=second[0], sent=second[1], is_full=True)

    assert run.state == "partial"
    assert endpoint.overstates_size is False


def test_list_cut_short_in_the_same_way_twice_is_complete_and_the_size_is_not_believed(endpoint):
    first = ended(endpoint, announced=1000, sent=900)
    between = endpoint.checkpoint_at, endpoint.overstates_size
    second = ended(endpoint, announced=1010, sent=910)

    assert (first.state, between) == ("partial", (None, False))
    assert (second.state, endpoint.checkpoint_at) == ("completed", ANSWERED)
    assert endpoint.overstates_size is True
    assert "announced 1010 records and sent 910, as before" in second.message


def test_size_is_believed_again_when_a_whole_list_has_it(endpoint):
    for _ in range(2):
        ended(endpoint, announced=1000, sent=900)
    ended(endpoint, announced=1000, sent=980)
    after_a_window = endpoint.overstates_size
    ended(endpoint, announced=1000, sent=990, is_full=True)

    assert (after_a_window, endpoint.overstates_size) == (True, False)


def test_short_window_of_a_source_whose_size_is_not_believed_is_complete(endpoint):
    for _ in range(2):
        ended(endpoint, announced=1000, sent=900)

    window = ended(endpoint, announced=40, sent=30)
    broken = ended(endpoint, announced=1000, sent=500, is_full=True)

    assert window.window_from is not None
    assert (window.state, broken.state) == ("completed", "partial")


def test_second_short_list_with_many_rejections_is_partial_and_moves_the_checkpoint(endpoint):
    ended(endpoint, announced=1000, sent=900)

    run = ended(endpoint, announced=1000, sent=800, failed=100)

    assert (run.state, endpoint.checkpoint_at) == ("partial", ANSWERED)
