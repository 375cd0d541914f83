"""A full harvest against sickle and oaipmh merely iterating the same feed, in turns.

    python bench/harvest.py [--records 60000] [--rounds 3] [--prefix oai_dc] [--sqlite]

The feed comes from memory (the program named by ``--feed``). Ours (``harvest_own``) fetches,
parses, maps, normalises and stores with raw record and change feed into a private PostgreSQL with
its default settings; the peers (``harvest_peers``) keep nothing, but for the usual loop of
``update_or_create``, which stores the first thousand records. Prints medians: records/s of all, the
ratios, the second harvest with the rows of the catalogue it wrote, CPU time and peak memory.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from time import sleep

import psycopg

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
sys.path.insert(0, str(ROOT))

from tests.services import postgresql  # noqa: E402 - the project is found by the line above
from tests.services.processes import free_port  # noqa: E402

FEED = ROOT.parent / "shared" / "tools" / "oai_feed.py"
LOOP_RECORDS = 1000
CATALOGUE = ("repository_learningresource", "repository_change", "harvester_harvestedrecord")
SETTLED_SECONDS = 0.5
"""After which the server process of a connection that was closed has ended."""
STATISTICS_SECONDS = 2
"""After which PostgreSQL's own counts of a connection that was closed are complete."""


@contextmanager
def feed(program: Path, records: int) -> Iterator[str]:
    """Serve the synthetic feed; gives its base URL."""
    port = free_port()
    command = [sys.executable, str(program), "--port", str(port), "--records", str(records)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[1]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def run(program: Path, *arguments: str, environment: dict[str, str] | None = None) -> str:
    """Run a Python program; gives what it printed."""
    command = [sys.executable, str(program), *arguments]
    env = {**os.environ, **(environment or {})}
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}")
    return done.stdout


def peer(name: str, url: str, prefix: str, *flags: str, database_url: str = "") -> dict:
    """Let a peer go through the feed in a process of its own."""
    environment = {"DATABASE_URL": database_url}
    arguments = (name, url, "--prefix", prefix, *flags)
    return json.loads(run(BENCH / "harvest_peers.py", *arguments, environment=environment))


class Database:
    """What the database server itself says of its work; nothing for SQLite."""

    def __init__(self, url: str) -> None:
        self.url = url
        if url:
            with psycopg.connect(url) as connection:
                folder = connection.execute("SHOW data_directory").fetchone()[0]
            self.pid = int(Path(folder, "postmaster.pid").read_text().split()[0])

    def cpu_seconds(self) -> float:
        """Give the CPU time of all its processes so far."""
        if not self.url:
            return 0.0
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        ticks = sum(ticks_of(pid) for pid in (str(self.pid), *children))
        return ticks / os.sysconf("SC_CLK_TCK")

    def rows_written(self) -> int:
        """Give how many rows of the catalogue were inserted, updated and deleted so far."""
        if not self.url:
            return 0
        sleep(STATISTICS_SECONDS)
        with psycopg.connect(self.url) as connection:
            return connection.execute(
                "SELECT sum(n_tup_ins + n_tup_upd + n_tup_del)::bigint FROM pg_stat_user_tables"
                " WHERE relname = ANY(%s)",
                [list(CATALOGUE)],
            ).fetchone()[0]


