"""A light stemmer for Central Kurdish (Sorani): articles, number, possession, ezafe.

Source: the light stemmer of Apache Lucene (package ``analysis.ckb``), by its description: a
postposition, then a possessive pronoun, then one ending of definiteness and number.
"""

from search.stemming.suffixes import Suffixes

_LETTERS = str.maketrans("يىكةه", "ییکەە")
"""Typed on Arabic keyboards, and told apart no more when folded."""
_POSTPOSITIONS = (
    Suffixes(("دا",), at_least=4),
    Suffixes({"نا": "ن"}, at_least=3),
    Suffixes(("ەوە",), at_least=4),
)
_POSSESSIVES = Suffixes(("مان", "یان", "تان"), at_least=4)
_ENDINGS = (
    "ەکانی", "کانی", "ێکی", "یەکی", "ێک", "یەک", "ەکە", "کە", "ەکان", "کان", "یانی", "انی", "یان",
    "ان", "یانە", "انە",
)  # fmt: skip
"""Indefinite, definite, their plurals, and the demonstrative plural, as they are tried."""
_DEMONSTRATIVE = Suffixes({"ایە": "ا", "ەیە": "ە", "ە": ""}, at_least=3)
_EZAFE = Suffixes(("یی", "ی"), at_least=3)
MIN_STEM = 3


def stem(word: str) -> str:
    """Give کتێب for کتێبەکە and کتێبەکان."""
    word = word.translate(_LETTERS)
    word = next((made for rule in _POSTPOSITIONS if (made := rule.strip(word)) != word), word)
    word = _POSSESSIVES.strip(word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) >= len(ending) + MIN_STEM:
            return _EZAFE.strip(word.removesuffix(ending))
    return _EZAFE.strip(_DEMONSTRATIVE.strip(word))
