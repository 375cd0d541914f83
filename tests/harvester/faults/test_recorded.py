"""The recorded records of a real repository, served with each fault that their server knows."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from harvester.endpoints import register_endpoint
from harvester.fetch import open_client, policy_from_settings
from harvester.pipeline import run_harvest
from tests.corpus import corpus_path, tool_path
from tests.harvester.faults.outcomes import outcomes, titles
from tests.services.processes import free_port

pytestmark = [pytest.mark.django_db, pytest.mark.database_independent]
PAGE = 20


@contextmanager
def served(fault: str) -> Iterator[tuple[str, int]]:
    """Serve one recorded repository, its third page with a fault; gives its base URL and size."""
    program = [sys.executable, str(tool_path("serve_corpus.py")), "--port", str(free_port())]
    options = ["--corpus", str(corpus_path("oai")), "--source", "infrae", "--page", str(PAGE)]
    command = [*program, *options, "--fault", f"{fault}@3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            url, count, *_ = process.stdout.readline().split()
            yield url, int(count)
        finally:
            process.kill()


FAULTS = {
    "503": ("completed", ""),
    "429": ("completed", ""),
    "500": ("completed", ""),
    "reset": ("completed", ""),
    "html": ("completed", ""),
    "truncated": ("completed", ""),
    "control": ("completed", ""),
    "bad-utf8": ("completed", ""),
    "expired-token": ("completed", ""),
    "dup": ("completed", ""),
    "slow": ("completed", ""),
    "same-token": ("failed", "same resumption token"),
    "empty-page": ("failed", "same resumption token"),
    "dtd": ("failed", "DOCTYPE"),
}


@pytest.mark.parametrize(("fault", "result"), FAULTS.items(), ids=FAULTS)
def test_recorded_repository_with_a_fault_ends_says_why_and_loses_nothing(fault, result, settings):
    state, word = result
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    with served(fault) as (url, count):
        with open_client(url, policy_from_settings()) as client:
            endpoint = register_endpoint(client, url)
        run = run_harvest(endpoint)
        kept = len(titles())
        again = run_harvest(endpoint) if state == "failed" else run

    assert run.state == state, run.message
    assert word in run.message
    assert kept >= 2 * PAGE
    if fault != "same-token":  # which is a circle for ever
        assert again.state == "completed"
        assert len(titles()) + outcomes(again).get("failed", 0) == count
