import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from harvester import leases
from harvester.models import HarvestRun

LATER = timedelta(seconds=30)


def run_of(owner: str, until: datetime | None) -> HarvestRun:
    return HarvestRun(lease_owner=owner, lease_until=until)


def test_living_stranger_holds_its_lease_until_it_runs_out():
    now = datetime.now(UTC)

    assert leases.is_held(run_of("elsewhere:1:1", now + LATER))
    assert not leases.is_held(run_of("elsewhere:1:1", now - LATER))
    assert not leases.is_held(run_of("elsewhere:1:1", None))


def test_own_lease_does_not_stand_in_the_way():
    assert not leases.is_held(run_of(leases.own_name(), datetime.now(UTC) + LATER))


def test_dead_process_of_this_host_holds_nothing():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        owner = leases.own_name().split(":")[0] + f":{process.pid}:{leases.started(process.pid)}"
        alive = leases.is_held(run_of(owner, datetime.now(UTC) + LATER))
        process.kill()

    assert alive
    assert not leases.is_held(run_of(owner, datetime.now(UTC) + LATER))


def test_killed_process_that_nobody_has_cleared_away_holds_nothing():
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        owner = leases.own_name().split(":")[0] + f":{process.pid}:{leases.started(process.pid)}"
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)

        assert not leases.is_held(run_of(owner, datetime.now(UTC) + LATER))


def test_another_thread_of_this_process_holds_its_lease():
    owner = f"{leases.own_name().rpartition(':')[0]}:1"

    assert leases.is_held(run_of(owner, datetime.now(UTC) + LATER))


def test_reused_process_id_is_told_apart_by_its_start():
    if not (start := leases.started(1)):
        pytest.skip("this system does not say when a process started")
    host = leases.own_name().split(":")[0]

    assert not leases.is_known_dead(f"{host}:1:{start}")
    assert leases.is_known_dead(f"{host}:1:{int(start) + 1}")
