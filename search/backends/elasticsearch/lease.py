"""Who may write: one document that a writer holds for a while and renews while it works.

A writer that dies leaves it: another one on the same machine takes it over at once, others when its
time is up. The engine lets only one
of two that try at once have it. Nothing depends on it but that work is not done twice: documents
carry versions, so two writers would do no harm.
"""

import os
import secrets
import socket
import time
from typing import Any

from search.backends.elasticsearch.connection import NO_SUCH, Connection, Refused
from search.errors import BackendBusy

LEASE_SECONDS = 30
RENEW_SECONDS = 8
POLL_SECONDS = 0.1
CONFLICT = 409
ALREADY_THERE = 400
DOCUMENT = "writer"
"""Of the index of words; what else is written by one at a time has another."""
INDEX = {
    "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-1"},
    "mappings": {"dynamic": False},
}


class Lease:
    """The right to write, in an index of its own."""

    def __init__(self, connection: Connection, index: str, *, document: str = DOCUMENT) -> None:
        self._connection = connection
        self._index = index
        self._document = document
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._renewed = 0.0
        self._held: dict[str, str] = {}

    def take(self, *, until: float = 0) -> None:
        """Get it, waiting until a moment of the monotonic clock; by default not at all.

        Raises:
            BackendBusy: Another writer still has it.
        """
        self._make_index()
        while not (self._create() or self._take_over()):
            if time.monotonic() >= until:
                raise BackendBusy("another process is writing the search index")
            time.sleep(POLL_SECONDS)

    def renew(self) -> None:
        """Keep it; call it while writing, it asks the engine only now and then.

        Raises:
            BackendBusy: It was lost, because this process stood still for too long.
        """
        if time.monotonic() - self._renewed < RENEW_SECONDS:
            return
        if not self._write(self._held):
            raise BackendBusy("another process took over writing the search index")

    def give_back(self) -> None:
        """Let others write; a lease that was lost, or that cannot be reached, is left alone."""
        parameters = {**self._held, "refresh": "false"}
        try:
            self._connection.send(
                "DELETE", f"/{self._index}/_doc/{self._document}", parameters=parameters
            )
        except Refused as refused:
            if refused.status not in {CONFLICT, NO_SUCH}:
                raise

    def _make_index(self) -> None:
        """Make the index of the lease, unless it is there."""
        try:
            self._connection.send("PUT", f"/{self._index}", body=INDEX, is_writing=True)
        except Refused as refused:
            if refused.status != ALREADY_THERE:
                raise

    def _create(self) -> bool:
        return self._write({"op_type": "create"})

    def _take_over(self) -> bool:
        """Take a lease that has run out; false while it is held, or when another was faster."""
        try:
            found = self._connection.send("GET", f"/{self._index}/_doc/{self._document}")
        except Refused as refused:
            if refused.status == NO_SUCH:
                return False  # just given back: the next round creates it
            raise
        held = found["_source"]
        if float(held["until"]) > time.time() and not _died_here(held["owner"]):
            return False
        return self._write(_place(found))

    def _write(self, condition: dict[str, str]) -> bool:
        body = {"owner": self._owner, "until": time.time() + LEASE_SECONDS}
        try:
            done = self._connection.send(
                "PUT", f"/{self._index}/_doc/{self._document}", body=body, parameters=condition
            )
        except Refused as refused:
            if refused.status == CONFLICT:
                return False
            raise
        self._held = _place(done)
        self._renewed = time.monotonic()
        return True


def _place(document: dict[str, Any]) -> dict[str, str]:
    """Give the condition that the document is still as it was answered."""
    return {
        "if_seq_no": str(document["_seq_no"]),
        "if_primary_term": str(document["_primary_term"]),
    }


def _died_here(owner: str) -> bool:
    """Tell whether the owner was a process of this machine and is no more."""
    host, pid, _ = owner.split(":")
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
