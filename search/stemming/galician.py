"""A light stemmer for Galician: plurals of nouns and adjectives.

Source: the step "Plural reduction" of V. M. Orengo and C. Huyck, A Stemming Algorithm for the
Portuguese Language, SPIRE 2001, with the endings of Galician (C. García Mateo and others).
"""

from search.stemming.suffixes import Suffixes

_VOWELS = "aeiouáéíóú"
_PLURALS = Suffixes(
    {
        "ns": "n", "ós": "ón", "ais": "al", "áis": "al", "eis": "el", "éis": "el", "ois": "ol",
        "óis": "ol", "ís": "il", "ces": "z", "s": "",
        **{f"{vowel}{last}es": f"{vowel}{last}" for vowel in _VOWELS for last in "lr"},
        **{f"{vowel}ses": f"{vowel}s" for vowel in _VOWELS if vowel != "a"},
    },
    at_least=2,
)  # fmt: skip
"""Of classes, unlike meses, the singular ends in a vowel."""
_SINGULAR = frozenset(
    ("luns", "martes", "xoves", "mais", "máis", "ademais", "menos", "pais", "país", "cais",
     "lapis", "lápis")
)  # fmt: skip


def stem(word: str) -> str:
    """Give lección for leccións, luz for luces."""
    return word if word in _SINGULAR else _PLURALS.strip(word)
