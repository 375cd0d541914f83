"""Statements made ready for a page: their words with the evidence marked, what was read, held."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from licensing.models import RightsStatement, Ruling
from licensing.selectors.standing import list_rulings, reading_of, texts_of, verdict_on
from licensing.statements import NO_STATEMENT
from licensing.verdicts import Verdict
from licensing.views import words

MAX_SHOWN_CHARACTERS = 600


class Piece(NamedTuple):
    """Some characters of a statement, and whether they decided."""

    text: str
    is_evidence: bool


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A verdict in words."""

    verdict: Verdict
    kind: str
    basis: str
    percent: int


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """One statement for a page."""

    row: RightsStatement
    texts: tuple[tuple[Piece, ...], ...]
    reading: Reading
    held: Reading
    ruling: Ruling | None
    is_unstated: bool

    @property
    def seen(self) -> int:
        """Id of the decision that holds; 0 for none."""
        return self.ruling.decision_id if self.ruling else 0


def show_all(rows: Sequence[RightsStatement], *, is_cut: bool = True) -> list[Shown]:
    """Make statements ready; two queries for all."""
    rulings = list_rulings(rows)
    return [show(row, rulings.get((row.source_id, row.statement_key)), is_cut) for row in rows]


def show(row: RightsStatement, ruling: Ruling | None, is_cut: bool) -> Shown:  # noqa: FBT001 - called above only
    """Make one statement ready."""
    limit = MAX_SHOWN_CHARACTERS if is_cut else None
    return Shown(
        row=row,
        texts=tuple(tuple(pieces(text, row.evidence, limit)) for text in texts_of(row)),
        reading=in_words(reading_of(row)),
        held=in_words(verdict_on(row, ruling)),
        ruling=ruling,
        is_unstated=row.statement_key == NO_STATEMENT,
    )


def in_words(verdict: Verdict) -> Reading:
    """Put a verdict into words."""
    return Reading(
        verdict=verdict,
        kind=str(words.KINDS.get(verdict.kind, verdict.kind)),
        basis=str(words.BASES.get(verdict.basis, verdict.basis)),
        percent=round(verdict.confidence * 100),
    )


def pieces(text: str, evidence: str, limit: int | None) -> Iterator[Piece]:
    """Yield a text in pieces, the first place of the evidence marked; a long text is cut."""
    start = text.find(evidence) if evidence else -1
    if start < 0:
        yield Piece(cut(text, limit), is_evidence=False)
        return
    before, after = text[:start], text[start + len(evidence) :]
    half = limit and limit // 3
    if half and len(before) > half:
        before = f"…{before[-half:]}"
    if before:
        yield Piece(before, is_evidence=False)
    yield Piece(cut(evidence, half), is_evidence=True)
    if after:
        yield Piece(cut(after, half), is_evidence=False)


def cut(text: str, limit: int | None) -> str:
    """Give a text of at most so many characters."""
    return f"{text[:limit]}…" if limit and len(text) > limit else text
