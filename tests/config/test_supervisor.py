"""The supervisor, with real processes."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from config.supervisor import ChildEnded, Stopped, Supervisor

pytestmark = pytest.mark.database_independent

FOR_EVER = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def restored_signals():
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(number) for number in numbers]
    yield
    for number, handler in zip(numbers, before, strict=True):
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_supervisor_asked_to_stop_ends_every_child(number):
    with Supervisor(dict(os.environ)) as supervisor:
        children = [supervisor.start(name, FOR_EVER) for name in ("one", "two")]
        os.kill(os.getpid(), number)

        with pytest.raises(Stopped):
            supervisor.watch()

    assert [child.returncode for child in children] == [-signal.SIGTERM] * 2


def test_supervisor_ends_a_child_that_does_not_listen_by_force(monkeypatch, tmp_path):
    monkeypatch.setattr("config.supervisor.GRACE_SECONDS", 0.5)
    deaf = tmp_path / "deaf"
    with Supervisor(dict(os.environ)) as supervisor:
        child = supervisor.start("stubborn", [sys.executable, "-c", STUBBORN, str(deaf)])
        supervisor.wait_until(deaf.exists)

    assert child.returncode == -signal.SIGKILL


def test_supervisor_says_which_child_ended_and_how():
    with Supervisor(dict(os.environ)) as supervisor:
        supervisor.start("The worker", FOR_EVER)
        supervisor.start("The web server", [sys.executable, "-c", "raise SystemExit(3)"])

        with pytest.raises(ChildEnded, match="The web server ended with code 3"):
            supervisor.watch()


def test_supervisor_runs_a_command_to_its_end_with_its_environment():
    with Supervisor({**os.environ, "ANSWER": "4"}) as supervisor:
        program = "import os; raise SystemExit(int(os.environ['ANSWER']))"

        assert supervisor.run("The first harvest", [sys.executable, "-c", program]) == 4


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a killed parent")
def test_children_end_when_the_supervisor_is_killed(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(
        textwrap.dedent(f"""
            import os
            from config.supervisor import Supervisor
            with Supervisor(dict(os.environ)) as supervisor:
                print(supervisor.start("child", {FOR_EVER!r}).pid, flush=True)
                supervisor.watch()
            """)
    )
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(
        [sys.executable, program],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(root)},
    ) as parent:
        child = int(parent.stdout.readline())
        parent.kill()

    while is_running(child):
        time.sleep(0.02)  # the test's own time limit ends this


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
