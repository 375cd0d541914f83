"""The socket side of HTTP: checked addresses, a deadline on every read, a way to stop from outside.

Knows httpcore and the transport interface of httpx; no retries, no redirects, nothing above HTTP.
"""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

from harvester.addresses import AddressGuard

KEEP_ALIVE_SECONDS = 30
MAX_CONNECTIONS = 4
"""Requests go one after the other; a second connection is open only after a redirect elsewhere."""


class Deadline:
    """The moment after which nothing more is waited for; shared by the connections of a client."""

    def __init__(self, stop: threading.Event) -> None:
        """Never end, unless ``stop`` is set."""
        self._stop = stop
        self._ends_at = float("inf")

    def start(self, seconds: float) -> None:
        """Let it end ``seconds`` from now."""
        self._ends_at = time.monotonic() + seconds

    def extend(self, seconds: float) -> None:
        """Put it off, for a wait that the source asked for."""
        self._ends_at += seconds

    def remaining(self) -> float:
        """Give the seconds left; negative when it has passed."""
        return self._ends_at - time.monotonic()

    def bound(self, timeout: float | None) -> float:
        """Give the time-out of one socket operation.

        Raises:
            httpcore.ReadTimeout: Nothing is left, or all is to stop.
        """
        left = self.remaining()
        if left <= 0 or self._stop.is_set():
            raise httpcore.ReadTimeout("no time is left")
        return left if timeout is None else min(left, timeout)


class BoundedStream(httpcore.NetworkStream):
    """A connection whose reads and writes end by the deadline, however slowly the bytes drip."""

    def __init__(
        self, inner: httpcore.NetworkStream, deadline: Deadline, open_streams: set["BoundedStream"]
    ) -> None:
        self._inner, self._deadline, self._open_streams = inner, deadline, open_streams
        open_streams.add(self)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read up to ``max_bytes``."""
        seconds = self._deadline.bound(timeout)
        acknowledge_at_once(self._inner.get_extra_info("socket"))
        return self._inner.read(max_bytes, seconds)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of ``buffer``."""
        self._inner.write(buffer, self._deadline.bound(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._open_streams.discard(self)
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Go on encrypted, under the same deadline."""
        self._open_streams.discard(self)
        inner = self._inner.start_tls(ssl_context, server_hostname, self._deadline.bound(timeout))
        return BoundedStream(inner, self._deadline, self._open_streams)

    def get_extra_info(self, info: str) -> Any:
        """Give what httpcore asks about the socket."""
        return self._inner.get_extra_info(info)

    def shut(self) -> None:
        """Wake a thread that waits for this connection; it sees the end of the stream."""
        with contextlib.suppress(OSError):  # already closed by the other side
            socket.socket.shutdown(self._inner.get_extra_info("socket"), socket.SHUT_RDWR)


def acknowledge_at_once(connection: socket.socket) -> None:
    """Acknowledge what arrives next without the usual delay, where the system can be told so.

    A server that sends headers and body apart, and does not switch Nagle's algorithm off, holds the
    body back until the headers are acknowledged: 40 ms a page.
    """
    if hasattr(socket, "TCP_QUICKACK"):
        with contextlib.suppress(OSError):  # the connection has just been closed
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)


class GuardedBackend(httpcore.NetworkBackend):
    """Opens connections to checked addresses only."""

    def __init__(
        self,
        guard: AddressGuard,
        deadline: Deadline,
        connector: httpcore.NetworkBackend | None = None,
    ) -> None:
        """Open nothing yet; ``connector`` opens the sockets, to addresses and never to names."""
        self._guard, self._deadline = guard, deadline
        self._connector = connector or httpcore.SyncBackend()
        self.open_streams: set[BoundedStream] = set()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of the host that answers; all have been checked before."""
        failure: Exception = httpcore.ConnectError("the host has no address")
        for address in self._guard.addresses_of(host, port):
            seconds = self._deadline.bound(timeout)
            try:
                stream = self._connector.connect_tcp(
                    address, port, seconds, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return BoundedStream(stream, self._deadline, self.open_streams)
        raise failure


class BodyStream(httpx.SyncByteStream):
    """The body of an answer, in the pieces in which it arrives."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        """Yield the body; not decompressed."""
        yield from self._answer.iter_stream()

    def close(self) -> None:
        """Give the connection back, or end it when the body was not read to its end."""
        self._answer.close()


class GuardedTransport(httpx.BaseTransport):
    """What httpx sends its requests through; failures come as the errors of httpcore."""

    def __init__(
        self,
        guard: AddressGuard,
        stop: threading.Event,
        connector: httpcore.NetworkBackend | None = None,
    ) -> None:
        """Open no connection yet; ``stop`` ends every wait for one."""
        self.deadline = Deadline(stop)
        self._backend = GuardedBackend(guard, self.deadline, connector)
        self._pool = httpcore.ConnectionPool(
            network_backend=self._backend,
            max_connections=MAX_CONNECTIONS,
            keepalive_expiry=KEEP_ALIVE_SECONDS,
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; the body is still to be read, and the answer to be closed."""
        answer = self._pool.handle_request(
            httpcore.Request(
                request.method,
                httpcore.URL(
                    scheme=request.url.raw_scheme,
                    host=request.url.raw_host,
                    port=request.url.port,
                    target=request.url.raw_path,
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=BodyStream(answer),
            extensions=answer.extensions,
        )

    def shut_connections(self) -> None:
        """Wake whoever waits for an answer at this moment, from another thread."""
        for stream in list(self._backend.open_streams):
            stream.shut()

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()
