"""A light stemmer for Bengali: case, number and classifiers of nouns; verbs stay as they are.

Source: L. Dolamic and J. Savoy, Comparative Study of Indexing and Search Strategies for the Hindi,
Marathi, and Bengali Languages, ACM TALIP 9(3), 2010 (the light stemmer).
"""

from search.stemming.suffixes import Suffixes

_NUKTA = "\u09bc"
_EMPHATIC = Suffixes(("ই", "ও"), at_least=4)
_NOUN = Suffixes(
    (
        "গুলোকে", "গুলোর", "গুলোতে", "গুলিকে", "গুলির", "গুলিতে", "গুলো", "গুলি", "গুলা",
        "যেদেরকে", "েদেরকে", "দেরকে", "যেদের", "েদের", "দের", "যেরা", "েরা", "রা",
        "টিকে", "টাকে", "টির", "টার", "টিতে", "টাতে", "টি", "টা", "খানা", "খানি",
        "যের", "ের", "কে", "তে",
    ),
    at_least=2,
)  # fmt: skip
_LOCATIVE = Suffixes(("ে",), at_least=3)
_BEHIND_VOWELS = Suffixes(
    {f"{vowel}{ending}": vowel for vowel in "ািীুূোেই" for ending in "রয"}, at_least=2
)
"""Genitive and locative; words that end so themselves lose it in all their forms."""


def stem(word: str) -> str:
    """Give শিক্ষক for শিক্ষকদের, বই for বইগুলো."""
    word = _NOUN.strip(_EMPHATIC.strip(word.replace(_NUKTA, "")))
    return _BEHIND_VOWELS.strip(_LOCATIVE.strip(word))
