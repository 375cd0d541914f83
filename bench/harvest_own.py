"""Our harvest of one feed for ``harvest``: a JSON line with counts, seconds, CPU time and memory.

    python bench/harvest_own.py URL --prefix oai_dc [--full]

The database is that of the environment. CPU time is that of this process, which stores, and of the
ones that it starts for reading; memory the peaks of all together, in MB, what they share counted
for each.
"""

import argparse
import json
import os
import resource
import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from harvester.endpoints import find_endpoint, register_endpoint  # noqa: E402
from harvester.fetch import open_client, policy_from_settings  # noqa: E402
from harvester.pipeline import run_harvest  # noqa: E402
from harvester.remote import READERS  # noqa: E402


def cpu_seconds(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--prefix", default="oai_dc")
    parser.add_argument("--full", action="store_true")
    options = parser.parse_args()
    begun, storing = perf_counter(), cpu_seconds(resource.RUSAGE_SELF)
    endpoint = find_endpoint(options.url, metadata_prefix=options.prefix, set_spec="")
    if endpoint is None:
        with open_client(options.url, policy_from_settings()) as client:
            endpoint = register_endpoint(client, options.url, metadata_prefix=options.prefix)
    run = run_harvest(endpoint, is_full=options.full)
    counts = {
        name: getattr(run, f"{name}_count") for name in ("seen", "created", "deleted", "unchanged")
    }
    own, largest_child = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    result = {
        **counts,
        "state": run.state,
        "seconds": perf_counter() - begun,
        "storing": cpu_seconds(resource.RUSAGE_SELF) - storing,
        "reading": cpu_seconds(resource.RUSAGE_CHILDREN),
        "memory": own + READERS * largest_child,
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
