"""Indexes of a cluster: one for each build, an alias on the one in use, one lease for writing.

::

    <prefix>-v1               alias of the index in use for this version of the mapping
    <prefix>-v1-6f2c…         an index; its mapping notes the place in the change feed reached
    <prefix>-lock             a document: who writes, and until when; another for vectors
    <prefix>-vectors-<model>  vectors, see ``vectors``
"""

import re
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from search.addresses import ClusterAddress
from search.backends.elasticsearch.connection import NO_SUCH, Connection, Refused
from search.backends.elasticsearch.definition import (
    MAPPING_VERSION,
    define_index,
    serving_settings,
)
from search.backends.elasticsearch.lease import Lease
from search.errors import BackendUnavailable

GREEN_WAIT = "30s"


class Indexes:
    """The indexes of one site on a cluster."""

    def __init__(self, connection: Connection, address: ClusterAddress) -> None:
        self.connection = connection
        self.alias = f"{address.prefix}-v{MAPPING_VERSION}"
        self.lock_name = f"{address.prefix}-lock"
        self._address = address
        self._names = re.compile(rf"{re.escape(address.prefix)}-v\d+-[0-9a-f]{{16}}")

    def find_current(self) -> str:
        """Give the name of the index in use; empty when there is none of this mapping version."""
        try:
            return next(iter(self.connection.send("GET", f"/_alias/{self.alias}")), "")
        except Refused as refused:
            if refused.status == NO_SUCH:
                return ""
            raise

    def create(self) -> str:
        """Make an empty index under a name never used before."""
        name = f"{self.alias}-{secrets.token_hex(8)}"
        body = define_index(shards=self._address.shards)
        self.connection.send("PUT", f"/{name}", body=body, is_writing=True)
        return name

    def publish(self, name: str) -> None:
        """Put an index in use in one step and remove the others."""
        self.connection.send(
            "PUT", f"/{name}/_settings", body=serving_settings(self._address.replicas)
        )
        self.connection.send("POST", f"/{name}/_flush", is_writing=True)
        health = self.connection.send(
            "GET",
            f"/_cluster/health/{name}",
            parameters={"wait_for_status": "yellow", "timeout": GREEN_WAIT},
            is_writing=True,
        )
        if health["status"] == "red":
            raise BackendUnavailable(f"the new search index {name} has no home on the cluster")
        actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": self.alias}}]
        current = self.find_current()
        if current and current != name:
            actions.insert(0, {"remove": {"index": current, "alias": self.alias}})
        self.connection.send("POST", "/_aliases", body={"actions": actions}, is_writing=True)
        self.remove_others(name)

    def remove_others(self, kept: str) -> None:
        """Remove every index of this site but one; call it only as the writer."""
        pattern = f"{self._address.prefix}-v*"
        for name in self.connection.send("GET", f"/{pattern}/_settings/index.creation_date"):
            if name != kept and self._names.fullmatch(name):
                self.remove(name)

    def remove(self, name: str) -> None:
        """Remove one index."""
        try:
            self.connection.send("DELETE", f"/{name}", is_writing=True)
        except Refused as refused:
            if refused.status != NO_SUCH:
                raise

    def read_position(self, name: str) -> int:
        """Give the place in the change feed that an index has reached."""
        try:
            answer = self.connection.send("GET", f"/{name}/_mapping")
        except Refused as refused:
            if refused.status == NO_SUCH:
                return 0
            raise
        meta: Mapping[str, Any] = next(iter(answer.values()))["mappings"].get("_meta") or {}
        return int(meta.get("position", 0))

    def write_position(self, name: str, position: int) -> None:
        """Keep the place in the change feed; call it after what was read up to there is safe."""
        self.connection.send(
            "PUT", f"/{name}/_mapping", body={"_meta": {"position": position}}, is_writing=True
        )

    @contextmanager
    def lock(self, *, wait_seconds: float) -> Iterator[Lease]:
        """Be the only writer, across machines; see ``Lease``.

        Raises:
            BackendBusy: Another one did not finish in time.
        """
        lease = Lease(self.connection, self.lock_name)
        lease.take(until=time.monotonic() + wait_seconds)
        try:
            yield lease
        finally:
            lease.give_back()
