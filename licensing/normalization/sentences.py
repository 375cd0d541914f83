"""Sentences of a statement: their ends, and whether one denies, hedges or speaks of a part."""

import re

from licensing.normalization.patterns import pattern
from licensing.normalization.words import Words

_END = re.compile(r"[.;!?](?:\s|$)")
_FARTHEST = 600
"""A sentence is looked for so many characters around: statements of any length stay cheap."""
_CLOSE = 60
"""Characters beside a name in which it is said that it is only one choice, or an example."""
_BETWEEN = frozenset(
    ["covered", "available", "released", "published", "distributed", "shared", "offered",
     "made", "longer", "lizenziert", "veroffentlicht", "licenciado", "publicado",
     "distribuido", "esta", "sous", "publie", "unter", "beschikbaar", "gepubliceerd",
     "uitgegeven", "gelicentieerd", "onder", "vrijgegeven", "se", "publica", "distribuye",
     "comparte", "ofrece", "con", "bajo", "distribue", "diffuse", "disponible",
     "disponibile", "distribuito", "distribuita", "pubblicato", "pubblicata", "rilasciato",
     "rilasciata", "disponivel", "freigegeben", "bereitgestellt", "verfugbar", "доступно",
     "опубликовано", "публикуется", "tersedia", "diterbitkan", "dilisensikan", "berlisensi",
     "مرخصا", "مرخص", "مرخصه", "منشورا", "متاحا", "متاح", "بموجب", "تحت", "وفق"]
)  # fmt: skip


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Give the span of the sentence, or sentences, that hold a span."""
    first = max(0, start - _FARTHEST)
    for mark in _END.finditer(text, first, start):
        first = mark.end()
    following = _END.search(text, end, end + _FARTHEST)
    return first, following.start() if following else min(len(text), end + _FARTHEST)


_CLAUSE_END = re.compile(r"[,;:.](?!\d)")


def speaks_of(name: str, text: str, start: int, end: int, *, after: int, before: int) -> bool:
    """Tell whether the words around a span match a pattern: ``partial``, ``metadata``.

    Read are the sentence up to the span, from ``after`` on, and what follows to the end of the
    clause, up to ``before``: in "the text is CC BY, the code samples are MIT" each has its own.
    """
    first, last = sentence_around(text, start, end)
    if pattern(name).search(text, max(first, after), start):
        return True
    clause = _CLAUSE_END.search(text, end, last)
    return bool(pattern(name).search(text, end, min(before, clause.start() if clause else last)))


def is_alternative(text: str, start: int, end: int) -> bool:
    """Tell whether "all rights reserved", or another licence, is left as the choice beside it."""
    return bool(
        pattern("or_reserved").match(text, end)
        or pattern("reserved_or").search(text, max(0, start - _CLOSE), start)
    )


def is_mentioned(text: str, start: int) -> bool:
    """Tell whether a licence is only spoken of: "compatible with", "such as"."""
    return bool(pattern("mention").search(text, max(0, start - _CLOSE), start))


def is_denied_after(text: str, end: int) -> bool:
    """Tell whether the clause denies its licence behind it, as Japanese and Turkish do."""
    clause = _CLAUSE_END.search(text, end, end + _FARTHEST)
    last = clause.start() if clause else min(len(text), end + _FARTHEST)
    return bool(pattern("denied_after").search(text[end:last]))


def is_hedged(sentence: str) -> bool:
    """Tell whether a sentence leaves open that what it says is so."""
    return bool(pattern("hedge").search(sentence))


def is_denied(words: Words, index: int, first: int) -> bool:
    """Tell whether a negation stands up to six words before, behind character ``first``.

    "unless otherwise noted" is no denial: a word for "otherwise" takes it back.
    """
    for at in range(index - 1, max(-1, index - 7), -1):
        if words[at].start < first or words.is_(at, "otherwise"):
            return False
        if words.is_(at, "not"):
            return True
    return False


def is_refused(words: Words, index: int) -> bool:
    """Tell whether a licence's name is denied: "not licensed under" and nothing else between."""
    for at in range(index - 1, max(-1, index - 7), -1):
        if words.is_break(at):
            return False
        if words.is_(at, "not"):
            return not words.is_(at - 1, "otherwise")
        is_small = words.is_(at, "license", "glue", "commons", "cc", "open")
        is_small = is_small or words[at].text in _BETWEEN
        if words.is_(at, "otherwise") or not is_small:
            return False
    return False
