"""Turns of phrase, from ``data/patterns.toml``."""

import re
from functools import cache

from licensing.licenses import read_data


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Give the pattern of this name, for folded text."""
    alternatives: list[str] = read_data("patterns.toml")[name]
    return re.compile("|".join(alternatives))
