"""Several workers, many endpoints, and one source that never answers."""

import pytest

from tests.harvester.fleet import fleet, harvest_together

pytestmark = pytest.mark.slow
RECORDS = 40


def test_hanging_source_harms_no_other_and_no_host_is_asked_twice_at_once(instance):
    with fleet(12, records=RECORDS, page_size=10) as many:
        runs = harvest_together(instance, many, worker_count=4)

        busiest = {server.url: server.busiest for server in many.servers}

    hanging = [run for run in runs if run.base_url == many.hanging.url]
    others = [run for run in runs if run not in hanging]
    assert [(run.state, run.created_count) for run in hanging] == [("running", 0)]
    assert len(others) == 11
    assert {(run.state, run.created_count) for run in others} == {("completed", RECORDS)}
    assert set(busiest.values()) == {1}
    for run in others:
        for other in others:
            if run.base_url == other.base_url and run.started_at < other.started_at:
                assert run.finished_at <= other.started_at
