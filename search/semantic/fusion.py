"""Two rankings -> one, by reciprocal rank fusion. Pure code.

Source: Cormack, Clarke, Buettcher: Reciprocal Rank Fusion outperforms Condorcet and individual Rank
Learning Methods (SIGIR 2009); its constant of 60 is used.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

CONSTANT = 60


def fuse(rankings: Iterable[Sequence[str]]) -> list[str]:
    """Give all ids, those first that stand high in most rankings; ties as first met."""
    scores: defaultdict[str, float] = defaultdict(float)
    for ranking in rankings:
        for rank, key in enumerate(ranking, start=1):
            scores[key] += 1 / (CONSTANT + rank)
    return sorted(scores, key=scores.__getitem__, reverse=True)
