"""Many rows in one go: five times the ORM's speed on PostgreSQL, the same meaning on SQLite.

PostgreSQL: COPY into a temporary table, then one INSERT ... ON CONFLICT. SQLite: one prepared
statement.
"""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import connection, models

Row = Sequence[object]


def fetch_rows(
    model: type[models.Model], columns: Sequence[str], keys: Collection[uuid.UUID]
) -> Sequence[Sequence[Any]]:
    """Give columns of the rows with these primary keys, those that exist, in no order.

    On PostgreSQL the keys travel as one array, in its text form: a list of hundreds of parameters
    costs more time than the look-up itself.
    """
    if connection.vendor != "postgresql":
        return list(model._default_manager.filter(pk__in=keys).values_list(*columns))  # noqa: SLF001 - documented for any model
    meta = model._meta  # noqa: SLF001 - the documented way to a table's name
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {quoted(columns)} FROM "{meta.db_table}"'
            f' WHERE "{meta.pk.column}" = ANY(%s::uuid[])',
            ["{" + ",".join([key.hex for key in keys]) + "}"],
        )
        return cursor.fetchall()


def upsert_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    conflict: Sequence[str],
    update: Sequence[str],
) -> None:
    """Insert rows.

    Where the ``conflict`` columns already exist, set the ``update`` columns instead.

    Args:
        model: Whose table.
        columns: Database columns, in the order of the values of each row.
        rows: Plain values of the fields' Python types; no two may agree in the conflict columns.
        conflict: Columns of a unique constraint.
        update: Columns to overwrite.
    """
    if not rows:
        return
    table, names = model._meta.db_table, quoted(columns)  # noqa: SLF001 - the documented way to a table's name
    assignments = ", ".join(f'"{name}" = excluded."{name}"' for name in update)
    tail = f"ON CONFLICT ({quoted(conflict)}) DO UPDATE SET {assignments}"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            staging = f"staging_{table}"
            cursor.execute(
                f'CREATE TEMPORARY TABLE IF NOT EXISTS "{staging}" ON COMMIT DELETE ROWS'
                f' AS SELECT {names} FROM "{table}" WITH NO DATA'
            )
            copy_rows(cursor, model, staging, columns, rows)
            cursor.execute(
                f'INSERT INTO "{table}" ({names}) SELECT {names} FROM "{staging}" {tail}'
            )
            cursor.execute(f'DELETE FROM "{staging}"')
        else:
            slots = ", ".join(["%s"] * len(columns))
            cursor.executemany(
                f'INSERT INTO "{table}" ({names}) VALUES ({slots}) {tail}',
                adapted(model, columns, rows),
            )


def add_to_rows(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    conflict: Sequence[str],
    added: Sequence[str],
    update: Sequence[str] = (),
) -> None:
    """Insert rows of counts; where a row already exists, add to its counts.

    Whoever does the same at the same moment waits for the row, so nothing is lost.

    Args:
        model: Whose table.
        columns: Database columns, in the order of the values of each row.
        rows: As in ``upsert_rows``, in one order for all writers: they wait for each other.
        conflict: Columns of a unique constraint.
        added: Columns to add to.
        update: Columns to overwrite.
    """
    table = model._meta.db_table  # noqa: SLF001 - the documented way to a table's name
    slots = ", ".join(["%s"] * len(columns))
    assignments = [f'"{name}" = "{table}"."{name}" + excluded."{name}"' for name in added]
    assignments += [f'"{name}" = excluded."{name}"' for name in update]
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{table}" ({quoted(columns)}) VALUES ({slots})'
            f" ON CONFLICT ({quoted(conflict)}) DO UPDATE SET {', '.join(assignments)}",
            adapted(model, columns, rows),
        )


def commit_without_waiting() -> None:
    """Let the running transaction commit before the disk has it, where a checkpoint goes with it.

    After a crash of the database server the last moments may be gone, records and checkpoint
    together, and the work is done again from there. Nothing is ever half there.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Insert rows that conflict with nothing; values as in ``upsert_rows``."""
    if not rows:
        return
    table, names = model._meta.db_table, quoted(columns)  # noqa: SLF001 - the documented way to a table's name
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copy_rows(cursor, model, table, columns, rows)
        else:
            slots = ", ".join(["%s"] * len(columns))
            cursor.executemany(
                f'INSERT INTO "{table}" ({names}) VALUES ({slots})',
                adapted(model, columns, rows),
            )


def update_row(
    model: type[models.Model], values: Mapping[str, object], *, expected: Mapping[str, object]
) -> bool:
    """Set columns of the row that has the expected values, and tell whether there is one.

    For a row that is written with every page: the ORM takes longer to put the statement together
    than the database to carry it out.

    Args:
        model: Whose table.
        values: By database column, of the fields' Python types.
        expected: Likewise; they name the row.
    """
    table = model._meta.db_table  # noqa: SLF001 - the documented way to a table's name
    assignments = ", ".join(f'"{name}" = %s' for name in values)
    conditions = " AND ".join(f'"{name}" = %s' for name in expected)
    columns = [*values, *expected]
    (parameters,) = adapted(model, columns, [[*values.values(), *expected.values()]])
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{table}" SET {assignments} WHERE {conditions}', parameters)
        return bool(cursor.rowcount)


def quoted(columns: Iterable[str]) -> str:
    """Give a list of column names for SQL."""
    return ", ".join(f'"{name}"' for name in columns)


def copy_rows(
    cursor: Any, model: type[models.Model], table: str, columns: Sequence[str], rows: Iterable[Row]
) -> None:
    """Send rows by COPY; errors are Django's, as those of any other statement.

    In binary form, which costs half of what text costs, here and in the server.
    """
    statement = f'COPY "{table}" ({quoted(columns)}) FROM STDIN (FORMAT BINARY)'
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        copy.set_types(column_types(model, tuple(columns)))
        for row in rows:
            copy.write_row(row)


@cache
def column_types(model: type[models.Model], columns: tuple[str, ...]) -> list[str]:
    """Give the database types of columns, without their lengths."""
    by_column = {field.column: field for field in model._meta.concrete_fields}  # noqa: SLF001 - documented Meta API
    return [(by_column[column].db_type(connection) or "").partition("(")[0] for column in columns]


def adapted(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]
) -> list[list[Any]]:
    """Give the rows with the values in the database's own form, as the fields make it."""
    by_column = {field.column: field for field in model._meta.concrete_fields}  # noqa: SLF001 - documented Meta API
    prepare = [by_column[column].get_db_prep_save for column in columns]
    return [
        [make(value, connection) for make, value in zip(prepare, row, strict=True)] for row in rows
    ]
