"""robots.txt: what may be fetched, how often, and where the sitemaps are.

The standard library's parser knows neither wildcards nor the longest match, and would fetch what a
site forbids by them.

Source: RFC 9309.
"""

from urllib.parse import quote, unquote, urlsplit, urlunsplit

import msgspec

from harvester.errors import HttpStatusError
from harvester.http import HttpClient

MAX_ROBOTS_BYTES = 1_000_000
MAX_CRAWL_DELAY_SECONDS = 30.0
"""A longer wish is cut to this; it is an unofficial one, and a run has to come to its end."""
_SAFE = "/?=&%:;,@!~'()+*$#[]"


class Robots(msgspec.Struct, frozen=True, kw_only=True):
    """The rules for one client on one host."""

    rules: tuple[tuple[str, bool], ...] = ()
    """Pairs (path pattern, may be fetched)."""
    crawl_delay_seconds: float = 0
    sitemaps: tuple[str, ...] = ()

    def may_fetch(self, url: str) -> bool:
        """Tell whether an address of the host may be fetched: the longest pattern decides."""
        parts = urlsplit(url)
        path = _comparable(urlunsplit(("", "", parts.path or "/", parts.query, "")))
        if path == "/robots.txt":
            return True
        matching = [(len(rule), may) for rule, may in self.rules if matches(rule, path)]
        return max(matching)[1] if matching else True


def fetch_robots(http: HttpClient, url: str) -> Robots:
    """Ask the host of an address for its rules; a host without any forbids nothing.

    Raises:
        EndpointError: It cannot say, which by the standard forbids everything for now.
    """
    parts = urlsplit(url)
    try:
        answer = http.get(
            urlunsplit((parts.scheme, parts.netloc, "/robots.txt", "", "")),
            max_bytes=MAX_ROBOTS_BYTES,
        )
    except HttpStatusError as error:
        if 400 <= error.status < 500:
            return Robots()
        raise
    name = http.policy.user_agent.partition("/")[0]
    return read_robots(answer.body.decode("utf-8", "replace"), name=name)


def read_robots(text: str, *, name: str) -> Robots:
    """Read the groups for a client, or those for all clients where it has none.

    Args:
        text: The file.
        name: The client's product token, such as ``Commonloom``.
    """
    groups: dict[str, list[tuple[str, str]]] = {}
    sitemaps: list[str] = []
    agents: list[str] = []
    is_naming = False
    for line in text.lstrip("\ufeff").splitlines():
        key, _, value = line.partition("#")[0].partition(":")
        key, value = key.strip().casefold(), value.strip()
        if key == "sitemap":
            # a fragment sign is cut off above, and no address of a sitemap needs one
            sitemaps.append(value)
        elif key == "user-agent":
            agents = [*agents, value.casefold()] if is_naming else [value.casefold()]
            for agent in agents:
                groups.setdefault(agent, [])
        elif key in {"allow", "disallow", "crawl-delay"}:
            for agent in agents:
                groups[agent].append((key, value))
        is_naming = key == "user-agent" or (is_naming and not key)
    lines = groups.get(name.casefold(), groups.get("*", []))
    return Robots(
        rules=tuple(
            (_comparable(value), key == "allow")
            for key, value in lines
            if key != "crawl-delay" and value
        ),
        crawl_delay_seconds=max(
            (_seconds(value) for key, value in lines if key == "crawl-delay"), default=0
        ),
        sitemaps=tuple(dict.fromkeys(filter(None, sitemaps))),
    )


def matches(pattern: str, path: str) -> bool:
    """Tell whether a pattern with ``*`` and a final ``$`` fits the beginning of a path."""
    is_anchored = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    position = len(first)
    last = others.pop() if is_anchored and others else None
    for part in others:
        found = path.find(part, position)
        if found < 0:
            return False
        position = found + len(part)
    if last is not None:
        return path.endswith(last) and len(path) - len(last) >= position
    return not is_anchored or position == len(path)


def _comparable(path: str) -> str:
    """Spell a path in one way, however it was percent-encoded."""
    return quote(unquote(path), safe=_SAFE)


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        return 0
    return min(max(seconds, 0), MAX_CRAWL_DELAY_SECONDS) if seconds == seconds else 0  # noqa: PLR0124 - "nan"
