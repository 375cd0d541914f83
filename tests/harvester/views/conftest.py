"""A harvested endpoint with everything that can be wrong with records, and people to look at it."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from harvester.endpoints import register_endpoint
from harvester.fetch import open_client, policy_from_settings
from harvester.models import Endpoint
from harvester.pipeline import run_harvest
from harvester.roles import OPERATORS, create_operators
from tests.fakes.oaipmh_server import FakeRecord, OaiServer

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


def records_of_a_sloppy_partner() -> list[FakeRecord]:
    good = {
        "rights": ["https://creativecommons.org/licenses/by/4.0/"],
        "language": ["en"],
        "identifier": ["https://fake.example/1"],
        "description": ["How plants live on light."],
    }
    return [
        *(FakeRecord(f"oai:fake:{each}", title=f"Lesson {each}", fields=good) for each in range(6)),
        FakeRecord(
            "oai:fake:hostile", title=HOSTILE, fields={"language": [HOSTILE], "rights": [HOSTILE]}
        ),
        FakeRecord("=HYPERLINK(1)", title="", fields={"description": [HOSTILE]}),
        FakeRecord(f"oai:fake:{HOSTILE}", title="", fields={"description": ["x" * 20_000]}),
        FakeRecord("oai:fake:bare", metadata=""),
    ]


@pytest.fixture
def server(settings) -> Iterator[OaiServer]:
    settings.HARVEST_ALLOWED_HOSTS = ["127.0.0.1"]
    with OaiServer(records_of_a_sloppy_partner(), page_size=20) as running:
        yield running


@pytest.fixture
def endpoint(server, db) -> Endpoint:
    """Harvested once: 7 records taken, 3 rejected."""
    with open_client(server.url, policy_from_settings()) as client:
        registered = register_endpoint(client, server.url, name=f"Partner {HOSTILE}")
    run_harvest(registered)
    registered.refresh_from_db()
    return registered


def signed_in(username: str, *, groups=()) -> Client:
    user = User.objects.create_user(username, is_staff=True)
    user.groups.set(groups)
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def operator(db) -> Client:
    create_operators()
    return signed_in("operator", groups=[Group.objects.get(name=OPERATORS)])


@pytest.fixture
def outsider(db) -> Client:
    """Staff without any permission."""
    return signed_in("outsider")
