"""Errors as a tree by consequence: one record, or the whole run.

Messages say what was wrong, where, and what to do.
"""

import re

UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
"""Controls, ends of lines, and what turns the direction of a text."""


class HarvestError(Exception):
    """Base of everything the harvester raises."""


class RecordError(HarvestError):
    """One record cannot be used; it is kept with this reason and the run goes on."""

    def __init__(self, message: str, *, stage: str) -> None:
        super().__init__(message)
        self.stage = stage


class EndpointError(HarvestError):
    """No usable answer from the endpoint; the run ends, what was stored stays.

    Args:
        message: What was wrong, in words for the operator.
        url: Where it was wrong.
        advice: What to do about it.
        code: Short word for grouping: ``unreachable``, ``not-oai``, ``bad-xml``, ``refused-
            address``...
        is_temporary: Trying again later may help.
    """

    def __init__(
        self,
        message: str,
        *,
        url: str = "",
        advice: str = "",
        code: str = "endpoint",
        is_temporary: bool = False,
    ) -> None:
        super().__init__(message)
        self.url, self.advice, self.code, self.is_temporary = url, advice, code, is_temporary

    def __reduce__(self) -> tuple[object, ...]:
        """Let an error pass from one process to another with all it says."""
        return rebuild, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        """Give the one line shown to people; what a source put into it commands no terminal."""
        parts = [
            super().__str__(),
            f"at {self.url}" if self.url else "",
            f"- {self.advice}" if self.advice else "",
        ]
        return UNPRINTABLE.sub(" ", " ".join(part for part in parts if part))


def rebuild(
    kind: type[EndpointError], arguments: tuple[object, ...], fields: dict[str, object]
) -> EndpointError:
    """Give an error that came from another process."""
    error = kind.__new__(kind, *arguments)
    error.__dict__.update(fields)
    return error


class AddressRefused(EndpointError):
    """The address is not one this server may connect to."""


class NotXML(EndpointError):
    """The answer is no well-formed XML, is HTML, or declares a DTD."""


class ProtocolError(EndpointError):
    """The endpoint answered with an OAI-PMH error code; ``code`` holds it."""


class BadResumptionToken(ProtocolError):
    """The token is dead; start again from the window of the run."""


class RetryLater(EndpointError):
    """The endpoint asks for patience (503, 429).

    Args:
        message: What it answered.
        url: Where.
        retry_after_seconds: How long to wait.
        is_stated: The source named that time; it is a guess otherwise.
    """

    def __init__(
        self, message: str, *, url: str, retry_after_seconds: float, is_stated: bool = True
    ) -> None:
        super().__init__(message, url=url, code="retry-later", is_temporary=True)
        self.retry_after_seconds, self.is_stated = retry_after_seconds, is_stated


class EndpointBusy(EndpointError):
    """Another worker is harvesting this endpoint, or its host, at the moment."""


class RunCancelled(HarvestError):
    """Somebody asked the run to stop; the page at hand is not stored."""


class TurnOver(HarvestError):
    """The worker has to leave the run to whoever is free next: it ends, or others have waited."""


class SourceLoop(EndpointError):
    """The source goes round in circles; what was good is kept."""


class HttpStatusError(EndpointError):
    """The endpoint answered with an HTTP status that is not an answer.

    Args:
        message: What it answered.
        url: Where.
        advice: What to do about it.
        status: The HTTP status code; ``code`` is ``http-<status>``.
        body: The first part of what came with it: some sources put the protocol's own error there.
        is_temporary: Trying again later may help.
    """

    def __init__(
        self, message: str, *, url: str, advice: str, status: int, body: bytes, is_temporary: bool
    ) -> None:
        super().__init__(
            message, url=url, advice=advice, code=f"http-{status}", is_temporary=is_temporary
        )
        self.status, self.body = status, body
