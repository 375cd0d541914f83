"""Suffixes that are taken off: what stemmers written as a list of them share."""

from collections.abc import Iterable, Mapping


class Suffixes:
    """Endings and what takes their place; the longest one that a word has is looked at first."""

    def __init__(self, endings: Mapping[str, str] | Iterable[str], *, at_least: int) -> None:
        """Take the endings in.

        Args:
            endings: Each with what it becomes; of a list, nothing is left of any.
            at_least: Characters that have to stay in front of an ending.
        """
        pairs = endings if isinstance(endings, Mapping) else dict.fromkeys(endings, "")
        self._pairs = sorted(pairs.items(), key=lambda pair: -len(pair[0]))
        self._at_least = at_least

    def strip(self, word: str) -> str:
        """Give the word without its ending; as it is where it has none of them."""
        for ending, becomes in self._pairs:
            if word.endswith(ending) and len(word) >= len(ending) + self._at_least:
                return word.removesuffix(ending) + becomes
        return word
