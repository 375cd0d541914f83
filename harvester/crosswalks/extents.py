"""Extents: formats state pages, bytes and minutes in one place."""

import re

_DURATION = re.compile(
    r"P(?=\w)(?:\d+[YMWD])*(?:T(?:\d+(?:[.,]\d+)?[HMS])+)?"
    r"|\d{1,3}:\d{2}(?::\d{2})?"
    r"|(?:\d+(?:[.,]\d+)?\s*(?:h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?)\b\.?[\s,]*)+",
    re.IGNORECASE,
)


def is_duration(extent: str) -> bool:
    """Whether an extent is a time: ISO 8601 (``PT4M``), a clock (``4:30``) or ``4 min 30 sec``."""
    return len(extent) < 100 and _DURATION.fullmatch(extent) is not None
