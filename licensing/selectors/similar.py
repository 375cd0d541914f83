"""What was decided on statements like this one."""

import msgspec
from django.db.models import Count

from licensing.models import Decision, RightsStatement, StatementBand
from licensing.selectors.standing import list_rulings, texts_of
from licensing.statements import bands, resemblance, trigrams

MAX_CANDIDATES = 100
"""Statements that are compared: those that share most of the signature."""
MIN_RESEMBLANCE = 0.4


class Similar(msgspec.Struct, frozen=True, kw_only=True):
    """A statement that was decided on, and what holds for it."""

    statement: RightsStatement
    decision: Decision
    percent: int
    """How alike the two are."""

    @property
    def text(self) -> str:
        """What it says."""
        return " · ".join(texts_of(self.statement))


def list_similar(statement: RightsStatement, *, limit: int = 5) -> list[Similar]:
    """Give decided statements worded alike, the likest first, each decision once.

    Typing errors, another order of words and small variants do not matter; nor do case, years,
    numbers and marks.
    """
    ours = trigrams(texts_of(statement))
    shared = StatementBand.objects.filter(band__in=bands(ours)).order_by()
    nearest = shared.values_list("statement_key").annotate(number=Count("id")).order_by("-number")
    keys = [key for key, _ in nearest[:MAX_CANDIDATES]]
    decided = RightsStatement.objects.filter(
        state=RightsStatement.State.DECIDED, statement_key__in=keys
    ).exclude(pk=statement.pk)
    rows = list(decided.order_by("-record_count")[: 2 * MAX_CANDIDATES])
    rulings = list_rulings(rows)
    found: dict[int, Similar] = {}
    for row in rows:
        ruling = rulings.get((row.source_id, row.statement_key))
        likeness = resemblance(ours, trigrams(texts_of(row)))
        if ruling is not None and likeness >= MIN_RESEMBLANCE:
            similar = Similar(
                statement=row, decision=ruling.decision, percent=round(100 * likeness)
            )
            found.setdefault(ruling.decision_id, similar)
    ranked = sorted(found.values(), key=lambda each: (-each.percent, -each.statement.record_count))
    return ranked[:limit]
