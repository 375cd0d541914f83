"""A decision whose worker is really killed, again and again, reaches every record once."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg
import pytest

from tests.services.instance import ROOT, Instance

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]
RECORDS, BATCH, KILLS = 4000, 50, 2
FILL = f"""
from django.contrib.auth import get_user_model
from repository.deposits import deposit_of
from repository.metadata.record import ResourceMetadata
from repository.models import Provider
from repository.rights.counting import count_statements
from repository.services import store_resources
partner = Provider.objects.create(slug="partner", name="Partner")
get_user_model().objects.create_superuser("curator", password="x")
for begin in range(0, {RECORDS}, 500):
    store_resources(provider=partner, deposits=[
        deposit_of(f"oai:x:{{number}}", ResourceMetadata(
            titles={{"en": (f"Lesson {{number}}",)}}, rights_statements=("See our terms.",)))
        for number in range(begin, begin + 500)
    ])
count_statements()
"""
DECIDE = """
from django.contrib.auth import get_user_model
from licensing.models import RightsStatement
from licensing.services.decisions import Choice, decide
choice = Choice(action="license", license_id="CC-BY-4.0", reason="They say so.")
decide(user=get_user_model().objects.get(), statement=RightsStatement.objects.get(), choice=choice)
"""
UNDO = """
from django.contrib.auth import get_user_model
from licensing.models import Decision
from licensing.services.answers import undo
undo(user=get_user_model().objects.get(), decision=Decision.objects.get(), reason="They do not.")
"""
WORKER = f"""
import django
django.setup()
from repository.rights import applying
from repository.tasks import run_due_rights_jobs
applying.BATCH = {BATCH}
run_due_rights_jobs()
"""
RECORDS_NOW = """
SELECT id, source_identifier, metadata_json, digest, title, license_id, license_class,
       license_json, decision_id, statement_key, stated_on, is_withdrawn, created_at
FROM repository_learningresource ORDER BY id
"""
JOB = "SELECT state, seen_count, changed_count FROM licensing_rightsjob ORDER BY created_at DESC"


@pytest.fixture
def database(instance) -> Iterator[psycopg.Connection]:
    instance.manage("shell", "-v0", stdin=FILL)
    with psycopg.connect(instance.settings["DATABASE_URL"], autocommit=True) as connection:
        yield connection


def one(database: psycopg.Connection, query: str) -> tuple:
    return database.execute(query).fetchone()


def start_worker(instance: Instance) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", WORKER], env=instance.environment, cwd=ROOT)


def kill_on_the_way(instance: Instance, database: psycopg.Connection) -> int:
    """Kill a worker once it has brought the decision to some more records; give to how many."""
    _, _, before = one(database, JOB)
    with start_worker(instance) as worker:
        while one(database, JOB)[2] < before + RECORDS // 10:
            assert worker.poll() is None, "ended before it could be killed"
            time.sleep(0.002)
        worker.send_signal(signal.SIGKILL)
    state, _, changed = one(database, JOB)
    assert (worker.returncode, state) == (-signal.SIGKILL, "running")
    assert before < changed < RECORDS
    return changed


def work_to_the_end(instance: Instance, database: psycopg.Connection) -> None:
    """Kill the job's workers some times, then let one finish."""
    fed = one(database, "SELECT max(id) FROM repository_change")[0]
    held = one(database, "SELECT decision_id FROM repository_learningresource LIMIT 1")[0]
    for _ in range(KILLS):
        changed = kill_on_the_way(instance, database)

        moved = f"SELECT count(*) FROM repository_learningresource WHERE decision_id <> {held}"
        assert one(database, moved) == (changed,), "what is not committed is not counted"
        assert one(database, f"SELECT count(*) FROM repository_change WHERE id > {fed}") == (
            changed,
        )

        assert start_worker(instance).wait(60) == 0
        assert one(database, JOB)[2] == changed, "the lease of the dead worker still holds"
        database.execute(
            "UPDATE licensing_rightsjob SET lease_until = now()"
        )  # half a minute goes by

    assert start_worker(instance).wait(60) == 0
    assert one(database, JOB) == ("done", RECORDS, RECORDS)
    each_once = f"""
        SELECT count(*), count(DISTINCT resource_id) FROM repository_change WHERE id > {fed}
    """
    assert one(database, each_once) == (RECORDS, RECORDS)


def test_killed_workers_lose_and_double_nothing_of_a_decision_nor_of_its_undoing(
    instance, database
):
    before = database.execute(RECORDS_NOW).fetchall()
    instance.manage("shell", "-v0", stdin=DECIDE)
    work_to_the_end(instance, database)

    decided = (
        "SELECT DISTINCT license_id, license_class, decision_id FROM repository_learningresource"
    )
    [(entry, action, supersedes)] = database.execute(
        "SELECT id, action, supersedes_id FROM licensing_decision"
    ).fetchall()
    assert database.execute(decided).fetchall() == [("CC-BY-4.0", "open", entry)]
    assert (action, supersedes) == ("license", None)

    instance.manage("shell", "-v0", stdin=UNDO)
    work_to_the_end(instance, database)

    assert database.execute(RECORDS_NOW).fetchall() == before
    audit = "SELECT action, answers_id FROM licensing_decision ORDER BY id"
    assert database.execute(audit).fetchall() == [("license", None), ("undo", entry)]
    assert one(database, "SELECT count(*) FROM licensing_ruling") == (0,)
