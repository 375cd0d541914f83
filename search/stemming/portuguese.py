"""Portuguese plurals in -ões, before Snowball's stemmer, which takes lições for another word."""

import re

_PLURAL = re.compile("([õo])es$")


def singular(word: str) -> str:
    """Give lição for lições, and licao for licoes."""
    return _PLURAL.sub(lambda found: "ão" if found[1] == "õ" else "ao", word)
