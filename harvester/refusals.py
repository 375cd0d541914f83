"""What a failed exchange means, in words for the operator: statuses, time-outs, odd addresses."""

import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from harvester.errors import AddressRefused, EndpointError, HttpStatusError, RetryLater

ASKS_FOR_PATIENCE = frozenset({429, 503})
WORTH_A_RETRY = frozenset({408, 425, 429, 500, 502, 503, 504, *range(520, 531)})
ADVICE = {
    401: "it wants a password: ask the partner for an open address",
    403: "it refuses this client: ask the partner to let in its User-Agent",
    404: "check the base URL",
    410: "the address is gone: ask the partner for the new one",
}


def checked_url(url: str, *, base: httpx.URL | None = None) -> httpx.URL:
    """Give an address that may be asked for, joined to ``base`` when it is relative.

    Raises:
        AddressRefused: It is no http or https address, or holds a user name.
    """
    try:
        parsed = base.join(url) if base else httpx.URL(url.strip())
    except httpx.InvalidURL as error:
        raise AddressRefused(
            f"not an address: {error}", url=url, advice="check its spelling", code="bad-address"
        ) from error
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise AddressRefused(
            "only http and https addresses are harvested",
            url=url,
            advice="write an address such as https://oer.example.org/oai",
            code="bad-address",
        )
    if not 0 < port_of(parsed) < 65536:
        raise AddressRefused(
            "there is no such port", url=url, advice="check its spelling", code="bad-address"
        )
    if parsed.userinfo:
        raise AddressRefused(
            "an address with a user name or password is not used",
            url=str(parsed.copy_with(username=None, password=None)),
            advice="leave it out",
            code="bad-address",
        )
    return parsed


def port_of(url: httpx.URL) -> int:
    """Give the port an address leads to."""
    if url.port is not None:
        return url.port
    return 443 if url.scheme == "https" else 80


def retry_after_seconds(header: str, *, now: datetime) -> float | None:
    """Read a Retry-After header: seconds from ``now``, at least 0; None when it says nothing.

    Source: RFC 9110, section 10.2.3.
    """
    text = header.strip()
    if text.isascii() and text.isdecimal() and len(text) < 12:
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def status_error(
    response: httpx.Response, *, url: str, body: bytes, max_patience: float
) -> EndpointError:
    """Give the error for a status that is not an answer."""
    status = response.status_code
    if status in ASKS_FOR_PATIENCE:
        stated = retry_after_seconds(response.headers.get("retry-after", ""), now=datetime.now(UTC))
        if stated is not None:
            return ask_later(status, url=url, stated=stated, max_patience=max_patience)
    return HttpStatusError(
        f"the source answered with HTTP {status} {response.reason_phrase}".strip(),
        url=url,
        advice=ADVICE.get(status, "try again later, or tell the partner"),
        status=status,
        body=body,
        is_temporary=status in WORTH_A_RETRY,
    )


def ask_later(status: int, *, url: str, stated: float, max_patience: float) -> RetryLater:
    """Give the error for a source that says how long it wants to be left alone."""
    longest = f"; it is asked again after {max_patience:.0f}" if stated > max_patience else ""
    return RetryLater(
        f"the source is busy (HTTP {status}) and wants to be asked again in {stated:.0f} seconds"
        + longest,
        url=url,
        retry_after_seconds=min(stated, max_patience),
    )


def ask_some_time(status: int, *, url: str, seconds: float) -> RetryLater:
    """Give the error for a source that is busy and does not say for how long."""
    return RetryLater(
        f"the source is busy (HTTP {status}) and does not say for how long",
        url=url,
        retry_after_seconds=seconds,
        is_stated=False,
    )


def too_slow(*, url: str, is_over: bool, total_seconds: float) -> EndpointError:
    """Give the error for a time-out: of one step, or of the whole."""
    what = f"within {total_seconds:g} seconds" if is_over else "in time"
    return EndpointError(
        f"the source did not answer {what}",
        url=url,
        advice="try again later, or ask the partner for smaller pages",
        code="timeout",
        is_temporary=True,
    )


def broken_connection(error: Exception, *, url: str) -> EndpointError:
    """Give the error for a connection that could not be opened or broke off."""
    cause = error.__cause__ or error.__context__  # httpcore hides the system's own error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return EndpointError(
            f"the certificate is not valid: {cause.verify_message}",
            url=url,
            advice="tell the partner",
            code="certificate",
        )
    reason = (
        getattr(cause, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
    )
    return EndpointError(
        f"the connection failed: {reason[:200].rstrip('.')}",
        url=url,
        advice="check the base URL, or try again later",
        code="unreachable",
        is_temporary=True,
    )


def interrupted(*, url: str) -> EndpointError:
    """Give the error for a request that this side has stopped."""
    return EndpointError("the request was stopped", url=url, code="stopped", is_temporary=True)
