"""Words -> what they share with their inflected forms, by language. Pure code."""

from functools import cache, lru_cache

import Stemmer

from search import folding
from search.analysis import GROUP_OF_LANGUAGE, primary

ALGORITHMS = {
    "ca": "catalan", "cs": "czech", "eo": "esperanto", "et": "estonian", "eu": "basque",
    "fa": "persian", "ga": "irish", "hi": "hindi", "hy": "armenian", "id": "indonesian",
    "lt": "lithuanian", "ms": "indonesian", "ne": "nepali", "pl": "polish", "sr": "serbian",
    "st": "sesotho", "yi": "yiddish",
}  # fmt: skip
"""Of languages that no engine stems, beside those of the analysis groups."""


@cache
def stemmer_of(language: str) -> Stemmer.Stemmer | None:
    """Give the stemmer of a language (primary subtag), if there is one."""
    group = GROUP_OF_LANGUAGE.get(language)
    name = group.stemmer if group else ALGORITHMS.get(language)
    return Stemmer.Stemmer(name) if name else None


@lru_cache(maxsize=100_000)
def stem(word: str, language: str) -> str:
    """Give the folded stem of a word; the folded word where the language has no stemmer."""
    stemmer = stemmer_of(primary(language))
    return folding.fold(stemmer.stemWord(word.lower()) if stemmer else word)
