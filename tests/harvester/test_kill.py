"""A harvest that is really killed, again and again, leaves what one leaves that is let alone.

``COMMONLOOM_TEST_KILLS`` says how often each worker is killed; the full measure is 20.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from celery import Celery

from harvester.endpoints import register_endpoint
from harvester.fetch import open_client, policy_from_settings
from harvester.pipeline import run_harvest
from tests.fakes.oaipmh_server import FakeRecord, OaiServer
from tests.harvester.catalogue import everything
from tests.services.instance import ROOT, Instance

pytestmark = pytest.mark.slow
KILLS = int(os.environ.get("COMMONLOOM_TEST_KILLS", "3"))
RECORDS, PAGE_SIZE = 3000, 50
PAGES = RECORDS // PAGE_SIZE
BEAT_SECONDS = 2.0
"""Beat itself looks every ten seconds."""
QUEUE_A_HARVEST = """
from harvester.endpoints import register_endpoint
from harvester.fetch import open_client, policy_from_settings
from harvester.schedule import request_run
with open_client("{url}", policy_from_settings()) as client:
    request_run(register_endpoint(client, "{url}"), is_full=False)
"""
TELL_EVERYTHING = """
import json
from tests.harvester.catalogue import everything
print(json.dumps(everything()))
"""


def stamp(number: int) -> str:
    return f"2026-01-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}Z"


def heed_interrupts() -> None:
    """Undo what a shell does to its background jobs, which ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_killed_harvest_goes_on_without_losing_or_doubling_a_record(instance, how):
    instance.settings["COMMONLOOM_ALLOW_HOSTS"] = "127.0.0.1"
    records = [
        FakeRecord(f"oai:fake:{number:04}", datestamp=stamp(number), title=f"Lesson {number}")
        for number in range(600)
    ]
    with OaiServer(records, page_size=10) as server:
        server.fail("slow", times=None, value="0.02")
        with subprocess.Popen(
            instance.command("harvest", server.url, "--json"),
            env=instance.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=heed_interrupts,  # noqa: PLW1509 - it takes no lock
        ) as process:
            while server.asked("ListRecords") < 20:
                assert process.poll() is None, "ended before it could be killed"
                time.sleep(0.01)
            process.send_signal(how)
            _, told = process.communicate(timeout=60)

        done = instance.manage("harvest", server.url, "--json")
        asked = server.asked("ListRecords")

    result = json.loads(done.stdout.splitlines()[-1])
    if how == signal.SIGINT:
        stopped = "stopped - the same command goes on from the last complete page"
        assert (process.returncode, told.strip()) == (130, f"CommandError: {stopped}")
    assert (result["state"], result["created"], result["seen"]) == ("completed", 600, 600)
    assert asked in {60, 61}, "asked for again at most: the page that was on its way"


@pytest.fixture
def server(settings) -> Iterator[OaiServer]:
    """A repository with a little of everything that a record can come to."""
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    records = [
        FakeRecord(
            f"oai:fake:{number:04}",
            datestamp=stamp(number),
            title="" if number % 97 == 5 else f"Lesson {number}",
            is_deleted=number % 83 == 7,
            fields={"rights": ["CC BY 4.0"], "language": ["en"], "identifier": [f"urn:x:{number}"]},
        )
        for number in range(RECORDS)
    ]
    with OaiServer(records, page_size=PAGE_SIZE) as running:
        running.response_date = "2026-02-01T00:00:00Z"
        running.fail("slow", times=None, value="0.02")
        yield running


@contextmanager
def group(
    command: list[str], environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program in a process group of its own, and kill all that is left of it at the end."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, env=environment, stdout=output, stderr=output, cwd=ROOT, process_group=0
        )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a program and all that it has started, at once and by force."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Loop:
    """The worker that needs no broker."""

    def __init__(self, instance: Instance) -> None:
        self.instance, self.log = instance, instance.folder / "work.log"

    def start(self):
        return group(self.instance.command("work"), self.instance.environment, self.log)

    def wait(self) -> None:
        time.sleep(0.001)

    def finish(self) -> None:
        self.instance.manage("work", "--once")


class CeleryWorker:
    """A Celery worker on a real Redis; the test rings the bell as beat does, again and again."""

    def __init__(self, instance: Instance, broker: str) -> None:
        instance.settings["CELERY_BROKER_URL"] = broker
        self.instance, self.log = instance, instance.folder / "celery.log"
        self.bell = Celery(broker=broker)
        self.rung_at = 0.0

    def start(self):
        command = [sys.executable, "-m", "celery", "--app=config.celery", "worker"]
        options = ["--concurrency=1", "--loglevel=INFO", "--without-gossip", "--without-mingle"]
        return group([*command, *options], self.instance.environment, self.log)

    def wait(self) -> None:
        if time.monotonic() > self.rung_at + BEAT_SECONDS:
            self.bell.send_task("harvester.tasks.harvest_due_endpoints", expires=BEAT_SECONDS)
            self.rung_at = time.monotonic()
        time.sleep(0.001)

    def finish(self) -> None:
        with self.start():
            while " completed" not in self.log.read_text():  # the test's own time limit ends this
                self.wait()
        self.bell.close()


def kill_again_and_again(worker: Loop | CeleryWorker, server: OaiServer, chance: Random) -> int:
    """Kill a worker at random moments of the list; gives how often it was at it."""
    kills = 0
    for left in range(KILLS, 0, -1):
        asked = server.asked("ListRecords")
        pages = asked + chance.randint(1, max(1, (PAGES - asked) // (left + 1)))
        with worker.start() as process:
            while server.asked("ListRecords") < pages:
                assert process.poll() is None, worker.log.read_text()
                worker.wait()
            time.sleep(chance.uniform(0, 0.04))
            kill(process)
            kills += 1
    return kills


@pytest.mark.django_db(transaction=True)  # else the lock on SQLite is the test's alone
@pytest.mark.timeout(120 + 80 * KILLS)  # a worker takes long to come up on a busy machine
@pytest.mark.parametrize("kind", ["loop", "celery"])
def test_catalogue_of_killed_workers_is_that_of_one_let_alone(instance, server, kind, request):
    seed = int.from_bytes(os.urandom(4))
    instance.settings["COMMONLOOM_ALLOW_HOSTS"] = "127.0.0.1"
    with open_client(server.url, policy_from_settings()) as client:
        run_harvest(register_endpoint(client, server.url))
    expected = json.loads(json.dumps(everything()))
    before = server.asked("ListRecords")
    server.requests.clear()
    instance.manage("shell", "--verbosity=0", "--command", QUEUE_A_HARVEST.format(url=server.url))
    worker = (
        Loop(instance)
        if kind == "loop"
        else CeleryWorker(instance, request.getfixturevalue("redis_server"))
    )

    kills = kill_again_and_again(worker, server, Random(seed))
    worker.finish()

    told = instance.manage("shell", "--verbosity=0", "--command", TELL_EVERYTHING)
    found = json.loads(told.stdout.splitlines()[-1])
    asked = server.asked("ListRecords")
    figures = f"{kind}: {kills} kills, {asked} requests for {PAGES} pages, seed {seed}"
    print(figures)  # noqa: T201 - the figures of the full measure, shown by -s
    assert before == PAGES
    assert len(expected["resources"]) + len(expected["rejected"]) == RECORDS
    for name, rows in expected.items():
        assert found[name] == rows, f"{name}, seed {seed}"
    assert PAGES <= asked <= PAGES + kills, f"asked for again beyond what was on its way: {seed}"
