"""Our data provider against oaipmh's BatchingServer, the same rows in one PostgreSQL, in turns.

    python bench/oai_provider.py [--records 20000] [--rounds 5]

Starts a private PostgreSQL, fills it through the product's own service, and serves it twice with
one gunicorn worker each: by this project, and by oaipmh (see ``oai_provider_peer``), which reads
the same Dublin Core from a table of its own. A bare client walks all pages of both in turns. Prints
medians: records/s of both, their ratio, the last page over the first, CPU time, peak memory.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import perf_counter, sleep
from typing import NamedTuple
from urllib.parse import quote

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.services import postgresql  # noqa: E402 - the project is found by the line above
from tests.services.processes import free_port  # noqa: E402

PAGE_SIZE = 100
TOKEN = re.compile(rb"<resumptionToken[^>]*>([^<]+)</resumptionToken>")
LIST = "verb=ListRecords"
PAGE_REPEATS = 25


@contextmanager
def gunicorn(application: str, environment: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Serve with one worker; gives the base URL and the master's process id."""
    port = int(environment["PORT"])
    command = [sys.executable, "-m", "gunicorn", "--workers", "1", "--bind", f"127.0.0.1:{port}"]
    command += ["--no-control-socket", "--log-level", "warning", application]
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    url = f"http://127.0.0.1:{port}/oai"
    try:
        for _ in range(100):
            try:
                httpx.get(url, params={"verb": "Identify"}).raise_for_status()
                break
            except httpx.ConnectError:
                sleep(0.1)
        yield url, process.pid
    finally:
        process.terminate()
        process.wait()


class Worker(NamedTuple):
    """The one worker of a gunicorn, seen through ``/proc``."""

    pid: int

    @classmethod
    def of(cls, master: int) -> "Worker":
        """Give the worker below a master."""
        [pid] = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        return cls(int(pid))

    def memory(self) -> float:
        """Give its peak memory in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024

    def cpu_seconds(self) -> float:
        """Give the CPU time it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Target:
    """One provider as one client asks it, and what was measured."""

    def __init__(self, name: str, url: str, master: int, *, encoding: str = "identity") -> None:
        self.name, self.url, self.worker = name, url, Worker.of(master)
        self.client = httpx.Client(headers={"Accept-Encoding": encoding}, timeout=60)
        self.rates: list[float] = []
        self.cpu_seconds: list[float] = []
        self.seconds: dict[str, list[float]] = {"first": [], "second": [], "last": []}
        self.queries: list[str] = []

    def walk(self) -> int:
        """Fetch all pages; gives how many records there were."""
        self.queries = [f"{LIST}&metadataPrefix=oai_dc"]
        count, begun, used = 0, perf_counter(), self.worker.cpu_seconds()
        while True:
            page = self.client.get(f"{self.url}?{self.queries[-1]}").content
            count += page.count(b"<record>")
            if not (token := TOKEN.search(page)):
                break
            self.queries.append(f"{LIST}&resumptionToken={quote(token[1].decode())}")
        self.rates.append(count / (perf_counter() - begun))
        self.cpu_seconds.append((self.worker.cpu_seconds() - used) / len(self.queries))
        return count

    def ask_pages(self) -> None:
        """Ask for the first page, the second, and the last full one."""
        for name, at in (("first", 0), ("second", 1), ("last", -2)):
            begun = perf_counter()
            self.client.get(f"{self.url}?{self.queries[at]}").raise_for_status()
            self.seconds[name].append(perf_counter() - begun)

    @property
    def rate(self) -> float:
        """Records a second, median."""
        return statistics.median(self.rates)

    def show(self) -> None:
        """Print one line of results."""
        first, second, last = (statistics.median(each) * 1e3 for each in self.seconds.values())
        cpu = statistics.median(self.cpu_seconds) * 1e3
        print(
            f"{self.name:<22}{self.rate:>8,.0f} records/s   page 1 {first:.1f} ms, page 2"
            f" {second:.1f} ms, last {last:.1f} ms   last/first {last / first:.2f}, last/second"
            f" {last / second:.2f}   worker {cpu:.1f} ms CPU a page, {self.worker.memory():.0f} MB"
        )


def environment_of(database: str, folder: str) -> dict[str, str]:
    """Give the environment of a server with a port of its own."""
    port = str(free_port())
    return {
        **os.environ,
        "DATABASE_URL": database,
        "COMMONLOOM_DATA": folder,
        "PORT": port,
        "PYTHONPATH": os.pathsep.join((str(ROOT), os.environ.get("PYTHONPATH", ""))),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    programs = postgresql.find_programs()
    if programs is None:
        sys.exit("PostgreSQL's initdb was found neither on PATH nor below /usr/lib/postgresql.")
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        database = stack.enter_context(postgresql.cluster(programs))
        ours, theirs = environment_of(database, folder), environment_of(database, folder)
        filler = [sys.executable, "-m", "bench.oai_provider_rows", str(options.records)]
        migrate = [sys.executable, "manage.py", "migrate", "-v0"]
        subprocess.run(migrate, env=ours, cwd=ROOT, check=True)
        subprocess.run(filler, env=ours, cwd=ROOT, check=True)
        our_url, our_pid = stack.enter_context(gunicorn("config.wsgi", ours))
        peer_url, peer_pid = stack.enter_context(gunicorn("bench.oai_provider_peer", theirs))
        peer = Target("oaipmh BatchingServer", peer_url, peer_pid)
        plain = Target("commonloom", our_url, our_pid)
        packed = Target("commonloom, gzip", our_url, our_pid, encoding="gzip")
        targets = (peer, plain, packed)
        for number in range(options.rounds + 1):
            for target in targets:
                assert target.walk() == options.records
                if not number:
                    target.rates.clear()  # the first walk loads everything and does not count
                    target.cpu_seconds.clear()
        for _ in range(PAGE_REPEATS):
            for target in targets:
                target.ask_pages()
        for target in targets:
            target.show()
        ratio, packed_ratio = plain.rate / peer.rate, packed.rate / peer.rate
        print(f"ratio {ratio:.2f}, with gzip {packed_ratio:.2f}")


if __name__ == "__main__":
    main()
