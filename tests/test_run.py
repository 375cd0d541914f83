"""The test command tells what was real; a missing program is a notice, or a failure when strict."""

import os
import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT
from tests.services import redis

pytestmark = pytest.mark.database_independent

REDIS_TEST = "tests/test_services.py::test_redis_server_keeps_what_it_is_given"


def run_tests(*arguments, path):
    return subprocess.run(
        [sys.executable, "-m", "tests.run", "--database=sqlite", *arguments],
        cwd=ROOT,
        env={**os.environ, "PATH": path, "COMMONLOOM_TEST_STRICT": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def line_about(part, done):
    return next(line for line in done.stdout.splitlines() if line.strip().startswith(part))


@pytest.mark.skipif(redis.find_program() is None, reason="Redis: redis-server is not installed")
def test_used_program_is_told_as_exercised():
    done = run_tests(REDIS_TEST, path=os.environ["PATH"])

    assert done.returncode == 0, done.stdout
    assert "exercised, tests: 1" in line_about("Redis", done)
    assert "not needed" in line_about("Chromium", done)


def test_absent_program_is_a_notice(tmp_path):
    done = run_tests(REDIS_TEST, path=str(tmp_path))

    assert done.returncode == 0, done.stdout
    assert "SKIPPED, tests: 1 (redis-server is not installed)" in line_about("Redis", done)


def test_absent_program_is_a_failure_when_strict(tmp_path):
    done = run_tests("--strict", REDIS_TEST, path=str(tmp_path))

    assert done.returncode == 1
    assert done.stdout.endswith("FAILED: required but missing: Redis\n")
