"""Both executors do what is due: the loop without a broker, and Celery over a real Redis."""

import json
import sys

import pytest

from tests.services.instance import ROOT
from tests.services.processes import free_port, running

MAKE_DUE = "Endpoint.objects.update(due_at='2020-01-01T00:00Z')"
COUNT_RUNS = "print(HarvestRun.objects.filter(state='completed').count())"


@pytest.fixture
def harvested(instance):
    """A site that has harvested the sample partner once, while the partner goes on listening."""
    port = free_port()
    instance.settings["COMMONLOOM_ALLOW_HOSTS"] = f"127.0.0.1:{port}"
    with running(
        instance.command("sample_partner", "--port", str(port)),
        log=instance.folder / "partner.log",
        is_ready=lambda: (instance.folder / "partner.log").stat().st_size > 0,
        environment=instance.environment,
    ):
        address = f"http://127.0.0.1:{port}/oai"
        done = instance.manage("harvest", address, "--prefix=oai_dc", "--json")
        assert json.loads(done.stdout.splitlines()[-1])["state"] == "completed"
        yield instance


def completed_runs(instance):
    return int(instance.manage("shell", "--verbosity=0", "--command", COUNT_RUNS).stdout)


def test_loop_without_broker_harvests_what_is_due(harvested):
    harvested.manage("shell", "--verbosity=0", "--command", MAKE_DUE)

    harvested.manage("work", "--once")

    assert completed_runs(harvested) == 2


def test_celery_worker_harvests_what_is_due(harvested, redis_server):
    harvested.settings["CELERY_BROKER_URL"] = redis_server
    harvested.manage("shell", "--verbosity=0", "--command", MAKE_DUE)
    celery = [sys.executable, "-m", "celery", "--app=config.celery"]
    with running(
        [*celery, "worker", "--concurrency=1", "--loglevel=INFO"],
        log=harvested.folder / "celery.log",
        is_ready=lambda: b" ready." in (harvested.folder / "celery.log").read_bytes(),
        environment=harvested.environment,
        folder=ROOT,
    ):
        harvested.manage(
            "shell",
            "--verbosity=0",
            "--command",
            "from config.celery import app; app.send_task('harvester.tasks.harvest_due_endpoints')",
        )
        while completed_runs(harvested) < 2:  # the test's own time limit ends this
            pass

    assert completed_runs(harvested) == 2
