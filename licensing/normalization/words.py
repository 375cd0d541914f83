"""A statement as lexemes with the gaps between them: what the grammars read."""

import re

from licensing.normalization.lexicon import Lexeme, read_lexemes
from licensing.normalization.text import BARRIER

_JOINT = re.compile(r"[\s\-_/+,&'\"«»|\\:]{0,6}|\s?\.")
_BREAK = re.compile(r"[.;!?](?:\s|$)|" + BARRIER)


class Words:
    """Folded text and its lexemes; positions count folded characters."""

    __slots__ = ("lexemes", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.lexemes: list[Lexeme] = read_lexemes(text)

    def __len__(self) -> int:
        return len(self.lexemes)

    def __getitem__(self, index: int) -> Lexeme:
        return self.lexemes[index]

    def is_(self, index: int, *categories: str) -> bool:
        """Tell whether there is a lexeme at an index that is of one of the categories."""
        if not 0 <= index < len(self.lexemes):
            return False
        there = self.lexemes[index].categories
        return any(category in there for category in categories)

    def gap(self, index: int) -> str:
        """Give the characters between a lexeme and the next; behind the last, to the end."""
        if index + 1 >= len(self.lexemes):
            return self.text[self.lexemes[index].end :]
        return self.text[self.lexemes[index].end : self.lexemes[index + 1].start]

    def is_joint(self, index: int) -> bool:
        """Tell whether a lexeme and the next may be parts of one name."""
        return bool(_JOINT.fullmatch(self.gap(index)))

    def is_break(self, index: int) -> bool:
        """Tell whether a sentence, or an address, ends a thought between a lexeme and the next."""
        if self.is_(index, "version"):
            return BARRIER in self.gap(index)
        return bool(_BREAK.search(self.gap(index)))
