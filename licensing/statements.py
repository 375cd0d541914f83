"""Rights statements as things of their own: which are the same, and which are alike. Pure."""

import re
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from uuid import UUID

_BETWEEN = "\x1e"
"""Record separator, which no text of a record may hold."""
_UNSAID = re.compile(r"[\W\d_]+")
"""What copyright notices of one house differ in: years, numbers, marks, spaces."""


@lru_cache(maxsize=4096)
def statement_key(statements: tuple[str, ...]) -> UUID:
    """Give the key of what a record states about its rights: all its statements, in their order.

    Equal but for space around them is the same; no statement at all has a key of its own,
    ``NO_STATEMENT``.
    """
    stated = _BETWEEN.join(text for one in statements if (text := one.strip()))
    return UUID(bytes=blake2b(stated.encode("utf-8", "surrogatepass"), digest_size=16).digest())


NO_STATEMENT = statement_key(())
"""Key of records that state nothing about their rights."""
ANY = UUID(int=0)
"""Stands for every source, every statement or every record, where a value is asked for."""


def likeness(statements: Sequence[str]) -> str:
    """Give a digest that statements share which differ in case, years, numbers and marks only."""
    words = _UNSAID.sub(" ", " ".join(statements).casefold()).strip()
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
