"""The only HTTP client: guarded addresses, caps, time limits, patience and politeness.

GET only. Knows nothing of Django, of XML or of any protocol above HTTP; what it may do is an
``HttpPolicy``.
"""

import logging
import random
import threading
from collections.abc import Mapping
from typing import Self

import httpcore
import httpx
import msgspec

from harvester import refusals
from harvester.addresses import AddressGuard, Resolver, resolve
from harvester.bodies import ACCEPTED_ENCODING, decompress, read_capped, read_start, too_large
from harvester.errors import AddressRefused, EndpointError, HttpStatusError, RetryLater
from harvester.politeness import HOST_TURNS, Sleep, Turns, place_of
from harvester.transport import GuardedTransport

logger = logging.getLogger(__name__)

REDIRECTS = frozenset({301, 302, 303, 307, 308})
PERMANENT_REDIRECTS = frozenset({301, 308})
NOT_MODIFIED = 304
CONDITIONAL = frozenset({"If-None-Match", "If-Modified-Since"})


class HttpPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """What the client may do, how long it waits and how it introduces itself."""

    user_agent: str
    """Name, version, address of the site and contact."""
    contact: str = ""
    """Mail address for the From header; empty leaves the header out."""
    allowed_hosts: frozenset[str] = frozenset()
    """Private hosts the operator allows by name: ``host`` (any port) or ``host:port``."""
    allowed_ports: frozenset[int] = frozenset({80, 443, 8080, 8443})
    """Ports of all other hosts."""
    connect_seconds: float = 15
    read_seconds: float = 90
    """Longest silence while an answer is awaited or read."""
    total_seconds: float = 300
    """For one answer with its redirects and retries; waits the source asks for do not count."""
    max_page_bytes: int = 50_000_000
    """As sent, and again when decompressed."""
    max_redirects: int = 5
    max_attempts: int = 4
    backoff_seconds: float = 0.5
    """Before the first retry; doubled each time, at most ``max_backoff_seconds``, less a jitter."""
    max_backoff_seconds: float = 30
    max_wait_seconds: float = 10
    """A longer Retry-After ends the request with ``RetryLater`` instead of waiting in place."""
    patience_seconds: float = 600
    """Taken for a Retry-After that was not given."""
    max_patience_seconds: float = 86_400
    """A longer Retry-After is cut to this."""
    pause_seconds: float = 0
    """Between two requests to one host."""


class HttpAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """A complete answer with status 200, decompressed; or 304 to a conditional request."""

    url: str
    """The address that answered, after redirects."""
    body: bytes
    content_type: str = ""
    has_moved: bool = False
    """Every redirect on the way was a permanent one, and there was at least one."""
    headers: dict[str, str] = {}
    """Names in lower case."""
    is_unchanged: bool = False
    """The answer was 304: what was there when the validator was given is there still."""


class Asked(msgspec.Struct, frozen=True):
    """What a request says beside its address, and how much may come back."""

    headers: Mapping[str, str]
    max_bytes: int


