"""What is new for a saved search: records that the site got in a span of time and that match it.

A record that was only changed is none. What counts is the index: a record that it has not read yet
is told next time, so an engine that is behind costs delay, never news.
"""

from bisect import bisect_left
from datetime import datetime
from uuid import UUID

import msgspec

from repository import clock, selectors
from repository.models import LearningResource
from search import services
from search.backends import get_backend
from search.errors import SearchError
from search.queries import SearchQuery

BATCH = 500
MAX_LOOKED_AT = 10_000
"""Hits that are gone through for one letter, changed records among them."""
MAX_BACKLOG = 5_000
"""Changes that the index may be behind; with more of them, letters wait."""


class IndexBehind(SearchError):
    """Too much is waiting to be indexed for news to be told; try again later."""


class Horizon(msgspec.Struct, frozen=True):
    """Until when the index is known to be complete."""

    settled: datetime
    pending: tuple[datetime, ...] = ()
    """When the records that the index has yet to read came, in rising order."""

    def until(self, since: datetime) -> datetime:
        """Give the end of the longest span from ``since`` of which the index has everything."""
        place = bisect_left(self.pending, since)
        return min([self.settled, *self.pending[place : place + 1]])


def look_ahead() -> Horizon:
    """Give how far news can be told now.

    Raises:
        IndexBehind: The index is far behind the catalogue.
        BackendUnavailable: The engine does not answer.
    """
    settled = clock.settled_now()
    last = selectors.last_settled_change_id()
    position = services.progress_of(get_backend()).position
    changes = selectors.list_changes(
        after=position, until=last, limit=MAX_BACKLOG + 1, of_records=True
    )
    if len(changes) > MAX_BACKLOG:
        raise IndexBehind(f"the index is more than {MAX_BACKLOG} changes behind")
    ids = {resource_id for _change, resource_id in changes}
    pending = LearningResource.objects.filter(id__in=ids).values_list("created_at", flat=True)
    return Horizon(settled, tuple(sorted(pending)))


def find_new(
    query: SearchQuery, *, since: datetime, until: datetime, limit: int
) -> list[LearningResource]:
    """Give at most ``limit`` records that came at or after ``since`` and before ``until``.

    Raises:
        SearchError: The engine does not answer, or was changed for another on the way.
    """
    return selectors.get_resources(find_new_ids(query, since=since, until=until, limit=limit))


def find_new_ids(query: SearchQuery, *, since: datetime, until: datetime, limit: int) -> list[UUID]:
    """Give the ids of at most ``limit`` records that came at or after ``since``, before ``until``.

    Every record that came at or after ``since`` was also changed then, so the hits are read from
    the last changed one until one that was not.

    Raises:
        SearchError: As in ``find_new``.
    """
    asked = msgspec.structs.replace(query, sort="newest", page=1, page_size=BATCH, cursor="")
    found: list[UUID] = []
    for _batch in range(MAX_LOOKED_AT // BATCH):
        page = services.search(asked)
        if page.is_relaxed:  # they have only most of the words
            return []
        ids = [UUID(hit.resource_id) for hit in page.hits]
        stamps = stamps_of(ids)
        for key in ids:
            changed_at, came_at = stamps.get(key, (until, until))
            if changed_at < since or len(found) == limit:
                return found
            if since <= came_at < until:
                found.append(key)
        if not page.next_cursor:
            break
        asked = msgspec.structs.replace(asked, cursor=page.next_cursor)
    return found


def stamps_of(ids: list[UUID]) -> dict[UUID, tuple[datetime, datetime]]:
    """Give when each was changed and when it came; nothing of those that are withdrawn."""
    rows = LearningResource.objects.filter(id__in=ids, is_withdrawn=False)
    return {
        key: (changed_at, came_at)
        for key, changed_at, came_at in rows.values_list("id", "datestamp", "created_at")
    }
