"""Many rows in one statement, on both databases. The ORM costs more for a row than all of identifying does."""

import functools
import json
from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection, models

Row = tuple[Any, ...]


def insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row], *, conflict: str = "") -> None:
    """Insert all rows; `conflict` says what to do with those that are there already: "DO NOTHING"."""
    if not rows:
        return
    table, names = model._meta.db_table, ", ".join(columns)
    skip = f" ON CONFLICT {conflict}" if conflict else ""
    if connection.vendor == "sqlite":
        marks = ", ".join(["%s"] * len(columns))
        _many(f"INSERT INTO {table} ({names}) VALUES ({marks}){skip}", rows)
    else:
        # WHERE: without it SQL would read the ON of ON CONFLICT as that of a join
        _arrays(f"INSERT INTO {table} ({names}) SELECT * FROM {_unnest(model, columns)} WHERE true{skip}", rows)


def update(model: type[models.Model], columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Set `columns` of the rows whose primary key comes first in each tuple."""
    if not rows:
        return
    table, key = model._meta.db_table, str(model._meta.pk.column)
    if connection.vendor == "sqlite":
        changes = ", ".join(f"{column} = %s" for column in columns)
        _many(f"UPDATE {table} SET {changes} WHERE {key} = %s", [(*row[1:], row[0]) for row in rows])
    else:
        changes = ", ".join(f"{column} = new.{column}" for column in columns)
        given = ", ".join([key, *columns])
        unnest = _unnest(model, [key, *columns])
        _arrays(f"UPDATE {table} SET {changes} FROM {unnest} AS new({given}) WHERE {table}.{key} = new.{key}", rows)


def new_ids(model: type[models.Model], count: int) -> list[int]:
    """Primary keys nobody else gets. On SQLite they hold only inside the write transaction that asks."""
    table = model._meta.db_table
    if not count:
        return []
    if connection.vendor == "sqlite":
        last = rows("SELECT seq FROM sqlite_sequence WHERE name = %s", table)
        first = (last[0][0] if last else 0) + 1
        return list(range(first, first + count))
    sequence = "pg_get_serial_sequence(%s, 'id')"
    return [row[0] for row in rows(f"SELECT nextval({sequence}) FROM generate_series(1, %s)", table, count)]


def among(values: Collection[Any]) -> tuple[str, Any]:
    """`= any of values` as SQL and its one parameter, whatever their number."""
    if connection.vendor == "sqlite":
        return "IN (SELECT value FROM json_each(%s))", json.dumps(list(values))
    return "= ANY(%s)", list(values)


def rows(sql: str, *parameters: Any) -> list[Row]:
    """All rows of a query on the default database."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        found: list[Row] = cursor.fetchall()
        return found


def execute(sql: str, *parameters: Any) -> None:
    """One statement that gives no rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def _many(sql: str, rows: Sequence[Row]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)


def _arrays(sql: str, rows: Sequence[Row]) -> None:
    execute(sql, *(list(column) for column in zip(*rows, strict=True)))


@functools.cache
def _types(model: type[models.Model]) -> dict[str, str]:
    return {str(each.column): str(each.rel_db_type(connection)) for each in model._meta.concrete_fields}


def _unnest(model: type[models.Model], columns: Sequence[str]) -> str:
    types = _types(model)
    return f"unnest({', '.join(f'%s::{types[column]}[]' for column in columns)})"
