"""Tables of words beside the code: which controlled value a stated word means.

A table is a TOML file in ``data``: each key is a controlled value (several with blanks between,
``-`` for words that are known to mean none), each entry the words that mean it.
"""

import re
import tomllib
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
NO_VALUE = "-"

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_WORD = re.compile(r"[\s_\-‐‑–—./,:;'’\"()\[\]*]+")


def fold_term(text: str) -> str:
    """Bring a term to the form it is looked up in: lower case, words apart, no punctuation.

    ``lessonPlan``, ``lesson_plan`` and ``Lesson Plan`` are one.
    """
    return _NO_WORD.sub(" ", _CAMEL.sub(" ", text)).strip().casefold()


def read_table(name: str) -> dict[str, Any]:
    """Read one table file."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def read_words(name: str, section: str = "words") -> dict[str, str]:
    """Read one section of a table as folded word -> controlled value.

    Raises:
        ValueError: A word stands under two values.
    """
    meaning: dict[str, str] = {}
    for value, words in read_table(name)[section].items():
        for word in words:
            folded = fold_term(word)
            if meaning.setdefault(folded, value) != value:
                raise ValueError(f"{name}: {word!r} stands under {meaning[folded]!r} and {value!r}")
    return meaning


def look_up(words: dict[str, str], folded: str) -> str | None:
    """Give the value of a folded term, or of its singular in ``s``; None when unknown."""
    if folded in words:
        return words[folded]
    return words.get(folded[:-1]) if folded.endswith("s") else None
