"""Light stems of languages that no stemmer knows, by their prefixes and case endings. Pure code.

Only labels are looked up by them, and labels and texts lose the same letters, so a stem need not be
a word: it has to be the same in "intaka", "iintaka" and "zeentaka" (Xhosa: bird, birds, of birds).
Sources of the rules: Poulos and Msimang, A Linguistic Analysis of Zulu (1998), and Doke and
Mofokeng, Textbook of Southern Sotho Grammar (1957), for noun classes and locatives; Masica, The
Indo-Aryan Languages (1991), and Krishnamurti, The Dravidian Languages (2003), for case endings.
"""

import re
from functools import lru_cache

from search import folding

MIN_LETTERS = 3

_NGUNI = re.compile(
    r"^(?:[ei]?(?:l|s|y|z|k|w|b|lw|kw|bw)[aeiou]ka|(?:li|si|wu|yi|zi|ba|esi|oli)?ngu"
    r"|(?:nga|nge|ngo|nje|njengo|njenga"
    r"|[aeo]?n[aeo]|(?:w|y|l|s|z|b|k|kw|lw|bw)[aeo]))?"
    r"(?:e(?=m|z|n|l|k))?"
    r"(?:izin|izim|izi|iin|iim|ii|isi|imi|ili|ama|aba|abe|ubu|uku|ulu|umu|um|im|in|zin|zim|zi|si|mi"
    r"|li|ti|ma|ba|bu|ku|lu|mu|m|n|i|u|a|o|e)?"
    rf"(?=[a-z]{{{MIN_LETTERS}}})"
)
_NGUNI_PLACE = re.compile(r"(?:weni|wini|eni|ini)$")
_SOTHO = re.compile(rf"^(?:di|me|ma|ba|mo|le|se|bo)(?=[a-z]{{{MIN_LETTERS}}})")
_SOTHO_PLACE = re.compile(r"(?:eng|ong|ing)$")
_LAST_VOWEL = {
    "nguni": re.compile("(?<=[a-z]{2})[aeiou]$"),
    "sotho": re.compile(rf"(?<=[a-z]{{{MIN_LETTERS}}})[aeiou]$"),
}
"""Places lose it before their ending."""

NGUNI = frozenset(["nr", "ss", "xh", "zu"])
SOTHO = frozenset(["nso", "st", "tn"])
ENDINGS = {
    "bn": "গুলির গুলোর গুলি গুলো দের য়ের কে তে ের টি টা রা র ে",
    "gu": "ઓમાં ઓનું ઓની ઓના ઓને નું નાં ના ની ને નો માં થી વાળો એ ઓ",
    "kn": "ಗಳಲ್ಲಿ ಗಳನ್ನು ಗಳಿಗೆ ಗಳು ಗಳ ಯನ್ನು ವನ್ನು ದಲ್ಲಿ ಯಲ್ಲಿ ಕ್ಕೆ ನ್ನು ದಿಂದ ಯಿಂದ ವು ಯು ದ ಯ ಿನ ಿಗೆ",
    "mr": "्याच्या ्याची ्याचे ्याचा ्याला ्यात ्या ांमध्ये ांच्या ांची ांचे ांचा ांना ांनी "
    "ामध्ये ातील ाच्या ाची ाचे ाचा ाला ाने च्या ची चे चा ला ने ात",
    "or": "ମାନଙ୍କର ମାନଙ୍କୁ ମାନେ ଗୁଡ଼ିକ ରେ ରୁ କୁ ର ଟି ଟା",
    "te": "లలో లను లకు లతో లు ల లో ను కు తో ని కి",
}
"""Case endings and signs of the plural by language, the longest first."""
_VOWEL_SIGNS = re.compile(
    "[\u093e-\u094d\u09be-\u09cd\u0abe-\u0acd\u0b3e-\u0b4d\u0c3e-\u0c4d\u0cbe-\u0ccd]+$"
)
_ENDINGS = {
    language: re.compile(f"(?<=..)(?:{'|'.join(endings.split())})$")
    for language, endings in ENDINGS.items()
}


@lru_cache(maxsize=50_000)
def light_stem(word: str, language: str) -> str:
    """Give the folded stem of a word; empty for languages that are stemmed elsewhere.

    Args:
        word: In lower case, with its diacritics.
        language: Primary subtag.
    """
    if language in NGUNI:
        bare = _NGUNI_PLACE.sub("", _NGUNI.sub("", folding.fold(word), count=1))
        return _LAST_VOWEL["nguni"].sub("", bare)
    if language in SOTHO:
        bare = _LAST_VOWEL["sotho"].sub("", _SOTHO_PLACE.sub("", folding.fold(word)))
        return _SOTHO.sub("", bare, count=1)
    if pattern := _ENDINGS.get(language):
        bare = pattern.sub("", word, count=1)
        return folding.fold(_VOWEL_SIGNS.sub("", bare) or bare)
    return ""
