"""Who may reach the work, in words; said so, it is no licence."""

from collections.abc import Iterator

from licensing.normalization.match import Finding
from licensing.normalization.patterns import pattern
from licensing.normalization.sentences import is_denied
from licensing.normalization.words import Words

# What limits more is asked first: "free access with registration" is restricted.
_ACCESS = {
    "metadata_only": "access:metadata-only",
    "embargoed": "access:embargoed",
    "closed": "access:closed",
    "restricted": "access:restricted",
    "open": "access:open",
}
_LONGEST = 16
"""More lexemes than this, and the statement is about more than access."""
_OTHER_WORDS = 7


def find_access(words: Words) -> Iterator[Finding]:
    """Yield what a short statement says of access, what limits most first.

    Amid other words only a phrase says it ("open access"): "open" alone may mean anything.
    """
    if len(words) > _LONGEST:
        return
    unknown = sum(1 for lexeme in words.lexemes if lexeme.is_word)
    for category, access in _ACCESS.items():
        for index, lexeme in enumerate(words.lexemes):
            if category not in lexeme.categories or is_denied(words, index, 0):
                continue
            is_phrase = " " in lexeme.text or not lexeme.text.isascii()
            is_said = is_phrase or category == "embargoed"
            if len(words) > 1 and (not is_said or unknown > _OTHER_WORDS):
                continue
            is_dated = category == "restricted" and pattern("until").search(words.text)
            yield Finding(
                start=lexeme.start,
                end=lexeme.end,
                id="access:embargoed" if is_dated else access,
                kind="access-only",
                confidence=0.95 if len(words) == 1 else 0.8,
            )
