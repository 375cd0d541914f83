"""Pages are fetched when they are wanted, in order."""

import time

import msgspec
import pytest
from django.test import override_settings

from harvester.errors import BadResumptionToken, EndpointError, RetryLater
from harvester.fetch import fetch_pages, open_client, policy_from_settings
from harvester.oaipmh.client import Client
from harvester.parse import parse_envelope
from tests.fakes.network import LOOPBACK
from tests.fakes.oaipmh_server import FakeRecord, OaiServer


@pytest.fixture
def server():
    with OaiServer([FakeRecord(f"oai:x:{number:02d}") for number in range(45)]) as running:
        yield running


@pytest.fixture
def client(server):
    with open_client(server.url, msgspec.structs.replace(LOOPBACK, backoff_seconds=0.01)) as opened:
        yield opened


def pages_of(client, **arguments):
    return fetch_pages(client, parse=parse_envelope, metadata_prefix="oai_dc", **arguments)


def wait_for(condition):
    """Give another thread up to 10 seconds to do something."""
    for _ in range(1000):
        if condition():
            return
        time.sleep(0.01)
    pytest.fail("it never happened")


def test_fetch_pages_gives_all_in_order(server, client):
    pages = list(pages_of(client))

    found = [record.header.identifier for page in pages for record in page.records]
    assert found == [f"oai:x:{number:02d}" for number in range(45)]
    assert [len(page.records) for page in pages] == [10, 10, 10, 10, 5]
    assert server.asked("ListRecords") == 5
    assert server.connections == 1


def test_fetch_pages_goes_on_from_a_token(server, client):
    first = next(pages_of(client))

    rest = list(pages_of(client, token=first.token))

    assert [page.cursor for page in rest] == [10, 20, 30, 40]


def test_fetch_pages_nothing_matches_is_one_empty_page(client):
    (page,) = pages_of(client, set_spec="nowhere")

    assert (page.records, page.token) == ((), "")


def test_fetch_pages_before_the_first_page_is_wanted_nothing_is_asked(server, client):
    pages = pages_of(client)

    assert server.requests == []
    assert next(pages).records


@pytest.mark.parametrize("taken", [1, 2, 3])
def test_fetch_pages_asks_for_no_page_that_is_not_wanted(server, client, taken):
    pages = pages_of(client)
    for _ in range(taken):
        next(pages)

    assert server.asked("ListRecords") == taken


def test_fetch_pages_error_comes_behind_the_pages_before_it(server, client):
    server.fail("404", page=3)
    taken = []

    with pytest.raises(EndpointError, match="HTTP 404"):
        taken.extend(page.cursor for page in pages_of(client))

    assert server.asked("ListRecords") == 3


@pytest.mark.parametrize(
    ("kind", "value", "error"),
    [("expired-token", "", BadResumptionToken), ("503", "3600", RetryLater)],
)
def test_fetch_pages_leaves_decisions_to_the_consumer(server, client, kind, value, error):
    server.fail(kind, page=2, value=value, times=None)
    pages = pages_of(client)

    assert len(next(pages).records) == 10
    with pytest.raises(error):
        next(pages)

    assert server.asked("ListRecords") == 2


def test_fetch_pages_broken_record_does_not_lose_its_page(server, client):
    server.fail("broken-record", page=2, times=None)

    pages = list(pages_of(client))

    assert [len(page.records) for page in pages] == [10, 9, 10, 10, 5]
    assert [each.identifier for page in pages for each in page.rejected] == ["oai:x:10"]


@pytest.mark.parametrize("kind", ["control-character", "bad-utf8"])
def test_fetch_pages_repaired_page_says_so(server, client, kind):
    server.fail(kind, page=2, times=None)

    pages = list(pages_of(client))

    assert [bool(page.repairs) for page in pages] == [False, True, False, False, False]
    assert sum(len(page.records) for page in pages) == 45


def test_open_client_closes_its_connections(server):
    with open_client(server.url, LOOPBACK) as client:
        assert isinstance(client, Client)
        client.identify()

    wait_for(lambda: server.open_connections == 0)


@override_settings(
    HARVEST_ALLOWED_HOSTS=["partner.internal:8901"],
    HARVEST_ALLOWED_PORTS=frozenset({443}),
    HARVEST_CONTACT="oer@example.org",
    PUBLIC_URL="https://oer.example.org",
)
def test_policy_says_who_asks_and_what_is_allowed():
    policy = policy_from_settings()

    assert policy.user_agent.startswith("Commonloom/")
    assert policy.user_agent.endswith(" (+https://oer.example.org; oer@example.org)")
    assert policy.contact == "oer@example.org"
    assert policy.allowed_hosts == {"partner.internal:8901"}
    assert policy.allowed_ports == {443}
