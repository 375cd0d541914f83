"""A harvest that is really killed goes on from its last complete page."""

import json
import signal
import subprocess
import time

import pytest

from tests.fakes.oaipmh_server import FakeRecord, OaiServer
from tests.services.instance import Instance

pytestmark = pytest.mark.slow


def harvest_command(instance: Instance, url: str) -> list[str]:
    return instance.command("harvest", url, "--json")


def heed_interrupts() -> None:
    """Undo what a shell does to its background jobs, which ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_killed_harvest_goes_on_without_losing_or_doubling_a_record(instance, how):
    instance.settings["COMMONLOOM_ALLOW_HOSTS"] = "127.0.0.1"
    records = [
        FakeRecord(
            f"oai:fake:{number:04}",
            datestamp=f"2026-01-01T{number // 3600:02}:{number // 60 % 60:02}:{number % 60:02}Z",
            title=f"Lesson {number}",
        )
        for number in range(600)
    ]
    with OaiServer(records, page_size=10) as server:
        server.fail("slow", times=None, value="0.02")
        with subprocess.Popen(
            harvest_command(instance, server.url),
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
        asked_before = server.asked("ListRecords")

        done = instance.manage("harvest", server.url, "--json")
        asked_after = server.asked("ListRecords") - asked_before

    result = json.loads(done.stdout.splitlines()[-1])
    if how == signal.SIGINT:
        stopped = "stopped - the same command goes on from the last complete page"
        assert (process.returncode, told.strip()) == (130, f"CommandError: {stopped}")
    assert (result["state"], result["created"], result["seen"]) == ("completed", 600, 600)
    # asked for again at most: the page being stored, the one being understood, the one on its way
    assert asked_after + asked_before in range(60, 64)
