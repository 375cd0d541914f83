"""Records like one record: those that share its rarer words."""

from collections import Counter
from math import log

from repository.models import LearningResource
from search.analysis import folded_words, primary
from search.backends.base import SearchBackend
from search.stop_words import STOP_WORDS

MAX_COMPARED = 60
"""Words of a record that are looked up."""
MAX_SHARED = 12
"""Words, the rarest for their number, that make the likeness."""
TITLE_COUNTS = 2
LEAST_LETTERS = 2


def find_similar(
    resource: LearningResource, *, languages: tuple[str, ...], limit: int, backend: SearchBackend
) -> list[str]:
    """Give ids of records like one, the best first; empty when no record shares anything.

    Args:
        resource: It is not among them itself.
        languages: BCP 47 tags: records in these come first among equals.
        limit: Of the ids.
        backend: The engine.
    """
    counted = salient_words(resource)
    frequencies = backend.frequencies(list(counted))
    documents = max(backend.count(), 1)
    weights = {
        word: count * log(1 + documents / frequencies[word])
        for word, count in counted.items()
        if frequencies[word] > 1
    }
    best = sorted(weights, key=lambda word: -weights[word])[:MAX_SHARED]
    return backend.similar(
        {word: weights[word] for word in best},
        excluded=[str(resource.id)],
        languages=languages or resource.metadata.languages,
        limit=limit,
    )


def salient_words(resource: LearningResource) -> dict[str, int]:
    """Give the folded words of titles, keywords and subjects with how much they are stressed."""
    metadata = resource.metadata
    counted: Counter[str] = Counter()
    for texts, counts in ((metadata.titles, TITLE_COUNTS), (metadata.keywords, 1)):
        for language, several in texts.items():
            for text in several:
                _count(counted, text, language, counts)
    for subject in metadata.subjects:
        _count(counted, subject.label, subject.language or "", 1)
    return dict(counted.most_common(MAX_COMPARED))


def _count(counted: Counter[str], text: str, language: str, counts: int) -> None:
    idle = STOP_WORDS.get(primary(language), frozenset())
    for word in set(folded_words(text)) - idle:
        if len(word) >= LEAST_LETTERS:
            counted[word] += counts
