"""Counting that a reader opened a work: one statement, behind the answer, in nobody's way."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponseRedirect

from repository import bulk
from repository.downloads.visits import is_reader, is_repeated
from repository.models import DownloadDay

logger = logging.getLogger(__name__)
MAX_WAIT_MILLISECONDS = 2_000
"""Of a count for a database that is busy; then it is left out."""


class CountedRedirect(HttpResponseRedirect):
    """Leads a reader to a work; when the answer is out, the opening is counted."""

    def __init__(self, address: str, *, request: HttpRequest, resource_id: UUID) -> None:
        super().__init__(address)
        self._request = request
        self._resource_id = resource_id

    def close(self) -> None:
        """End the answer; called by the server when everything was sent."""
        try:
            count_opening(self._request, self._resource_id)
        finally:
            super().close()


def count_opening(request: HttpRequest, resource_id: UUID) -> bool:
    """Count a request for a work if it is a reader's and no double click; tell whether it was.

    What goes wrong is logged and goes no further.
    """
    if request.method != "GET" or not is_reader(request.headers):
        return False
    today = datetime.now(UTC).date()
    try:
        if is_repeated(visitor=visitor_of(request), link=request.path, on=today):
            return False
        with brief_transaction():
            bulk.commit_without_waiting()
            bulk.add_to_rows(
                DownloadDay,
                ("resource_id", "day", "count", "summed_count"),
                [(resource_id, today, 1, 0)],
                conflict=("resource_id", "day"),
                added=("count",),
            )
    except (DatabaseError, OSError) as error:
        logger.warning("A download of %s was not counted: %s", resource_id, error)
        return False
    return True


def visitor_of(request: HttpRequest) -> str:
    """Give what tells one browser from another for half a minute; never kept, never trusted."""
    said = ("X-Forwarded-For", "User-Agent", "Accept-Language")
    headers = [request.headers.get(name, "") for name in said]
    return "\n".join([request.META.get("REMOTE_ADDR", ""), *headers])


@contextmanager
def brief_transaction() -> Iterator[None]:
    """Hold a transaction that waits for others no longer than ``MAX_WAIT_MILLISECONDS``."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with transaction.atomic():
                cursor.execute(f"SET LOCAL lock_timeout = {MAX_WAIT_MILLISECONDS}")
                yield
            return
        cursor.execute("PRAGMA busy_timeout")
        before = int(cursor.fetchone()[0])
        cursor.execute(f"PRAGMA busy_timeout = {MAX_WAIT_MILLISECONDS}")
        try:
            with transaction.atomic():
                yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before}")
