"""The two commands' promise: a fresh clone runs, stops, leaves nothing behind, and runs again."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.services.processes import free_port

ROOT = Path(__file__).resolve().parents[1]
READY = re.compile(r"Commonloom is ready: (http://\S+)/ ")
OWN_SETTINGS = re.compile(
    r"COMMONLOOM_|DATABASE_URL$|SEARCH_URL$|CELERY_|DJANGO_|MAKE|PORT$|PYTHON(PATH|HOME)$|VIRTUAL_ENV"
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.database_independent,
    pytest.mark.timeout(1200),
    pytest.mark.skipif(
        not (shutil.which("git") and shutil.which("make") and (ROOT / ".git").exists()),
        reason="needs git, make and a checkout",
    ),
    pytest.mark.skipif(sys.platform != "linux", reason="looks for left processes in /proc"),
]


@pytest.fixture
def clone(tmp_path):
    folder = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", ROOT, folder], check=True)
    return folder


@pytest.fixture
def environment(tmp_path):
    """A newcomer's environment; whatever is written outside the checkout shows in these folders."""
    for name in ("home", "tmp"):
        (tmp_path / name).mkdir()
    kept = {name: value for name, value in os.environ.items() if not OWN_SETTINGS.match(name)}
    pip_settings = Path("~/.config/pip/pip.conf").expanduser()
    if pip_settings.exists():
        kept["PIP_CONFIG_FILE"] = str(pip_settings)
    return {
        **kept,
        "PATH": os.defpath,  # a developer's tools write in the home folder when asked for a version
        "HOME": str(tmp_path / "home"),
        "TMPDIR": str(tmp_path / "tmp"),
    }


def test_fresh_clone_runs_stops_and_runs_again(clone, environment, tmp_path):
    port = free_port()

    with running_site(clone, environment, port) as (address, said):
        assert address == f"http://127.0.0.1:{port}"
        assert "password: " in said
        front_page = urllib.request.urlopen(address).read().decode()
        resources = fetch_json(f"{address}/api/v1/resources?page_size=100")
    assert "<h1" in front_page
    assert resources["count"] >= 75
    assert len({tuple(each["languages"]) for each in resources["results"]}) >= 10

    with running_site(clone, environment, port) as (address, said):
        assert "password: " not in said
        assert "Harvesting" not in said
        again = fetch_json(f"{address}/api/v1/resources?page_size=100")
        late = make_run(clone, environment, port)
        refusal = late.communicate()[0]
    assert again == resources
    assert late.returncode != 0
    assert f"Port {port} is taken" in refusal
    assert "PORT=" in refusal

    assert list((tmp_path / "home").rglob("*")) == []
    assert list((tmp_path / "tmp").rglob("*")) == []
    state = subprocess.run(
        ["git", "status", "--porcelain"], cwd=clone, capture_output=True, text=True, check=True
    )
    assert state.stdout == ""


@contextmanager
def running_site(clone: Path, environment: dict[str, str], port: int) -> Iterator[tuple[str, str]]:
    """Run the site until the block ends, by Ctrl-C; give its address and what it said so far."""
    site = make_run(clone, environment, port)
    try:
        said = ""
        while not (ready := READY.search(said)):
            line = site.stdout.readline()
            assert line, f"it ended before it was ready:\n{said}"
            said += line
        yield ready[1], said
        os.killpg(site.pid, signal.SIGINT)
        site.communicate()
        assert processes_in(clone) == []
    finally:
        if site.poll() is None:
            os.killpg(site.pid, signal.SIGKILL)
            site.communicate()


def make_run(clone: Path, environment: dict[str, str], port: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["make", "run", f"PORT={port}", f"PYTHON={sys.executable}"],
        cwd=clone,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def fetch_json(url: str) -> dict:
    with urllib.request.urlopen(url) as answer:
        return json.load(answer)


def processes_in(folder: Path) -> list[str]:
    """List the processes that work in a folder, after a moment for those about to end."""
    for _attempt in range(20):
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if (process / "cwd").readlink().is_relative_to(folder):
                    found.append((process / "cmdline").read_text().replace("\0", " "))
            except OSError:  # it is gone, or not ours to see
                continue
        if not found:
            break
        time.sleep(0.1)
    return found
