"""What holds for a statement now, and where it stands in the review."""

from collections.abc import Collection, Sequence
from uuid import UUID

import msgspec

from licensing.licenses import LicenseClass
from licensing.models import Decision, RightsStatement, Ruling
from licensing.statements import ANY, NO_STATEMENT
from licensing.verdicts import Verdict, from_json

ENOUGH_CONFIDENCE = 0.9
"""A reading this certain needs nobody."""
State = RightsStatement.State


def texts_of(statement: RightsStatement) -> tuple[str, ...]:
    """Give the rights strings, in the order stated."""
    return msgspec.json.decode(statement.texts_json, type=tuple[str, ...])


def reading_of(statement: RightsStatement) -> Verdict:
    """Give what the engine read."""
    return Verdict(
        id=statement.license_id,
        license_class=statement.license_class,
        kind=statement.kind,
        basis=statement.basis,
        confidence=statement.confidence,
        evidence=statement.evidence,
    )


def find_ruling(statement: RightsStatement) -> Ruling | None:
    """Give what was decided on a statement: for its source, else for every source."""
    rulings = list_rulings([statement])
    return rulings.get((statement.source_id, statement.statement_key))


def list_rulings(statements: Collection[RightsStatement]) -> dict[tuple[UUID, UUID], Ruling]:
    """Give what was decided on statements, by (source, statement key)."""
    wanted = {(each.source_id, each.statement_key) for each in statements}
    rows = Ruling.objects.select_related("decision").filter(
        statement_key__in={key for _, key in wanted},
        scope__in=(Decision.Scope.SOURCE, Decision.Scope.EVERYWHERE),
        source_id__in={ANY, *(source for source, _ in wanted)},
    )
    found = {(row.source_id, row.statement_key): row for row in rows}
    held = {pair: found.get(pair) or found.get((ANY, pair[1])) for pair in wanted}
    return {pair: row for pair, row in held.items() if row is not None}


def verdict_on(statement: RightsStatement, ruling: Ruling | None) -> Verdict:
    """Give what holds for records with this statement, but for those with one of their own."""
    return from_json(ruling.finding_json) if ruling else reading_of(statement)


def is_clear(verdict: Verdict) -> bool:
    """Tell whether a reading is certain enough to need nobody."""
    if verdict.license_class in {LicenseClass.UNKNOWN, LicenseClass.CONFLICT}:
        return False
    return verdict.confidence >= ENOUGH_CONFIDENCE


def states_of(statements: Sequence[RightsStatement]) -> dict[int, RightsStatement.State]:
    """Give where statements stand, by their primary key."""
    rulings = list_rulings(statements)
    defaults = set(
        Ruling.objects.filter(
            scope=Decision.Scope.DEFAULT, source_id__in={each.source_id for each in statements}
        ).values_list("source_id", flat=True)
    )
    waiting = {
        (row.source_id, row.statement_key): row for row in reversed(list_waiting(statements))
    }
    found = {}
    for each in statements:
        pair = (each.source_id, each.statement_key)
        entry = waiting.get(pair) or waiting.get((ANY, each.statement_key))
        if entry is not None:
            found[each.pk] = State.PROPOSED if entry.is_proposal else State.ASKED
        elif pair in rulings or (each.statement_key == NO_STATEMENT and each.source_id in defaults):
            found[each.pk] = State.DECIDED
        else:
            found[each.pk] = State.CLEAR if is_clear(reading_of(each)) else State.REVIEW
    return found


def list_waiting(statements: Collection[RightsStatement]) -> list[Decision]:
    """Give proposals nobody has answered and questions not decided since, the newest first."""
    entries = Decision.objects.filter(
        statement_key__in={each.statement_key for each in statements},
        source_id__in={ANY, *(each.source_id for each in statements)},
        answered_by=None,
    ).exclude(scope=Decision.Scope.RECORD)
    newest: dict[tuple[UUID, UUID], Decision] = {}
    for entry in entries.order_by("-id"):
        newest.setdefault((entry.source_id, entry.statement_key), entry)
    return [
        entry
        for entry in newest.values()
        if entry.is_proposal or entry.action == Decision.Action.ASK
    ]
