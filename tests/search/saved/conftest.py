"""A site with an index of its own, a mailbox, and searches that people follow."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.http import QueryDict

from repository.models import LearningResource
from search.forms import read_query
from search.models import SavedSearch
from search.saved import services
from search.saved.sending import send_due
from search.services import index_changes
from tests.factories import make_resource

READER = "teacher@school.example"
Interval = SavedSearch.Interval

Told = Callable[[], list[tuple[str, str]]]


@pytest.fixture(autouse=True)
def site(db, search_settings, interface_languages):
    """An empty site with an empty index."""
    cache.clear()
    index_changes()


@pytest.fixture
def followed() -> Callable[..., SavedSearch]:
    """Make a confirmed search that was told of everything until an hour ago and is due."""

    def make(parameters: str = "q=algebra", *, address: str = READER, **fields) -> SavedSearch:
        hour_ago = services.now() - timedelta(hours=1)
        given = {
            "address": address,
            "parameters": parameters,
            "language": "en",
            "interval": Interval.DAILY,
            "confirmed_at": hour_ago,
            "told_until": hour_ago,
            "due_at": hour_ago + timedelta(minutes=59),
        }
        return SavedSearch.objects.create(**given | fields)

    return make


def add(title: str, *, minutes_ago: int = 30, is_indexed: bool = True, **fields):
    """Store a record that came and was changed some minutes ago."""
    resource = make_resource(title, **fields)
    came_at = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=minutes_ago)
    LearningResource.objects.filter(pk=resource.pk).update(created_at=came_at, datestamp=came_at)
    if is_indexed:
        index_changes()
    return resource


def send() -> list[tuple[str, str]]:
    """Do one round; gives recipient and subject of each letter that went out."""
    mail.outbox.clear()
    send_due()
    return [(message.to[0], message.subject) for message in mail.outbox]


def follow(parameters: str = "q=algebra", *, address: str = READER, interval=Interval.DAILY):
    """Ask for letters as the form does."""
    services.follow(
        address=address, query=read_query(QueryDict(parameters)), language="en", interval=interval
    )


def free(search: SavedSearch, **values) -> None:
    """Let a search be due again, as if time had passed."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    SavedSearch.objects.filter(pk=search.pk).update(due_at=past, held_until=None, **values)
