"""A light stemmer for Bulgarian: the article, which stands behind the noun, number and gender.

Source: J. Savoy, Searching Strategies for the Bulgarian Language, Information Retrieval 10, 2007,
without its change of е to я before plurals, which would tear учители from учител.
"""

from search.stemming.suffixes import Suffixes

_LONG_PLURAL = Suffixes(("ища",), at_least=3)
_ARTICLES = (
    Suffixes(("ият",), at_least=4),
    Suffixes(("ът", "то", "те", "та", "ия"), at_least=4),
    Suffixes(("ят",), at_least=3),
)
_PLURALS = (
    Suffixes({"овци": "о", "ове": "", "еве": "й"}, at_least=4),
    Suffixes(("ища", "та"), at_least=4),
    Suffixes({"ци": "к", "зи": "г", "си": "х", "и": ""}, at_least=3),
)
_SOFT = Suffixes(("я",), at_least=3)
_GENDER = Suffixes(("а", "о", "е"), at_least=3)
MIN_CHARACTERS = 4


def stem(word: str) -> str:
    """Give ученик for учениците, книг for книгата."""
    if len(word) < MIN_CHARACTERS:
        return word
    if (stripped := _LONG_PLURAL.strip(word)) != word:
        return stripped
    word = _first(_PLURALS, _first(_ARTICLES, word))
    word = _GENDER.strip(_SOFT.strip(word))
    if word.endswith("ен") and len(word) > 4:
        word = f"{word[:-2]}н"
    if len(word) > 5 and word[-2] == "ъ":
        word = word[:-2] + word[-1]
    return word


def _first(rules: tuple[Suffixes, ...], word: str) -> str:
    """Give what the first of some rules makes of a word that changes it."""
    return next((made for rule in rules if (made := rule.strip(word)) != word), word)
