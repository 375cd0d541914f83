"""One method behind which either client is; their errors become ours."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from search.errors import BackendUnavailable

RETRIED_STATUS = (502, 503, 504)
WRITING_TIMES = 6
"""What writes may take so many times as long as a search."""
NO_SUCH = 404
MAX_QUOTED_CHARACTERS = 400

Body = Mapping[str, Any] | bytes | None
Answer = dict[str, Any]


class Refused(Exception):
    """The engine answered with a status from 400 to 499, or 429 or 413 in a bulk request."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"status {status}: {reason[:MAX_QUOTED_CHARACTERS]}")
        self.status = status


class Connection(Protocol):
    """A pool of connections to the nodes of a cluster; shared by threads, not by processes."""

    def send(
        self,
        method: str,
        path: str,
        *,
        body: Body = None,
        parameters: Mapping[str, str] | None = None,
        is_writing: bool = False,
    ) -> Answer:
        """Send a request and give the answer's body.

        Args:
            method: As in HTTP.
            path: With the slash in front.
            body: A mapping, or lines of JSON for ``_bulk``.
            parameters: Of the address.
            is_writing: Waits longer for the answer.

        Raises:
            Refused: The request makes no sense to the engine, or names what is not there.
            BackendUnavailable: No node answered, or none that lets us in.
        """


def headers_of(body: Body) -> dict[str, str]:
    """Say what the body is, and that JSON is wanted."""
    headers = {"accept": "application/json"}
    if body is not None:
        kind = "application/x-ndjson" if isinstance(body, bytes) else "application/json"
        headers["content-type"] = kind
    return headers


def refusal(status: int, said: object) -> Exception:
    """Give the error for an answer that is none."""
    reason = reason_of(said)
    if status in {401, 403}:
        return BackendUnavailable(
            f"the search engine does not let us in ({status}: {reason}); check the password or key"
            " in SEARCH_URL and what it may do"
        )
    if status >= 500:
        return BackendUnavailable(f"the search engine failed ({status}: {reason})")
    return Refused(status, reason)


def reason_of(said: object) -> str:
    """Give the sentence in an error's body."""
    error = said.get("error", said) if isinstance(said, dict) else said
    if isinstance(error, dict):
        causes = error.get("root_cause") or [error]
        return str(causes[0].get("reason") or error)[:MAX_QUOTED_CHARACTERS]
    return str(error)[:MAX_QUOTED_CHARACTERS]


def unreachable(error: Exception) -> BackendUnavailable:
    """Give the error for no answer at all."""
    return BackendUnavailable(
        f"no search engine answers at SEARCH_URL: {str(error)[:MAX_QUOTED_CHARACTERS]}"
    )


@contextmanager
def translated(what: str) -> Iterator[None]:
    """Turn a refusal that nothing expected into our error."""
    try:
        yield
    except Refused as refused:
        raise BackendUnavailable(f"the search engine refuses to {what}: {refused}") from refused
