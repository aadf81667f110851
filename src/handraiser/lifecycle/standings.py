"""The cached result of each person, and when to look again: read and written many at once."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection

from handraiser.lifecycle.snapshots import in_list
from handraiser.lifecycle.writing import write


class Stood(NamedTuple):
    """What the last scoring left, as far as the next one asks."""

    version: int
    at_us: int
    stage: str
    baseline_us: int | None
    baseline_stage: str | None


class Stands(NamedTuple):
    """A row of `Standing`; JSON as text."""

    person_id: int
    version_id: int
    at_us: int
    stage: str
    stage_since_us: int | None
    scores: str
    labels: str
    coverage: str
    matrix: str | None
    total: int | None
    excluded_by: str | None
    effect: str | None
    baseline_us: int | None
    baseline_stage: str | None
    company: int | None


class Look(NamedTuple):
    """When to look at a person again, unless something touched it since `touches` was read."""

    person_id: int
    due_us: int
    touches: int


NO_LOOK_US = 2**63 - 1  # only when something is recorded
_STOOD = "version_id, at_us, stage, baseline_us, baseline_stage"
_STANDING = dict.fromkeys(Stands._fields, "bigint")
_STANDING |= dict.fromkeys(("stage", "matrix", "excluded_by", "effect", "baseline_stage"), "text")
_STANDING |= dict.fromkeys(("scores", "labels", "coverage"), "jsonb")
_NEWER = ", ".join(f"{name} = excluded.{name}" for name in Stands._fields[1:])
_LOOK = {"person_id": "bigint", "due_us": "bigint", "touches": "integer"}


def stood(people: Iterable[int]) -> dict[int, Stood]:
    """By person; those never scored are left out."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT person_id, {_STOOD} FROM lifecycle_standing WHERE person_id IN ({in_list(people)})")
        return {person: Stood(*row) for person, *row in cursor.fetchall()}


def keep(rows: Sequence[Stands]) -> None:
    """Write these results, in the caller's transaction."""
    write(
        f"INSERT INTO lifecycle_standing {{given}} ON CONFLICT (person_id) DO UPDATE SET {_NEWER}",
        _STANDING,
        sorted(rows),
    )


def look_again(looks: Sequence[Look]) -> None:
    """A touch that came meanwhile stays due."""
    write(
        "INSERT INTO people_rescore {given} ON CONFLICT (person_id) DO UPDATE"
        " SET due_us = excluded.due_us, touches = 0 WHERE people_rescore.touches = excluded.touches",
        _LOOK,
        sorted(looks),
    )
