"""How the score of a record is made up: a small tree, the same for every engine. Pure code."""

from collections.abc import Sequence
from typing import Literal

import msgspec

ShareKind = Literal["sum", "best", "word", "phrase", "fixed", "other"]
TOLERANCE = 0.001
"""Of the score: engines add in single precision."""


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """What one part of a query adds to the score of a record."""

    score: float
    kind: ShareKind
    """``best``: the best part counts, and a little of the others. ``fixed``: whatever the texts."""
    field: str = ""
    """Of the index; empty where the engine does not tell."""
    text: str = ""
    """As it stands in the index: folded, or a stem behind the name of its language."""
    parts: tuple["Share", ...] = ()


def together(score: float, parts: Sequence[Share], *, is_best: bool = False) -> Share:
    """Give what parts make, without those that add nothing and without steps of one part.

    A sum within a sum is part of it. Where parts add up to more than the score, the best counts.
    """
    counting = [part for part in parts if part.score]
    if len(counting) == 1:
        return msgspec.structs.replace(counting[0], score=score)
    added = sum(part.score for part in counting)
    if is_best or added > score * (1 + TOLERANCE):
        return Share(score=score, kind="best", parts=by_score(counting))
    flat: list[Share] = []
    for part in counting:
        flat += part.parts if part.kind == "sum" else [part]
    return Share(score=score, kind="sum", parts=by_score(flat))


def by_score(parts: Sequence[Share]) -> tuple[Share, ...]:
    """Give parts, those first that add most."""
    return tuple(sorted(parts, key=lambda part: -part.score))
