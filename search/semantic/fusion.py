"""Two rankings -> one, by reciprocal rank fusion. Pure code.

Source: Cormack, Clarke, Buettcher: Reciprocal Rank Fusion outperforms Condorcet and individual Rank
Learning Methods (SIGIR 2009); its constant of 60 is used.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

CONSTANT = 60


def fuse(rankings: Iterable[Sequence[str]]) -> list[tuple[str, float]]:
    """Give all ids with their scores, those first that stand high in most rankings.

    Ties stand as they were first met.
    """
    scores: defaultdict[str, float] = defaultdict(float)
    for ranking in rankings:
        for rank, key in enumerate(ranking, start=1):
            scores[key] += 1 / (CONSTANT + rank)
    return sorted(scores.items(), key=lambda pair: -pair[1])
