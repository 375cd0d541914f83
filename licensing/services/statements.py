"""Keeping the list of statements level with what the catalogue counts."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec
from django.db import transaction

from licensing.models import RightsStatement
from licensing.normalization import ENGINE_VERSION
from licensing.selectors.standing import State, states_of
from licensing.verdicts import Verdict, read_verdict

READING = ("kind", "license_id", "license_class", "basis", "confidence", "evidence")
STANDING = ("state", "freed_count", "freed_download_count")
COUNTED = (
    *READING,
    *STANDING,
    "engine_version",
    "source_name",
    "record_count",
    "decided_count",
    "download_count",
    "last_counted_at",
)
BATCH = 500


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """How many records of a source state something about their rights."""

    source_id: UUID
    source_name: str
    statement_key: UUID
    record_count: int
    decided_count: int = 0
    download_count: int = 0
    texts: tuple[str, ...] | None = None
    """The strings; None where the statement is known already."""
    languages: tuple[str, ...] = ()
    """Of records that state it; asked for with ``texts``."""


def list_unknown(source_id: UUID, statement_keys: Sequence[UUID]) -> list[UUID]:
    """Give the keys of which the source has no row yet."""
    known = set(
        RightsStatement.objects.filter(
            source_id=source_id, statement_key__in=statement_keys
        ).values_list("statement_key", flat=True)
    )
    return [key for key in statement_keys if key not in known]


@transaction.atomic
def note_statements(counted: Sequence[Counted]) -> int:
    """Write what was counted: new statements are read by the engine, known ones counted anew.

    Args:
        counted: At most some hundreds, each pair (source, statement key) once; new ones with their
            ``texts``, or they are left out.

    Returns:
        How many rows were written.
    """
    now = datetime.now(UTC)
    known = {
        (row.source_id, row.statement_key): row
        for row in RightsStatement.objects.select_for_update().filter(
            source_id__in={each.source_id for each in counted},
            statement_key__in={each.statement_key for each in counted},
        )
    }
    new, changed = [], []
    for each in counted:
        row = known.get((each.source_id, each.statement_key))
        if row is not None:
            changed.append(row)
        elif each.texts is not None:
            row = new_statement(each, each.texts, now)
            new.append(row)
        else:
            continue
        count(row, each, now)
    RightsStatement.objects.bulk_create(new)
    renew([*new, *changed])
    return len(new) + len(changed)


def new_statement(counted: Counted, texts: tuple[str, ...], now: datetime) -> RightsStatement:
    """Give the row of a statement never seen before at this source."""
    trimmed = [text for one in texts if (text := one.strip())]
    return RightsStatement(
        source_id=counted.source_id,
        statement_key=counted.statement_key,
        texts_json=msgspec.json.encode(trimmed).decode(),
        languages=f" {' '.join(sorted(counted.languages))} " if counted.languages else "",
        first_seen_at=now,
        **reading_fields(read_verdict(trimmed)),
    )


def reading_fields(reading: Verdict) -> dict[str, object]:
    """Give the columns that hold the engine's reading."""
    return {
        "kind": reading.kind,
        "license_id": reading.id,
        "license_class": reading.license_class,
        "basis": reading.basis,
        "confidence": reading.confidence,
        "evidence": reading.evidence,
        "engine_version": ENGINE_VERSION,
    }


def count(row: RightsStatement, counted: Counted, now: datetime) -> None:
    """Take over the counts, and the reading of a newer engine."""
    row.source_name = counted.source_name
    row.record_count = counted.record_count
    row.decided_count = counted.decided_count
    row.download_count = counted.download_count
    row.last_counted_at = now
    if row.engine_version != ENGINE_VERSION:
        reading = read_verdict(msgspec.json.decode(row.texts_json, type=tuple[str, ...]))
        for name, value in reading_fields(reading).items():
            setattr(row, name, value)


def renew(rows: Sequence[RightsStatement]) -> None:
    """Write rows with the state that follows from the decisions, and what deciding would free."""
    stand(rows)
    write(rows, COUNTED)


def renew_states(statement_keys: Iterable[UUID]) -> None:
    """Bring the states of statements up to the decisions, at every source that has them."""
    keys = list(statement_keys)
    for begin in range(0, len(keys), BATCH):
        rows = RightsStatement.objects.filter(statement_key__in=keys[begin : begin + BATCH])
        write(stand(list(rows)), STANDING)


def stand(rows: Sequence[RightsStatement]) -> list[RightsStatement]:
    """Set where rows stand in the review, and what deciding would free; give those that moved."""
    states = states_of(rows)
    moved = []
    for row in rows:
        is_clear = states[row.pk] == State.CLEAR
        freed = (0, 0) if is_clear else (row.record_count, row.download_count)
        if (row.state, row.freed_count, row.freed_download_count) != (states[row.pk], *freed):
            row.state, (row.freed_count, row.freed_download_count) = states[row.pk], freed
            moved.append(row)
    return moved


def write(rows: Sequence[RightsStatement], fields: Sequence[str]) -> None:
    """Write columns of rows that are there; ten times as fast as the ORM's own bulk_update."""
    RightsStatement.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=("id",), update_fields=fields, batch_size=BATCH
    )
