"""Many rows in one statement on both databases, in the caller's transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection


def write(sql: str, columns: Mapping[str, str], rows: Sequence[Sequence[Any]]) -> None:
    """Run `INSERT INTO table {given} ON CONFLICT ...` for all rows.

    columns: the name and PostgreSQL type of each; JSON comes as text.
    PostgreSQL takes a binary array a column: a tenth of the client's work that a text array is.
    """
    if not rows:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.vendor == "sqlite":
        marks = ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.executemany(sql.format(given=f"({names}) VALUES ({marks})"), rows)
        return
    arrays = ", ".join(f"%b::{_array(kind)}[]" for kind in columns.values())
    values = ", ".join(f"v{place}::{kind}" for place, kind in enumerate(columns.values()))
    given = ", ".join(f"v{place}" for place in range(len(columns)))
    given = f"({names}) SELECT {values} FROM unnest({arrays}) AS given({given})"
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(sql.format(given=given), [list(column) for column in zip(*rows, strict=True)])


def _array(kind: str) -> str:
    return "text" if kind == "jsonb" else kind
