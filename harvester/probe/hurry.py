"""A client that is in a hurry: somebody waits for the page."""

from time import monotonic, sleep
from typing import Any

import msgspec

from harvester.errors import EndpointError
from harvester.http import HttpAnswer, HttpClient, HttpPolicy
from harvester.politeness import Turns


class HurriedClient(HttpClient):
    """A client whose requests and rests together take no longer than a probe may."""

    def __init__(self, policy: HttpPolicy, *, seconds: float, turns: Turns) -> None:
        """Start the clock."""
        super().__init__(policy, sleep=self.rest, turns=turns)
        self._until = monotonic() + seconds

    def get(self, url: str, **options: Any) -> HttpAnswer:
        """Fetch an address in what is left of the time.

        Raises:
            EndpointError: There is none left, or whatever ``HttpClient.get`` raises.
        """
        left = self._until - monotonic()
        if left <= 0:
            raise too_slow(url)
        self.policy = msgspec.structs.replace(self.policy, total_seconds=left)
        return super().get(url, **options)

    def rest(self, seconds: float) -> None:
        """Wait, where there is time for it.

        Raises:
            EndpointError: There is not.
        """
        if monotonic() + seconds > self._until:
            raise too_slow("")
        sleep(seconds)


def too_slow(url: str) -> EndpointError:
    """Give the error for a source for which the time does not suffice."""
    return EndpointError(
        "the repository takes too long to answer",
        url=url,
        advice="try again later",
        code="timeout",
        is_temporary=True,
    )
