"""However often a harvest is cut off, it ends with the catalogue of one that was not."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harvester.models import Endpoint, HarvestedRecord, HarvestRun
from harvester.pipeline import run_harvest
from repository.models import LearningResource
from tests.fakes.oaipmh_server import FakeRecord, OaiServer
from tests.harvester.faults.conftest import fake_records

pytestmark = pytest.mark.django_db
RECORDS = 20
cuts = st.lists(
    st.tuples(
        st.integers(1, RECORDS),
        st.sampled_from(["worker", "terminal", "expired-token", "500", "html", "404"]),
    ),
    max_size=5,
)


def records_of(order: str) -> list[FakeRecord]:
    """Give records, some deleted, some listed twice, in an order that helps or does not."""
    records = fake_records(RECORDS)
    for record in records[::7]:
        record.is_deleted = True
    if order == "none":
        for record in records:
            record.datestamp = "2026-01-01T00:00:00Z"
    return records


def catalogue() -> dict[str, tuple[str, bool]]:
    return {
        each.source_identifier: (each.metadata_json, each.is_withdrawn)
        for each in LearningResource.objects.all()
    }


def cut_at(page: int, how: type[BaseException]) -> Callable[[HarvestRun], None]:
    """Give what cuts a run off behind a page, as a signal to its process does."""

    def report(run: HarvestRun) -> None:
        if run.page_number == page:
            raise how

    return report


def harvest_to_the_end(
    source: OaiServer, endpoint: Endpoint, planned: list[tuple[int, str]]
) -> HarvestRun:
    """Harvest, cut off as planned, until a run is complete."""
    signals = {"worker": SystemExit, "terminal": KeyboardInterrupt}
    for page, kind in planned:
        if kind not in signals:
            source.fail(kind, page=page, times=1 if kind == "expired-token" else 4)
    for page, kind in planned:
        if kind in signals:
            with suppress(SystemExit, KeyboardInterrupt):
                run_harvest(endpoint, report=cut_at(page, signals[kind]))
    for _ in range(20):
        run = run_harvest(endpoint)
        if run.state == "completed":
            return run
    pytest.fail(f"never completed: {run.message}")


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(planned=cuts, page_size=st.integers(1, 7), order=st.sampled_from(["datestamps", "none"]))
def test_harvest_cut_off_anywhere_ends_like_one_that_was_not(
    register, settings, planned, page_size, order
):
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    seen = []
    for disturbances in ([], planned):
        with transaction.atomic(), OaiServer(records_of(order), page_size=page_size) as source:
            run = harvest_to_the_end(source, register(source), disturbances)
            seen.append(catalogue())
            assert HarvestedRecord.objects.count() == RECORDS
            assert run.finished_at is not None
            transaction.set_rollback(True)

    undisturbed, disturbed = seen
    assert disturbed == undisturbed
    assert len(disturbed) == RECORDS
