"""A light stemmer for Latvian: cases and numbers of nouns and adjectives.

Source: K. Kreslins, A stemming algorithm for Latvian, PhD thesis, Loughborough University, 1996, in
the light form that search engines use: primary endings only, at least one vowel has to stay.
"""

_ENDINGS = (
    ("ajiem", 3), ("ajai", 3), ("ajam", 2), ("ajām", 2), ("ajos", 2), ("ajās", 2), ("iem", 2),
    ("ajā", 2), ("ais", 2), ("ai", 2), ("ei", 2), ("ām", 1), ("am", 1), ("ēm", 1), ("īm", 1),
    ("im", 1), ("um", 1), ("us", 1), ("as", 1), ("ās", 1), ("es", 1), ("os", 1), ("ij", 1),
    ("īs", 1), ("ēs", 1), ("is", 1), ("ie", 1), ("u", 1), ("a", 1), ("i", 1), ("e", 1), ("ā", 1),
    ("ē", 1), ("ī", 1), ("ū", 1), ("o", 1), ("s", 0), ("š", 0),
)  # fmt: skip
"""Pairs (ending, vowels of the word that are its own), in the order in which they are tried."""
_SOFTENING = frozenset(("iem", "us", "os", "u", "a", "i"))
"""Endings before which the last consonant may be softened."""
_SOFTENED = (
    ("pj", "p"), ("bj", "b"), ("mj", "m"), ("vj", "v"), ("šņ", "sn"), ("žņ", "zn"), ("šļ", "sl"),
    ("žļ", "zl"), ("ļņ", "ln"), ("ļļ", "ll"), ("č", "c"), ("ļ", "l"), ("ņ", "n"),
)  # fmt: skip
_SOFTENED_BEFORE_U = (("kš", "kst"), ("ņņ", "nn"))
_VOWELS = frozenset("aeiouāēīū")
MIN_STEM = 3


def stem(word: str) -> str:
    """Give skolēn for skolēniem, brāl for brāļu."""
    vowels = sum(letter in _VOWELS for letter in word)
    for ending, own in _ENDINGS:
        if vowels > own and len(word) >= len(ending) + MIN_STEM and word.endswith(ending):
            stripped = word.removesuffix(ending)
            return _hardened(stripped, ending) if ending in _SOFTENING else stripped
    return word


def _hardened(stripped: str, ending: str) -> str:
    rules = (*_SOFTENED_BEFORE_U, *_SOFTENED) if ending == "u" else _SOFTENED
    for soft, hard in rules:
        if stripped.endswith(soft):
            return stripped.removesuffix(soft) + hard
    return stripped
