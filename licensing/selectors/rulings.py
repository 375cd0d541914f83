"""What was decided for records: asked for once a page, answered for each record."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from licensing.models import Decision, Ruling
from licensing.statements import ANY
from licensing.verdicts import SAYS_NOTHING, Verdict, from_json

_TABLE = Ruling._meta.db_table  # noqa: SLF001 - documented Meta API
_COLUMNS = "scope, statement_key, set_spec, resource_id, decision_id, finding_json"


class Held(NamedTuple):
    """The licence that holds for a record by a decision; of none, all is empty."""

    decision_id: int = 0
    finding_json: str = ""
    verdict: Verdict = Verdict()


UNDECIDED = Held()


class Rulings:
    """What is decided for the records of one source."""

    def __init__(self) -> None:
        """Nothing is decided yet."""
        self.by_record: dict[UUID, Held] = {}
        self.by_statement: dict[UUID, Held] = {}
        self.by_set: dict[str, Held] = {}
        self.default: Held | None = None

    @property
    def has_defaults(self) -> bool:
        """Whether the source has a default, or one of its sets."""
        return self.default is not None or bool(self.by_set)

    def __bool__(self) -> bool:
        return bool(self.by_record or self.by_statement or self.has_defaults)

    def held(self, *, resource_id: UUID, statement_key: UUID, sets: str, kind: str) -> Held:
        """Give what holds for one record: the narrower decision wins.

        A default holds only where nothing is said: by the engine's reading, or because a curator
        found that the statement is none about rights.

        Args:
            resource_id: Id of the record's resource.
            statement_key: Key of its statement.
            sets: Its setSpecs, separated by spaces.
            kind: Of the engine's reading.
        """
        if found := self.by_record.get(resource_id):
            return found
        found = self.by_statement.get(statement_key)
        if not self.has_defaults:
            return found or UNDECIDED
        if (found.verdict.kind if found else kind) not in SAYS_NOTHING:
            return found or UNDECIDED
        for spec in sets.split():
            if of_set := self._of_set(spec):
                return of_set
        return self.default or found or UNDECIDED

    def _of_set(self, spec: str) -> Held | None:
        """Give the default of a set, or of the nearest one above it (OAI-PMH 2.0, section 2.6)."""
        while spec:
            if found := self.by_set.get(spec):
                return found
            spec = spec.rpartition(":")[0]
        return None


def find_rulings(
    source_id: UUID, *, statement_keys: Iterable[UUID], resource_ids: Iterable[UUID]
) -> Rulings:
    """Give what is decided for records of one source, by one query.

    Inside a transaction that has taken ``repository.clock.stamp`` it sees every decision whose job
    may have passed already.

    Args:
        source_id: The provider.
        statement_keys: Keys of the records' statements.
        resource_ids: Records that may have a decision of their own.
    """
    keys = {ANY, *statement_keys}
    ids = {ANY, *resource_ids}
    found = Rulings()
    of_source: set[UUID] = set()
    for scope, key, set_spec, resource_id, decision_id, finding in _rows(source_id, keys, ids):
        held = Held(decision_id, finding, from_json(finding))
        match scope:
            case Decision.Scope.RECORD:
                found.by_record[resource_id] = held
            case Decision.Scope.SOURCE:
                found.by_statement[key] = held
                of_source.add(key)
            case Decision.Scope.EVERYWHERE if key not in of_source:
                found.by_statement[key] = held
            case Decision.Scope.SET:
                found.by_set[set_spec] = held
            case Decision.Scope.DEFAULT:
                found.default = held
    return found


def _rows(source_id: UUID, keys: Collection[UUID], ids: Collection[UUID]) -> Sequence[Any]:
    """Read the table; on PostgreSQL ids travel as arrays, which cost less than parameters."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"SELECT {_COLUMNS} FROM {_TABLE} WHERE source_id = ANY(%s::uuid[])"  # noqa: S608 - all of it is written in this file
                " AND statement_key = ANY(%s::uuid[]) AND resource_id = ANY(%s::uuid[])",
                [[source_id, ANY], list(keys), list(ids)],
            )
            return cursor.fetchall()
    rulings = Ruling.objects.filter(
        source_id__in=(source_id, ANY), statement_key__in=keys, resource_id__in=ids
    )
    return list(rulings.values_list(*_COLUMNS.split(", ")))
