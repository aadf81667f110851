"""Whose result is out of date: people touched by something recorded, and those whom time alone may move."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import connection

from handraiser.lifecycle.snapshots import in_list


@dataclass(frozen=True)
class Due:
    """A person to score as at `at_us`. `touches` as found: another number at the end means a touch meanwhile."""

    person: int
    at_us: int
    touches: int


def touched(limit: int, apart: Collection[int] = ()) -> list[Due]:
    """Those whom something recorded has touched, oldest first, as at that record."""
    return _due(
        "SELECT person_id, due_us, touches FROM people_rescore"
        f" WHERE touches > 0 {_but(apart)} ORDER BY due_us LIMIT %s",
        [limit],
    )


def awaited(limit: int, at_us: int, apart: Collection[int] = ()) -> list[Due]:
    """Those whose moment has come with nothing new, as at `at_us`."""
    return _due(
        "SELECT person_id, %s, touches FROM people_rescore"
        f" WHERE touches = 0 AND due_us <= %s {_but(apart)} ORDER BY due_us LIMIT %s",
        [at_us, at_us, limit],
    )


def outdated(limit: int, at_us: int, version: int, apart: Collection[int] = ()) -> list[Due]:
    """Those whom a version before that of the row `version` scored last, as at `at_us`."""
    return _due(
        "SELECT s.person_id, %s, coalesce(r.touches, 0) FROM lifecycle_standing s"
        " LEFT JOIN people_rescore r ON r.person_id = s.person_id"
        f" WHERE s.version_id < %s AND coalesce(r.touches, 0) = 0 {_but(apart, 's.person_id')}"
        " ORDER BY s.version_id, s.person_id LIMIT %s",
        [at_us, version, limit],
    )


def _but(apart: Collection[int], column: str = "person_id") -> str:
    return f"AND {column} NOT IN ({in_list(apart)})" if apart else ""


def _due(sql: str, parameters: list[int]) -> list[Due]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return [Due(*row) for row in cursor.fetchall()]
