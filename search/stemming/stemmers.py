"""Stemmers by the names that the table of languages (``search.analysis``) calls them by."""

from collections.abc import Callable
from functools import cache, lru_cache

import Stemmer

from search import folding
from search.stemming import (
    arabic,
    bengali,
    bulgarian,
    galician,
    latvian,
    portuguese,
    sorani,
    telugu,
)

Stem = Callable[[str], str]
OWN: dict[str, Stem] = {
    "bengali": bengali.stem,
    "bulgarian": bulgarian.stem,
    "galician": galician.stem,
    "latvian": latvian.stem,
    "sorani": sorani.stem,
    "telugu": telugu.stem,
}
PREPARED: dict[str, Stem] = {
    "arabic": arabic.without_article,
    "portuguese": portuguese.singular,
}
"""What has to be done before Snowball's stemmer of the same name, because it does not do it."""


@lru_cache(maxsize=100_000)
def stems_of(word: str, stemmer: str) -> tuple[str, ...]:
    """Give the stems of a word, folded.

    Rules of many languages look at diacritics, which careless writing leaves out. So there are two
    stems where that of the folded word is another one than that of the word as it should be
    written; texts and queries have both, and meet in either.

    Args:
        word: In lower case.
        stemmer: One of Snowball's algorithms or of ``OWN``.
    """
    stem = stemmer_named(stemmer)
    folded = folding.fold(word)
    return tuple(dict.fromkeys(folding.fold(stem(form)) or folded for form in (word, folded)))


@cache
def stemmer_named(name: str) -> Stem:
    """Give a stemmer for words in lower case."""
    if name in OWN:
        return OWN[name]
    snowball: Stem = Stemmer.Stemmer(name, 0).stemWord  # what is remembered is remembered here
    prepare = PREPARED.get(name)
    return (lambda word: snowball(prepare(word))) if prepare else snowball
