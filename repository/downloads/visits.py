"""Which requests are a reader opening a work: what no one asked for is not counted.

The rules are those that libraries agree on (COUNTER Code of Practice 5.1, section 7: robots and
double clicks). Nothing that could tell who a reader is gets stored: what is kept for half a minute
to know a double click again is a digest keyed with a secret of the day, and the secret is thrown
away with the day.
"""

import re
import secrets
from collections.abc import Mapping
from datetime import date
from hashlib import blake2b

from django.core.cache import caches

DOUBLE_CLICK_SECONDS = 30
SECRET_SECONDS = 2 * 86_400
"""At most; the first click of the next day takes its place."""
KEPT_AS = "secret-of-the-day"
MAX_AGENT_CHARACTERS = 500
PROGRAMS = re.compile(
    r"(?<!cu)bot|crawl|spider|slurp|scrap|harvest|archive|nutch|zgrab|scanner|check|validat"
    r"|fetch|preview|externalhit|whatsapp|mediapartners|googleother|google-|\bfeed|\brss\b"
    r"|monitor|uptime|pingdom|lighthouse|headless|phantomjs|selenium"
    r"|curl|wget|python|aiohttp|libwww|\blwp\b|\bperl|\bruby\b|\bphp\b|\bjava/|go-http|okhttp|axios"
    r"|guzzle|undici|\bnode\b|http-?client",
    re.IGNORECASE,
)
"""In a User-Agent. A browser of the brand Cubot is none of them."""


def is_reader(headers: Mapping[str, str]) -> bool:
    """Tell whether a request looks like a person following a link: a browser, and not in advance.

    Args:
        headers: Of the request, whatever the case of their names.
    """
    agent = headers.get("User-Agent", "")[:MAX_AGENT_CHARACTERS].strip()
    purposes = [headers.get(name, "") for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")]
    is_ahead = any(word in each.lower() for each in purposes for word in ("prefetch", "preview"))
    return bool(agent) and not is_ahead and PROGRAMS.search(agent) is None


def is_repeated(*, visitor: str, link: str, on: date) -> bool:
    """Tell whether the same visitor followed the same link half a minute ago or less, and note it.

    Args:
        visitor: What tells one browser from another; it is not kept.
        link: What was opened.
        on: The day.
    """
    clicks = caches["downloads"]
    digest = blake2b(f"{visitor}\n{link}".encode("utf-8", "replace"), key=secret_of(on))
    key = digest.hexdigest()[:32]
    if clicks.add(key, 1, DOUBLE_CLICK_SECONDS):
        return False
    clicks.touch(key, DOUBLE_CLICK_SECONDS)  # of three clicks in a row, too, one counts
    return True


def secret_of(day: date) -> bytes:
    """Give the secret of a day, made at random; that of the day before is overwritten."""
    clicks = caches["downloads"]
    kept: tuple[str, bytes] | None = clicks.get(KEPT_AS)
    if kept is None or kept[0] != day.isoformat():
        kept = day.isoformat(), secrets.token_bytes(32)
        clicks.set(KEPT_AS, kept, SECRET_SECONDS)
    return kept[1]
