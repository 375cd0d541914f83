"""What tests of the network go through: a policy for loopback, and sleep that only takes notes."""

from harvester.http import HttpPolicy

LOOPBACK = HttpPolicy(
    user_agent="Commonloom/test (+https://oer.example.org; admin@example.org)",
    contact="admin@example.org",
    allowed_hosts=frozenset({"127.0.0.1"}),
)


class Naps(list[float]):
    """The seconds that would have been slept, in order."""

    def __call__(self, seconds: float) -> None:
        """Sleep no time at all."""
        self.append(seconds)
