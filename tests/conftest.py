"""Fixtures used by more than one folder, and the account of which real parts a run exercised."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import trans_real
from playwright.sync_api import Browser, sync_playwright

from config.translations import compile_catalogs
from tests import corpus
from tests.engines import elasticsearch, opensearch
from tests.engines.downloads import NotToBeHad
from tests.services import chromium as chromium_program
from tests.services import redis
from tests.services.instance import Instance
from tests.services.parts import (
    CHROMIUM,
    CORPUS,
    ELASTICSEARCH,
    OPENSEARCH,
    POSTGRESQL,
    REDIS,
    PartsReport,
    lack,
)

hypothesis.settings.register_profile("untimed", deadline=None)  # machines are busy at times
hypothesis.settings.load_profile("untimed")

REPORT = pytest.StashKey[PartsReport]()
PART_OF_FIXTURE = {
    "redis_server": REDIS,
    "chromium": CHROMIUM,
    "opensearch_server": OPENSEARCH,
    "elasticsearch_server": ELASTICSEARCH,
}
PART_OF_PARAMETER = {"opensearch": OPENSEARCH, "elasticsearch": ELASTICSEARCH}
"""Engines are asked for by name where one test runs on each of them."""


@pytest.fixture(scope="session")
def redis_server(pytestconfig: pytest.Config) -> Iterator[str]:
    """URL of a private Redis."""
    program = redis.find_program()
    if program is None:
        lack(REDIS, "redis-server is not installed")
    pytestconfig.stash[REPORT].parts[REDIS].version = redis.version(program)
    with redis.server(program) as url:
        yield url


@pytest.fixture(scope="session")
def opensearch_server(pytestconfig: pytest.Config) -> Iterator[str]:
    """Address of a private OpenSearch, started when first asked for."""
    with _engine(pytestconfig, OPENSEARCH, opensearch) as address:
        yield address


@pytest.fixture(scope="session")
def elasticsearch_server(pytestconfig: pytest.Config) -> Iterator[str]:
    """Address of a private Elasticsearch, core only, started when first asked for."""
    with _engine(pytestconfig, ELASTICSEARCH, elasticsearch) as address:
        yield address


@contextmanager
def _engine(config: pytest.Config, part: str, engine: ModuleType) -> Iterator[str]:
    with ExitStack() as stack:
        try:
            address = stack.enter_context(engine.server())
        except NotToBeHad as absent:
            lack(part, str(absent))
        config.stash[REPORT].parts[part].version = engine.VERSION
        yield address


@pytest.fixture(scope="session")
def chromium(pytestconfig: pytest.Config) -> str:
    """Path of the browser."""
    program = chromium_program.find_program()
    if program is None:
        lack(CHROMIUM, "chromium is not installed")
    pytestconfig.stash[REPORT].parts[CHROMIUM].version = chromium_program.version(program)
    return program


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """A running browser; make a context of your own in it for each test."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as driver:
        # the driver runs an event loop in this thread, which Django takes for asynchronous code
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        launched = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """The language of the sources; a request leaves its own active behind."""
    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(scope="session")
def interface_languages() -> None:
    """The interface in all its languages, as the site is started with."""
    compile_catalogs()
    trans_real._translations.clear()  # what was read before there were compiled catalogues


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """A whole empty site of its own, run in processes of its own."""
    with Instance.create(tmp_path / "instance") as created:
        yield created


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--without",
        action="append",
        default=[],
        metavar="MARKER",
        help="leave out the tests with this marker (the test command does, see tests/run.py)",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[REPORT] = PartsReport()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what ``--without`` names; skip what needs a PostgreSQL that is not there."""
    left_out = [
        item for item in items if any(map(item.get_closest_marker, config.getoption("--without")))
    ]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    if connection.vendor != "postgresql":
        reason = f"{POSTGRESQL}: this run has {connection.display_name}"
        for item in items:
            if item.get_closest_marker("postgresql"):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Count the test for each real part that it used, or had to do without."""
    report = yield
    parts = item.config.stash[REPORT].parts
    if call.excinfo and call.excinfo.errisinstance((pytest.skip.Exception, pytest.fail.Exception)):
        name, _, reason = str(call.excinfo.value).partition(": ")
        if name in parts:
            parts[name].skip(reason)
    elif report.when == "call":
        used = {PART_OF_FIXTURE[name] for name in item.fixturenames if name in PART_OF_FIXTURE}
        parameters = item.callspec.params.values() if hasattr(item, "callspec") else ()
        used |= {
            PART_OF_PARAMETER[value] for value in map(str, parameters) if value in PART_OF_PARAMETER
        }
        if connection.vendor == "postgresql":
            used.add(POSTGRESQL)
        if corpus.found:
            used.add(CORPUS)
            corpus.found.clear()
        for name in used:
            parts[name].exercised += 1
    return report


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Leave the account to the test command, or print it when there is none."""
    if file := os.environ.get("COMMONLOOM_TEST_REPORT"):
        config.stash[REPORT].save(Path(file))
        return
    terminalreporter.section("real parts")
    for line in config.stash[REPORT].lines():
        terminalreporter.write_line(line)
