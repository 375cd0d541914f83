"""Fifty endpoints at once on four worker processes, one of them hanging.

    python bench/endpoints.py [--endpoints 50] [--workers 4] [--records 300] [--sqlite]

Workers are ``manage.py work`` on a private PostgreSQL; the sources are on loopback ports of their
own, every fourth one shared by two endpoints. Prints how long all but the hanging one took, how
evenly they were served, and that no host ever had two requests at a time.
"""

import argparse
import os
import statistics
import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.harvester.fleet import Fleet, Outcome, fleet, harvest_together  # noqa: E402 - see above
from tests.services import postgresql  # noqa: E402
from tests.services.instance import Instance  # noqa: E402
from tests.services.processes import free_port  # noqa: E402


def tell(runs: list[Outcome], many: Fleet, seconds: float, options: argparse.Namespace) -> None:
    """Print the figures; ends with an error when one of the promises was not kept."""
    hanging = [run for run in runs if run.base_url == many.hanging.url]
    others = [run for run in runs if run not in hanging]
    begun = min(run.started_at for run in others)
    ends = sorted((run.finished_at or 0) - begun for run in others)
    lengths = [(run.finished_at or 0) - run.started_at for run in others]
    print(f"{len(runs)} endpoints, {options.records} records each, {options.workers} workers")
    print(f"states of the {len(others)} sound ones: {sorted({run.state for run in others})}")
    print(f"state of the one that hangs: {[run.state for run in hanging]}")
    print(f"all sound ones done after {ends[-1]:.1f} s (with the start of workers {seconds:.1f} s)")
    print(f"ended after: first {ends[0]:.1f} s, median {statistics.median(ends):.1f} s")
    print(f"one run: median {statistics.median(lengths):.2f} s, longest {max(lengths):.2f} s")
    print(f"most requests at one host at a time: {max(each.busiest for each in many.servers)}")
    assert {(run.state, run.created_count) for run in others} == {("completed", options.records)}
    assert max(each.busiest for each in many.servers) == 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--endpoints", type=int, default=50)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--records", type=int, default=300)
    parser.add_argument("--sqlite", action="store_true")
    options = parser.parse_args()
    programs = postgresql.find_programs()
    database = nullcontext("") if options.sqlite else postgresql.cluster(programs, settings={})
    with tempfile.TemporaryDirectory() as folder, database as database_url:
        os.environ["DATABASE_URL"] = database_url
        instance = Instance(folder=Path(folder), port=free_port())
        instance.manage("migrate", "--verbosity=0")
        with fleet(options.endpoints, records=options.records, page_size=50) as many:
            begun = perf_counter()
            runs = harvest_together(instance, many, worker_count=options.workers)
            tell(runs, many, perf_counter() - begun, options)


if __name__ == "__main__":
    main()
