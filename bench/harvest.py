"""A full harvest against sickle and oaipmh merely iterating the same feed, in turns.

    python bench/harvest.py [--records 20000] [--rounds 3] [--prefix oai_dc] [--sqlite]

The feed comes from memory (the program named by ``--feed``). Ours fetches, parses, maps, normalises
and stores with raw record and change feed into a private PostgreSQL with its default settings;
the peers keep nothing. Prints medians: records/s of both, the ratio, the second harvest, and
peak memory.
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
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.services import postgresql  # noqa: E402 - the project is found by the line above
from tests.services.processes import free_port  # noqa: E402

PEERS = ("sickle", "oaipmh")
FEED = ROOT.parent / "shared" / "tools" / "oai_feed.py"


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


def run(command: list[str], environment: dict[str, str]) -> tuple[str, float]:
    """Run a program; gives what it printed and its peak memory in MB."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    printed = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}")
    return printed, usage.ru_maxrss / 1024


def iterate_with(peer: str, url: str, prefix: str) -> None:
    """Print how many records a client gives, and in how many seconds; it keeps none of them."""
    if peer == "sickle":
        from sickle import Sickle  # noqa: PLC0415 - only this process needs it

        records = Sickle(url).ListRecords(metadataPrefix=prefix)
    else:
        from oaipmh.client import Client  # noqa: PLC0415 - only this process needs it
        from oaipmh.metadata import MetadataRegistry, oai_dc_reader  # noqa: PLC0415

        registry = MetadataRegistry()
        registry.registerReader(prefix, oai_dc_reader)
        records = Client(url, registry, force_http_get=True).listRecords(metadataPrefix=prefix)
    begun = perf_counter()
    count = sum(1 for _ in records)
    print(json.dumps({"seen": count, "seconds": perf_counter() - begun}))


def harvest(url: str, prefix: str, environment: dict[str, str], *flags: str) -> tuple[dict, float]:
    """Harvest in a process of its own; gives the JSON result and peak memory in MB."""
    manage = [sys.executable, str(ROOT / "manage.py")]
    command = [*manage, "harvest", url, "--prefix", prefix, "--json", *flags]
    printed, memory = run(command, environment)
    return json.loads(printed.strip().splitlines()[-1]), memory


def one_round(url: str, prefix: str, *, is_sqlite: bool) -> dict[str, float]:
    """Measure the peers, a first and a second harvest, each in records a second."""
    peers = {}
    for name in PEERS:
        own = [sys.executable, __file__, "--peer", name, url, "--prefix", prefix]
        peers[name] = json.loads(run(own, dict(os.environ))[0])
    programs = postgresql.find_programs()
    database = nullcontext("") if is_sqlite else postgresql.cluster(programs, settings={})
    with tempfile.TemporaryDirectory() as folder, database as database_url:
        environment = {
            **os.environ,
            "COMMONLOOM_DATA": folder,
            "COMMONLOOM_ALLOW_HOSTS": "127.0.0.1",
            "DATABASE_URL": database_url,
        }
        run([sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"], environment)
        first, memory = harvest(url, prefix, environment)
        again, _ = harvest(url, prefix, environment, "--full")
    seen = {peer["seen"] for peer in peers.values()}
    assert {first["seen"], again["unchanged"]} == seen, (first, peers, again)
    return {
        **{name: peer["seen"] / peer["seconds"] for name, peer in peers.items()},
        "first": first["seen"] / first["seconds"],
        "again": again["seen"] / again["seconds"],
        "memory": memory,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--prefix", default="oai_dc", choices=("oai_dc", "lom"))
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--feed", type=Path, default=FEED)
    parser.add_argument(
        "--peer", nargs=2, metavar=("NAME", "URL"), help="only iterate this feed with one peer"
    )
    options = parser.parse_args()
    if options.peer:
        iterate_with(*options.peer, options.prefix)
        return
    with feed(options.feed, options.records) as url:
        rounds = [
            one_round(url, options.prefix, is_sqlite=options.sqlite) for _ in range(options.rounds)
        ]
    median = {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}
    print(f"{options.prefix}, {options.records} records, median of {options.rounds} rounds")
    for name in PEERS:
        print(f"{name + ', iterating':24} {median[name]:9,.0f} records/s")
    for name, words in (("first", "full harvest"), ("again", "second, all unchanged")):
        ratio = statistics.median(each[name] / each["sickle"] for each in rounds)
        print(f"{words:24} {median[name]:9,.0f} records/s   {ratio:.2f} times sickle")
    print(f"peak memory              {median['memory']:9,.0f} MB")


if __name__ == "__main__":
    main()
