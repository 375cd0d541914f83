"""A repository on a loopback socket that is told to fail, and a harvest that does not wait."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from harvester import http
from harvester.endpoints import register_endpoint
from harvester.fetch import open_client, policy_from_settings
from harvester.models import Endpoint
from tests.fakes.oaipmh_server import FakeRecord, OaiServer

START = datetime(2026, 1, 1, tzinfo=UTC)


def fake_records(count: int) -> list[FakeRecord]:
    """Give records a minute apart."""
    return [
        FakeRecord(
            f"oai:fake:{number:03}",
            datestamp=f"{START + timedelta(minutes=number):%Y-%m-%dT%H:%M:%SZ}",
            title=f"Lesson {number}",
            fields={"identifier": [f"https://fake.example/{number}"]},
        )
        for number in range(count)
    ]


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retry as often as ever, but at once."""
    hurry(monkeypatch)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up on a silent source after a moment, and on a slow one soon after."""
    hurry(monkeypatch, read_seconds=0.3, total_seconds=1)


def hurry(monkeypatch: pytest.MonkeyPatch, **limits: float) -> None:
    """Change how patient a harvest is, in this process and in those it starts."""
    policy = partial(http.HttpPolicy, backoff_seconds=0.001, max_wait_seconds=2, **limits)
    monkeypatch.setattr("harvester.fetch.HttpPolicy", policy)
    monkeypatch.setattr("harvester.oaipmh.client.PAUSE_BEFORE_SECOND_TRY_SECONDS", 0)


@pytest.fixture
def source(settings) -> Iterator[OaiServer]:
    """A repository of 25 records, 10 a page, correct until it is told otherwise."""
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    with OaiServer(fake_records(25), page_size=10) as running:
        yield running


@pytest.fixture
def register() -> Callable[..., Endpoint]:
    """Register a source as it is now."""

    def registered(source: OaiServer, **chosen: str) -> Endpoint:
        with open_client(source.url, policy_from_settings()) as client:
            return register_endpoint(client, source.url, **chosen)

    return registered


@pytest.fixture
def endpoint(source: OaiServer, register: Callable[..., Endpoint]) -> Endpoint:
    """The source, registered while it was still correct."""
    return register(source)
