"""Many endpoints harvested by several worker processes at once: one scene for test and measurement.

One source never answers. Every fourth one is harvested by two endpoints, a set each.
"""

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.fakes.oaipmh_server import FakeRecord, OaiServer
from tests.services.instance import Instance

HANG_SECONDS = "280"
ALL = ""
REGISTER = """
import json, sys
from harvester.models import Endpoint
from harvester.schedule import request_run
from repository.models import Provider
for number, (url, set_spec) in enumerate(json.loads(sys.stdin.read())):
    provider = Provider.objects.create(slug=f"p{number}", name=f"Partner {number}")
    request_run(Endpoint.objects.create(
        provider=provider, base_url=url, metadata_prefix="oai_dc", set_spec=set_spec
    ), is_full=False)
"""
TELL_RUNS = """
import json
from harvester.models import HarvestRun
print(json.dumps([
    [run.endpoint.base_url, run.endpoint.set_spec, run.state, run.created_count,
     run.started_at.timestamp(), run.finished_at and run.finished_at.timestamp()]
    for run in HarvestRun.objects.select_related("endpoint").order_by("pk")
]))
"""


@dataclass(frozen=True)
class Outcome:
    """What became of one run; times in seconds since the epoch."""

    base_url: str
    set_spec: str
    state: str
    created_count: int
    started_at: float
    finished_at: float | None


@dataclass(frozen=True)
class Fleet:
    """The sources, the endpoints that harvest them, and the one that hangs."""

    servers: Sequence[OaiServer]
    endpoints: Sequence[tuple[str, str]]
    hanging: OaiServer


@contextmanager
def fleet(endpoint_count: int, *, records: int, page_size: int) -> Iterator[Fleet]:
    """Serve as many sources as that many endpoints need; the second one hangs."""
    with ExitStack() as stack:
        servers: list[OaiServer] = []
        endpoints: list[tuple[str, str]] = []
        while len(endpoints) < endpoint_count:
            server = stack.enter_context(OaiServer(page_size=page_size))
            sets = ("a", "b") if len(servers) % 4 == 3 else (ALL,)
            server.records[:] = [
                FakeRecord(
                    f"oai:fake:{server.port}:{spec}:{number:04}",
                    datestamp=f"2026-01-01T00:{number // 60 % 60:02}:{number % 60:02}Z",
                    sets=(spec,) if spec else (),
                )
                for spec in sets
                for number in range(records)
            ]
            servers.append(server)
            endpoints += [(server.url, spec) for spec in sets]
        hanging = servers[1]
        hanging.fail("slow", value=HANG_SECONDS, times=None)
        yield Fleet(servers, endpoints[:endpoint_count], hanging)


@contextmanager
def workers(instance: Instance, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run that many workers without a broker; they are killed in the end."""
    command, environment = instance.command("work"), instance.environment
    with ExitStack() as stack:
        log = stack.enter_context((instance.folder / "work.log").open("wb"))
        yield [
            stack.enter_context(killed(subprocess.Popen(command, env=environment, stderr=log)))
            for _ in range(count)
        ]


@contextmanager
def killed(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Kill a process in the end."""
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def harvest_together(instance: Instance, many: Fleet, *, worker_count: int) -> list[Outcome]:
    """Harvest all of them at once until every one but the hanging one has ended."""
    instance.settings["COMMONLOOM_ALLOW_HOSTS"] = "127.0.0.1"
    told = json.dumps(many.endpoints)
    instance.manage("shell", "--verbosity=0", "--command", REGISTER, stdin=told)
    with workers(instance, worker_count) as processes:
        while True:
            assert all(process.poll() is None for process in processes), "a worker has ended"
            runs = list_runs(instance)
            if all(run.finished_at for run in runs if run.base_url != many.hanging.url):
                return runs
            time.sleep(0.5)


def list_runs(instance: Instance) -> list[Outcome]:
    """Give the runs as they stand."""
    told = instance.manage("shell", "--verbosity=0", "--command", TELL_RUNS)
    return [Outcome(*row) for row in json.loads(told.stdout.splitlines()[-1])]
