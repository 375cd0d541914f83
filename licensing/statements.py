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


MAX_COMPARED_CHARACTERS = 2_000
_BANDS, _ROWS = 8, 2
"""Of the signature: of two statements that share half of their trigrams nine in ten are found."""
_PLACES = _BANDS * _ROWS


def trigrams(statements: Sequence[str]) -> frozenset[str]:
    """Give the runs of three characters in the words of statements, whatever the words' order.

    Case, years, numbers and marks do not count. Words are padded, so that short ones have some.
    """
    whole = " ".join(statements).casefold()[:MAX_COMPARED_CHARACTERS]
    padded = [f"  {word} " for word in set(_UNSAID.sub(" ", whole).split())]
    return frozenset(word[i : i + 3] for word in padded for i in range(len(word) - 2))


def resemblance(one: frozenset[str], other: frozenset[str]) -> float:
    """Give how alike two statements are by their trigrams, from 0 to 1 (Jaccard's index)."""
    return len(one & other) / len(one | other) if one or other else 1.0


def bands(found: frozenset[str]) -> list[int]:
    """Give 64-bit numbers of which statements share some if they share many trigrams.

    A signature by one permutation, its empty places filled from the next one that is not, cut into
    bands. Empty where there is no trigram.

    Source: Li, Owen, Zhang: One Permutation Hashing (NIPS 2012); Shrivastava, Li: Densifying One
    Permutation Hashing via Rotation (ICML 2014); Leskovec, Rajaraman, Ullman: Mining of Massive
    Datasets, 3.4.
    """
    least: list[int | None] = [None] * _PLACES
    for trigram in found:
        place, value = _hashed(trigram)
        known = least[place]
        if known is None or value < known:
            least[place] = value
    if not found:
        return []
    full = [_next_full(least, place) for place in range(_PLACES)]
    parts = [full[begin : begin + _ROWS] for begin in range(0, _PLACES, _ROWS)]
    return [_number(f"{band} {part}") for band, part in enumerate(parts)]


@lru_cache(maxsize=50_000)
def _hashed(trigram: str) -> tuple[int, int]:
    """Give a place in the signature and a value there, both as if drawn by lot."""
    return divmod(_number(trigram) & 0xFFFFFFFF, 2**32 // _PLACES)


def _next_full(least: Sequence[int | None], place: int) -> tuple[int, int]:
    """Give the value at a place, or of the next one that has any, and how far away that is."""
    for distance in range(len(least)):
        if (value := least[(place + distance) % len(least)]) is not None:
            return distance, value
    raise ValueError("a signature without any value")


def _number(text: str) -> int:
    """Give a number of 64 bits, signed, as databases keep them."""
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, signed=True)
