"""Datestamps that no incremental harvester and no feed reader can miss.

A record must never become visible with a datestamp, or a place in the change feed, earlier than one
already served. Writers therefore hold a shared lock from the moment they stamp until they commit; a
reader that is about to say "this is everything up to now" takes the same lock exclusively for an
instant, so that nothing stamped earlier is still on its way. On SQLite the write transaction itself
is that lock.
"""

from datetime import UTC, datetime

from django.db import connection, transaction

WRITERS_LOCK = 0x10AD_57A3
"""Key of the PostgreSQL advisory lock."""
WAIT_MILLISECONDS = 10_000


def stamp() -> datetime:
    """Give the datestamp of the writes of the running transaction: UTC, whole seconds.

    Call it inside ``transaction.atomic`` and before the first write that carries the stamp.
    """
    if connection.vendor != "postgresql":
        return datetime.now(UTC).replace(microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(
            # the lock is in FROM, so that it is held before the clock is read
            "SELECT date_trunc('second', clock_timestamp()) FROM pg_advisory_xact_lock_shared(%s)",
            [WRITERS_LOCK],
        )
        return cursor.fetchone()[0].astimezone(UTC)


def settled_now() -> datetime:
    """Give a time, UTC, whole seconds, before which nothing more will appear.

    All earlier stamps are committed.

    Waits for the writers of the moment; a page of a harvest takes milliseconds.

    Raises:
        django.db.OperationalError: Writers held on for longer than ``WAIT_MILLISECONDS``; ask again
        later.
    """
    with transaction.atomic():
        if connection.vendor != "postgresql":
            return datetime.now(UTC).replace(microsecond=0)
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {WAIT_MILLISECONDS}")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITERS_LOCK])
            cursor.execute("SELECT date_trunc('second', clock_timestamp())")
            return cursor.fetchone()[0].astimezone(UTC)
