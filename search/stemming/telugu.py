"""A light stemmer for Telugu: number and case of nouns.

Source: the light stemmer of Apache Lucene (package ``analysis.te``), by its description, without
what it takes off verbs: case, number, then the ending of the nominative and a last vowel sign.
"""

from search.stemming.suffixes import Suffixes

_CASES = Suffixes(("కు", "కి", "ను", "ని", "లో", "తో", "పై", "కై", "చే"), at_least=3)
_PLURALS = Suffixes(("ళ్ళు", "ళ్లు", "డ్లు", "లు", "ల"), at_least=3)
_NOMINATIVES = Suffixes(("ము", "ం", "డు"), at_least=3)
_VOWEL = Suffixes(tuple("ాిీుూెేొో"), at_least=3)


def stem(word: str) -> str:
    """Give పుస్తక for పుస్తకం, పుస్తకాలు and పుస్తకాలలో."""
    word = _CASES.strip(word)
    while (stripped := _PLURALS.strip(word)) != word:  # words in -ల lose it in all their forms
        word = stripped
    return _VOWEL.strip(_NOMINATIVES.strip(word))