def ticks_of(pid: str) -> int:
    """Give the CPU time of a process and of those of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return sum(map(int, fields[11:15]))


def harvest(url: str, prefix: str, database: Database, folder: str, *flags: str) -> dict:
    """Harvest in processes of our own; CPU times in microseconds a record."""
    environment = {
        "COMMONLOOM_DATA": folder,
        "COMMONLOOM_ALLOW_HOSTS": "127.0.0.1",
        "DATABASE_URL": database.url,
    }
    before = database.cpu_seconds()
    arguments = (url, "--prefix", prefix, *flags)
    result = json.loads(run(BENCH / "harvest_own.py", *arguments, environment=environment))
    sleep(SETTLED_SECONDS)
    result["PostgreSQL"] = database.cpu_seconds() - before
    for name in ("reading", "storing", "PostgreSQL"):
        result[name] *= 1e6 / result["seen"]
    return result


def one_round(url: str, prefix: str, *, is_sqlite: bool) -> dict[str, float]:
    """Measure the peers, a first and a second harvest, each in records a second."""
    peers = {name: peer(name, url, prefix) for name in ("sickle", "oaipmh")}
    cluster = nullcontext("")
    if not is_sqlite:
        cluster = postgresql.cluster(postgresql.find_programs(), settings={})
    with tempfile.TemporaryDirectory() as folder, cluster as database_url:
        database = Database(database_url)
        environment = {"COMMONLOOM_DATA": folder, "DATABASE_URL": database_url}
        run(ROOT / "manage.py", "migrate", "--verbosity", "0", environment=environment)
        first = harvest(url, prefix, database, folder)
        written = database.rows_written()
        again = harvest(url, prefix, database, folder, "--full")
        written = database.rows_written() - written
        if not is_sqlite:
            flags = ("--records", str(LOOP_RECORDS))
            peers["loop"] = peer("loop", url, prefix, *flags, database_url=database_url)
    seen = {peers[name]["seen"] for name in ("sickle", "oaipmh")}
    assert {first["seen"], again["unchanged"]} == seen, (first, peers, again)
    return {
        **{name: each["seen"] / each["seconds"] for name, each in peers.items()},
        "first": first["seen"] / first["seconds"],
        "again": again["seen"] / again["seconds"],
        "memory": first["memory"],
        "written": written,
        "sickle, CPU": peers["sickle"]["cpu"] / peers["sickle"]["seen"] * 1e6,
        **{f"first, {name}": first[name] for name in ("reading", "storing", "PostgreSQL")},
        **{f"again, {name}": again[name] for name in ("reading", "storing", "PostgreSQL")},
    }


def tell(rounds: list[dict[str, float]]) -> None:
    """Print the medians of the rounds; a ratio is the median of the ratios of each round."""

    def median(name: str) -> float:
        return statistics.median(each[name] for each in rounds)

    def ratio(name: str, peer_name: str) -> float:
        return statistics.median(each[name] / each[peer_name] for each in rounds)

    for name in ("sickle", "oaipmh"):
        print(f"{name + ', iterating':24} {median(name):9,.0f} records/s")
    for name, words in (("first", "full harvest"), ("again", "second, all unchanged")):
        print(
            f"{words:24} {median(name):9,.0f} records/s {ratio(name, 'sickle'):8.2f} times sickle"
        )
    if "loop" in rounds[0]:
        print(
            f"{'update_or_create loop':24} {median('loop'):9,.0f} records/s; "
            f"the full harvest is {ratio('first', 'loop'):.0f} times that"
        )
        print(f"rows of the catalogue written by the second harvest: {median('written'):.0f}")
    for name, words in (("first", "full harvest"), ("again", "second")):
        parts = {part: median(f"{name}, {part}") for part in ("reading", "storing", "PostgreSQL")}
        told = ", ".join(f"{part} {spent:.0f}" for part, spent in parts.items())
        print(f"CPU, microseconds a record, {words}: {told}, together {sum(parts.values()):.0f}")
    print(f"CPU, microseconds a record, sickle: {median('sickle, CPU'):.0f}")
    print(f"peak memory of reading and storing: {median('memory'):,.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--prefix", default="oai_dc", choices=("oai_dc", "lom"))
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--feed", type=Path, default=FEED)
    options = parser.parse_args()
    with feed(options.feed, options.records) as url:
        rounds = [
            one_round(url, options.prefix, is_sqlite=options.sqlite) for _ in range(options.rounds)
        ]
    print(f"{options.prefix}, {options.records} records, median of {options.rounds} rounds")
    tell(rounds)


if __name__ == "__main__":
    main()
