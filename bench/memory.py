"""Peak memory of a harvest and of its reading process, for lists of different lengths.

    python bench/memory.py [--records 20000 200000] [--prefix oai_dc] [--sqlite]

The feed comes from memory (the program named by ``--feed``); ours goes into a private PostgreSQL.
Prints the peaks, and the ratio of the longest list to the shortest. What the system counts as a
process's own peak (VmHWM) is looked at while it runs, and so misses at most the last moment.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.harvest import FEED, feed  # noqa: E402 - the project is found by the line above
from tests.services import postgresql  # noqa: E402

LOOK_SECONDS = 0.1


def peak(pid: int) -> float:
    """Give the peak memory of a process in MB; 0 when it is gone."""
    try:
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) / 1024 if found else 0


def children(pid: int) -> list[int]:
    """Give the processes that a process has started."""
    try:
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except OSError:
        return []


def watch(process: subprocess.Popen[str]) -> tuple[float, float]:
    """Give the peaks of a process and of the largest that it started, when it has ended."""
    peaks: dict[int, float] = defaultdict(float)
    while process.poll() is None:
        for pid in (process.pid, *children(process.pid)):
            peaks[pid] = max(peaks[pid], peak(pid))
        time.sleep(LOOK_SECONDS)
    own = peaks.pop(process.pid, 0)
    return own, max(peaks.values(), default=0)


def measure(options: argparse.Namespace, records: int) -> tuple[float, float]:
    """Harvest a list of that length in full; gives the peaks in MB."""
    programs = postgresql.find_programs()
    database = nullcontext("") if options.sqlite else postgresql.cluster(programs, settings={})
    manage = [sys.executable, str(ROOT / "manage.py")]
    with (
        tempfile.TemporaryDirectory() as folder,
        database as database_url,
        feed(options.feed, records) as url,
    ):
        environment = {
            **os.environ,
            "COMMONLOOM_DATA": folder,
            "COMMONLOOM_ALLOW_HOSTS": "127.0.0.1",
            "DATABASE_URL": database_url,
        }
        subprocess.run([*manage, "migrate", "--verbosity", "0"], env=environment, check=True)
        command = [*manage, "harvest", url, "--prefix", options.prefix, "--json", "--no-index"]
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        own, reading = watch(process)
        assert process.stdout is not None
        result = json.loads(process.stdout.read().splitlines()[-1])
        process.stdout.close()
    assert (result["state"], result["seen"]) == ("completed", records), result
    print(
        f"{records:9,} records: harvest {own:6.1f} MB, reading process {reading:6.1f} MB,"
        f" {records / result['seconds']:,.0f} records/s",
        flush=True,
    )
    return own, reading


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, nargs="+", default=[20_000, 200_000])
    parser.add_argument("--prefix", default="oai_dc", choices=("oai_dc", "lom"))
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--feed", type=Path, default=FEED)
    options = parser.parse_args()
    measured = [measure(options, records) for records in sorted(options.records)]
    for name, place in (("harvest", 0), ("reading process", 1)):
        print(f"{name:16} longest to shortest: {measured[-1][place] / measured[0][place]:.3f}")


if __name__ == "__main__":
    main()