class HttpClient:
    """Fetches one address after the other over kept connections.

    For one thread at a time; to be closed.
    """

    def __init__(
        self,
        policy: HttpPolicy,
        *,
        turns: Turns = HOST_TURNS,
        resolver: Resolver = resolve,
        sleep: Sleep | None = None,
        connector: httpcore.NetworkBackend | None = None,
    ) -> None:
        """Open no connection yet.

        Args:
            policy: What it may do.
            turns: Whose turn it is at a host; those of this process suffice for a run, which has
                its host to itself.
            resolver: Replaced in tests only, as what follows.
            sleep: Waits some seconds.
            connector: Opens sockets.
        """
        self.policy, self._turns = policy, turns
        self._guard = AddressGuard(
            allowed_hosts=policy.allowed_hosts,
            allowed_ports=policy.allowed_ports,
            resolver=resolver,
        )
        self._stop = threading.Event()
        self._transport = GuardedTransport(self._guard, self._stop, connector)
        self.sleep: Sleep = self._stop.wait if sleep is None else sleep
        headers = {"User-Agent": policy.user_agent, "Accept-Encoding": ACCEPTED_ENCODING}
        if policy.contact:
            headers["From"] = policy.contact
        self._client = httpx.Client(
            transport=self._transport,
            headers=headers,
            timeout=httpx.Timeout(policy.read_seconds, connect=policy.connect_seconds),
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def interrupt(self) -> None:
        """End the request of another thread, and each later one, with an ``EndpointError``."""
        self._stop.set()
        self._transport.shut_connections()

    def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, max_bytes: int | None = None
    ) -> HttpAnswer:
        """Fetch an address, with redirects and a bounded number of retries.

        Args:
            url: The address.
            headers: More request headers, such as ``If-None-Match``.
            max_bytes: Cap of this answer where it is lower than that of the policy.

        Raises:
            AddressRefused: The address, or one it redirects to, may not be connected to.
            RetryLater: The source asks for more patience than is had in place.
            HttpStatusError: It answered with another status than 200.
            EndpointError: It cannot be reached, takes too long, sends too much or breaks off.
        """
        deadline = self._transport.deadline
        deadline.start(self.policy.total_seconds)
        limit = self.policy.max_page_bytes
        asked = Asked(headers or {}, limit if max_bytes is None else min(max_bytes, limit))
        attempt = 1
        while True:
            try:
                return self._follow(url, asked)
            except EndpointError as error:
                wait = self._wait_before_retry(error, attempt)
                if isinstance(error, RetryLater) and wait is not None:
                    deadline.extend(wait)
                if wait is None or deadline.remaining() <= wait:
                    raise self._last_word(error) from error.__cause__
                logger.info("attempt %d failed: %s; the next in %.1f s", attempt, error, wait)
            self.sleep(wait)
            attempt += 1

    def _wait_before_retry(self, error: EndpointError, attempt: int) -> float | None:
        """Give the seconds to wait before trying again, or None when that is no use."""
        policy = self.policy
        if self._stop.is_set() or attempt >= policy.max_attempts or not error.is_temporary:
            return None
        if isinstance(error, RetryLater):
            wait = error.retry_after_seconds
            return wait if wait <= policy.max_wait_seconds else None
        longest: float = min(
            policy.backoff_seconds * 2 ** (attempt - 1), policy.max_backoff_seconds
        )
        return longest * random.uniform(0.5, 1)  # noqa: S311 - jitter, not a secret

    def _last_word(self, error: EndpointError) -> EndpointError:
        """Give the error of the last attempt; "busy" without a Retry-After gets our own measure."""
        if isinstance(error, HttpStatusError) and error.status in refusals.ASKS_FOR_PATIENCE:
            return refusals.ask_some_time(
                error.status, url=error.url, seconds=self.policy.patience_seconds
            )
        return error

    def _follow(self, url: str, asked: Asked) -> HttpAnswer:
        """Fetch an address once, following its redirects by hand so that every hop is checked."""
        start = target = refusals.checked_url(url)
        permanent: list[bool] = []
        while len(permanent) <= self.policy.max_redirects:
            answer = self._exchange(target, asked)
            if isinstance(answer, HttpAnswer):
                has_moved = bool(permanent) and all(permanent)
                return msgspec.structs.replace(answer, has_moved=True) if has_moved else answer
            permanent.append(answer.status_code in PERMANENT_REDIRECTS)
            target = refusals.checked_url(answer.headers["location"], base=target)
            if self._is_named(target) and not self._is_named(start):
                raise AddressRefused(
                    "a redirect to a private host is not followed",
                    url=str(target),
                    advice="register that address itself if it is meant",
                    code="refused-address",
                )
        raise EndpointError(
            f"more than {self.policy.max_redirects} redirects",
            url=url,
            advice="check the base URL in a browser",
            code="redirects",
        )

    def _is_named(self, url: httpx.URL) -> bool:
        """Tell whether the operator allows this host by name."""
        return self._guard.is_named(url.host, refusals.port_of(url))

    def _exchange(self, url: httpx.URL, asked: Asked) -> HttpAnswer | httpx.Response:
        """Send one request; give the answer, or the closed response that redirects elsewhere."""
        where, deadline = str(url), self._transport.deadline
        turn = self._turns.turn(
            place_of(where),
            pause_seconds=self.policy.pause_seconds,
            sleep=self.sleep,
            stop=self._stop,
        )
        with turn as waited:
            deadline.extend(waited)
            if self._stop.is_set():
                raise refusals.interrupted(url=where)
            try:
                with self._client.stream("GET", url, headers=asked.headers) as response:
                    if response.status_code in REDIRECTS and "location" in response.headers:
                        return response
                    return self._answer(response, asked, url=where)
            except (
                httpcore.TimeoutException,
                httpcore.NetworkError,
                httpcore.ProtocolError,
            ) as error:
                if self._stop.is_set():
                    raise refusals.interrupted(url=where) from error
                if isinstance(error, httpcore.TimeoutException):
                    raise refusals.too_slow(
                        url=where,
                        is_over=deadline.remaining() <= 0,
                        total_seconds=self.policy.total_seconds,
                    ) from error
                raise refusals.broken_connection(error, url=where) from error

    def _answer(self, response: httpx.Response, asked: Asked, *, url: str) -> HttpAnswer:
        """Read the body within its caps, or raise what the status means."""
        limit = asked.max_bytes
        headers = dict(response.headers)
        if response.status_code == NOT_MODIFIED and asked.headers.keys() & CONDITIONAL:
            return HttpAnswer(url=url, body=b"", headers=headers, is_unchanged=True)
        encoding = response.headers.get("content-encoding", "")
        if response.status_code != 200:
            raise refusals.status_error(
                response,
                url=url,
                body=read_start(response.iter_raw(), encoding=encoding),
                max_patience=self.policy.max_patience_seconds,
            )
        stated = response.headers.get("content-length", "")
        if stated.isdecimal() and int(stated) > limit:
            raise too_large(limit, url=url)
        raw = read_capped(response.iter_raw(), max_bytes=limit, url=url)
        return HttpAnswer(
            url=url,
            body=decompress(raw, encoding=encoding, max_bytes=limit, url=url),
            content_type=response.headers.get("content-type", ""),
            headers=headers,
        )
