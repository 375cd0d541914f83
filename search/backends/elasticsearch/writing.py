"""Documents in bulk, no faster than the engine takes them."""

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import msgspec

from search.backends.base import Entry
from search.backends.elasticsearch.connection import Connection, Refused
from search.backends.elasticsearch.indexes import Indexes
from search.backends.elasticsearch.lease import Lease
from search.errors import BackendUnavailable

logger = logging.getLogger(__name__)
MAX_BULK_BYTES = 4_000_000
MAX_WAITING = 2
"""Requests under way at a time: one is prepared while the engine works on the others."""
FIRST_PAUSE_SECONDS = 0.25
MAX_PAUSE_SECONDS = 20.0
MAX_ATTEMPTS = 12
"""With pauses that double, about two minutes of an engine that takes nothing at all."""
TOO_LARGE, TOO_MANY = 413, 429
OLDER = 409
"""A newer version is there already: what had to be done is done."""
ABSENT = 404
"""Of a deletion: likewise."""

Action = bytes
"""One or two lines of JSON: what to do, and the document."""
_encode = msgspec.json.Encoder().encode


class ClusterWriter:
    """The one writer of one index; see ``IndexWriter``."""

    def __init__(self, indexes: Indexes, name: str, lease: Lease) -> None:
        self.name = name
        self.position = indexes.read_position(name)
        self._indexes = indexes
        self._lease = lease
        self._sender = ThreadPoolExecutor(MAX_WAITING, thread_name_prefix="search-bulk")
        self._waiting: list[Future[None]] = []

    def write(
        self,
        entries: Sequence[Entry],
        *,
        are_new: bool = False,  # noqa: ARG002 - versions make looking up unnecessary
    ) -> None:
        """Replace or delete documents; see ``IndexWriter``."""
        self._lease.renew()
        for actions in bulks(map(to_action, latest(entries))):
            while len(self._waiting) >= MAX_WAITING:
                self._waiting.pop(0).result()
            self._waiting.append(
                self._sender.submit(send_bulk, self._indexes.connection, self.name, actions)
            )

    def commit(self, position: int) -> None:
        """Wait until everything is written, make it visible, then note the position."""
        self._lease.renew()
        while self._waiting:
            self._waiting.pop(0).result()
        self._indexes.connection.send("POST", f"/{self.name}/_refresh", is_writing=True)
        self._indexes.write_position(self.name, position)
        self.position = position

    def close(self) -> None:
        """End the threads; what is under way is waited for, what was not sent is dropped."""
        self._sender.shutdown(cancel_futures=True)


def latest(entries: Sequence[Entry]) -> Iterable[Entry]:
    """Give the last entry of each id: requests under way at the same time may change places."""
    return {entry.id: entry for entry in entries}.values()


def to_action(entry: Entry) -> Action:
    """Give the lines for one document; an older version never replaces a newer one."""
    action = {"_id": entry.id, "version": entry.version, "version_type": "external_gte"}
    if not entry.body:
        return _encode({"delete": action}) + b"\n"
    return b"%b\n%b\n" % (_encode({"index": action}), entry.body)


def bulks(actions: Iterable[Action]) -> Iterator[list[Action]]:
    """Cut actions into requests of at most ``MAX_BULK_BYTES``."""
    bulk: list[Action] = []
    size = 0
    for action in actions:
        if bulk and size + len(action) > MAX_BULK_BYTES:
            yield bulk
            bulk, size = [], 0
        bulk.append(action)
        size += len(action)
    if bulk:
        yield bulk


def send_bulk(connection: Connection, index: str, actions: list[Action]) -> None:
    """Have actions done; those that the engine has no room for are sent again, later and fewer.

    Raises:
        BackendUnavailable: It takes nothing for too long.
    """
    pending = [actions]
    attempts = 0
    while pending:
        sent = pending.pop(0)
        is_too_large = False
        try:
            refused = _send(connection, index, sent)
        except Refused as answer:
            if answer.status not in {TOO_LARGE, TOO_MANY}:
                raise BackendUnavailable(
                    f"the search engine refuses to index: {answer}"
                ) from answer
            is_too_large = answer.status == TOO_LARGE
            if is_too_large and len(sent) == 1:
                logger.exception("A document of %d bytes is not in the index", len(sent[0]))
                continue
            refused = sent
        if not refused:
            continue
        attempts += not is_too_large
        if attempts == MAX_ATTEMPTS:
            raise BackendUnavailable("the search engine is too busy to index anything")
        half = (len(refused) + 1) // 2
        pending = [part for part in (refused[:half], refused[half:]) if part] + pending
        if not is_too_large:
            time.sleep(min(FIRST_PAUSE_SECONDS * 2**attempts, MAX_PAUSE_SECONDS))


def _send(connection: Connection, index: str, actions: list[Action]) -> list[Action]:
    """Send one request and give the actions that have to be sent again."""
    answer = connection.send("POST", f"/{index}/_bulk", body=b"".join(actions), is_writing=True)
    if not answer.get("errors"):
        return []
    again: list[Action] = []
    for action, item in zip(actions, answer["items"], strict=True):
        [(kind, outcome)] = item.items()
        status = outcome["status"]
        if status == TOO_MANY:
            again.append(action)
        elif status >= 500:
            raise BackendUnavailable(f"the search engine failed to index: {outcome.get('error')}")
        elif status >= 400 and status != OLDER and not (kind == "delete" and status == ABSENT):
            # one record must not keep the others out of the index
            logger.error("Record %s cannot be indexed: %s", outcome["_id"], outcome.get("error"))
    return again
