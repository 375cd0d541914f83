"""The socket side of HTTP: checked addresses, a deadline on every read, and a way to stop from outside.

Knows httpcore and httpx's transport interface; knows no retries, no redirects and no protocol above HTTP.
"""

import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

from harvester.addresses import AddressGuard


class Deadline:
    """The moment after which nothing more is waited for; shared by all streams of one client."""

    def __init__(self) -> None:
        self._ends_at = float("inf")

    def start(self, seconds: float) -> None:
        """Let it end ``seconds`` from now."""
        self._ends_at = time.monotonic() + seconds

    def extend(self, seconds: float) -> None:
        """Put it off, for a wait that the source asked for."""
        self._ends_at += seconds

    def remaining(self) -> float:
        """Seconds left; negative when it has passed."""
        return self._ends_at - time.monotonic()

    def bound(self, timeout: float | None) -> float:
        """Give the time-out of one socket operation.

        Raises:
            httpcore.ReadTimeout: Nothing is left.
        """
        left = self.remaining()
        if left <= 0:
            raise httpcore.ReadTimeout("the total time is over")
        return left if timeout is None else min(left, timeout)


class BoundedStream(httpcore.NetworkStream):
    """A connection whose every read and write ends by the deadline, however slowly the bytes drip."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner, self._deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read up to ``max_bytes``."""
        return self._inner.read(max_bytes, self._deadline.bound(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of ``buffer``."""
        self._inner.write(buffer, self._deadline.bound(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Go on encrypted, under the same deadline."""
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.bound(timeout))
        return BoundedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Give what httpcore asks about the socket."""
        return self._inner.get_extra_info(info)


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to checked addresses only."""

    def __init__(self, guard: AddressGuard, deadline: Deadline) -> None:
        self._guard, self._deadline = guard, deadline
        self._inner = httpcore.SyncBackend()
        self._streams: list[BoundedStream] = []

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that answers; every address has been checked before."""
        failure: Exception | None = None
        for address in self._guard.addresses_of(host, port):
            bound = self._deadline.bound(timeout)
            try:
                inner = self._inner.connect_tcp(address, port, bound, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = failure or error
                continue
            return BoundedStream(inner, self._deadline)
        raise failure or httpcore.ConnectError("no address")


class BodyStream(httpx.SyncByteStream):
    """The body of an answer as httpcore hands it out."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        """Give the connection back, or end it when the body was not read to its end."""
        self._answer.close()


class GuardedTransport(httpx.BaseTransport):
    """What httpx sends its requests through; failures come as httpcore's own errors."""

    def __init__(self, guard: AddressGuard) -> None:
        self.deadline = Deadline()
        self._sockets = None
        self._pool = httpcore.ConnectionPool(
            network_backend=GuardedBackend(guard, self.deadline),
            max_connections=2,
            max_keepalive_connections=2,
            keepalive_expiry=30,
        )
