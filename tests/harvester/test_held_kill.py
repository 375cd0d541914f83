"""A worker that is really killed in the middle of making held changes loses and doubles none."""

import json
import signal
import textwrap

import pytest

from tests.fakes.oaipmh_server import FakeRecord, OaiServer
from tests.services.instance import Instance

pytestmark = pytest.mark.slow

APPROVE = """
    from django.contrib.auth.models import User
    from harvester import held
    from harvester.models import HarvestRun
    person = User.objects.create_user("operator")
    held.approve(HarvestRun.objects.get(state="held"), by=person, why="They told us.")
"""
DIE_AFTER_ONE_BATCH = """
    import os
    import signal
    from harvester.tasks import harvest_next
    harvest_next(lambda run: os.kill(os.getpid(), signal.SIGKILL))
"""
COUNT = """
    import json
    from harvester.models import HarvestRun, HeldChange
    from repository.models import Change, LearningResource
    run = HarvestRun.objects.first()
    gone = LearningResource.objects.filter(is_withdrawn=True).count()
    told = [run.state, run.deleted_count, run.held_count, HeldChange.objects.count(), gone]
    print(json.dumps([*told, Change.objects.count()]))
"""


def run_code(instance: Instance, code: str, *, may_fail: bool = False):
    return instance.manage("shell", "-v0", "-c", textwrap.dedent(code), may_fail=may_fail)


def count(instance: Instance) -> list:
    return json.loads(run_code(instance, COUNT).stdout.splitlines()[-1])


def test_killed_worker_is_followed_by_one_that_makes_the_rest(instance):
    instance.settings["COMMONLOOM_ALLOW_HOSTS"] = "127.0.0.1"
    records = [FakeRecord(f"oai:fake:{number:04}") for number in range(1200)]
    with OaiServer(records, page_size=400) as server:
        instance.manage("harvest", server.url)
        for record in server.records:
            record.is_deleted = True
        instance.manage("harvest", server.url, "--full", may_fail=True)
        held = count(instance)
        run_code(instance, APPROVE)

        killed = run_code(instance, DIE_AFTER_ONE_BATCH, may_fail=True)
        half_done = count(instance)
        asked = len(server.requests)
        instance.manage("work", "--once")
        done = count(instance)

        assert len(server.requests) == asked
    assert held == ["held", 0, 1200, 1200, 0, 1200]
    assert killed.returncode == -signal.SIGKILL
    assert half_done == ["running", 500, 700, 700, 500, 1700]
    assert done == ["completed", 1200, 0, 0, 1200, 2400]
