"""Measures of a ranking. Pure code.

Source: Manning, Raghavan, Schütze: Introduction to Information Retrieval (2008), chapter 8.
"""

from collections.abc import Collection, Sequence
from math import log2


def reciprocal_rank(found: Sequence[str], relevant: Collection[str]) -> float:
    """Give one over the place of the first record that answers; 0 when there is none."""
    return next((1 / place for place, key in enumerate(found, start=1) if key in relevant), 0.0)


def ndcg(found: Sequence[str], relevant: Collection[str], *, depth: int = 10) -> float:
    """Give the discounted gain of the first places, 1 for the best order possible."""
    gain = sum(
        1 / log2(place + 1) for place, key in enumerate(found[:depth], start=1) if key in relevant
    )
    best = sum(1 / log2(place + 1) for place in range(1, min(depth, len(relevant)) + 1))
    return gain / best if best else 0.0


def recall(found: Sequence[str], relevant: Collection[str], *, depth: int = 10) -> float:
    """Give the share of the records that answer among the first places, as far as they go."""
    there = sum(key in relevant for key in found[:depth])
    return there / min(depth, len(relevant)) if relevant else 0.0
