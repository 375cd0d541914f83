"""A decision over many records keeps the site answering, and everything agrees afterwards."""

import json
import os
import subprocess
import sys

import psycopg
import pytest
from django.db import connection

from tests.services.instance import ROOT


@pytest.fixture
def empty_database():
    """A database of its own on the server of this run."""
    server, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    name = f"decision_{os.getpid()}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {name}")
        yield f"{server}/{name}"
        owner.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.postgresql
@pytest.mark.slow
def test_searches_go_on_while_a_decision_reaches_thousands_of_records(empty_database):
    assert connection.vendor == "postgresql"
    environment = {
        name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"
    }

    done = subprocess.run(
        [sys.executable, "bench/decision.py", "--records=5000", "--searches=150", "--json"],
        cwd=ROOT,
        env={**environment, "DATABASE_URL": empty_database},
        capture_output=True,
        text=True,
        check=False,
        timeout=280,
    )

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["all_agree"]
    assert found["all_agree_after_undo"]
    # both are decisions over the same records; what else the machine did may spoil one of them
    assert min(found["ratio"], found["ratio_of_undoing"]) < 2, found
