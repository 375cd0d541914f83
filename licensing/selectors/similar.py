"""What was decided on statements like this one."""

from difflib import SequenceMatcher

import msgspec

from licensing.models import Decision, RightsStatement
from licensing.selectors.standing import list_rulings, texts_of

MAX_CANDIDATES = 40
MAX_COMPARED_CHARACTERS = 300
MIN_LIKENESS = 0.5


class Similar(msgspec.Struct, frozen=True, kw_only=True):
    """A statement that was decided on, and what holds for it."""

    statement: RightsStatement
    decision: Decision


def list_similar(statement: RightsStatement, *, limit: int = 5) -> list[Similar]:
    """Give decided statements of the same words, or read alike and worded alike; likest first.

    Compared are those with the same words but for years, numbers and marks, and those of the same
    reading that most records state.
    """
    decided = RightsStatement.objects.filter(state=RightsStatement.State.DECIDED).exclude(
        pk=statement.pk
    )
    same_words = decided.filter(likeness=statement.likeness)
    same_reading = decided.filter(kind=statement.kind, license_id=statement.license_id)
    candidates = {
        each.pk: each
        for rows in (same_words, same_reading)
        for each in rows.order_by("-record_count")[:MAX_CANDIDATES]
    }
    rulings = list_rulings(list(candidates.values()))
    text = compared(statement)
    ranked = sorted(
        ((ratio(text, statement, each), -pk, each) for pk, each in candidates.items()),
        reverse=True,
    )
    found = [
        Similar(statement=each, decision=ruling.decision)
        for likeness, _, each in ranked
        if likeness >= MIN_LIKENESS
        and (ruling := rulings.get((each.source_id, each.statement_key)))
    ]
    return found[:limit]


def compared(statement: RightsStatement) -> str:
    """Give the characters by which statements are compared."""
    return " ".join(texts_of(statement)).casefold()[:MAX_COMPARED_CHARACTERS]


def ratio(text: str, statement: RightsStatement, other: RightsStatement) -> float:
    """Give how alike two statements are, from 0 to 1."""
    if other.likeness == statement.likeness:
        return 1.0
    return SequenceMatcher(None, text, compared(other)).ratio()
