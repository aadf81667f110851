"""Who else is asked about where the model rolls scores up over a company: the colleagues of some people."""

import functools
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
from django.db import connection

from handraiser.lifecycle import publishing
from handraiser.lifecycle.due import Due
from handraiser.lifecycle.models import ModelVersion
from handraiser.lifecycle.snapshots import Read, in_list

_IDS = pa.schema([("id", pa.int64())])
_NEWEST = pa.schema([("id", pa.int64()), ("published_us", pa.int64())])


def beside(read: Read, people: Sequence[int], anyway: bool) -> list[int] | None:
    """The canonical people of the same companies, but for `people`; else None, unless a version has a rollup."""
    newest = read("SELECT id, published_us FROM lifecycle_modelversion ORDER BY number DESC LIMIT 1", _NEWEST)
    if not anyway and not any(rolls_up(*each.values()) for each in newest.to_pylist()):
        return None
    found = read(_SQL.format(_OF_COMPANIES.format(in_list(people)), in_list(people)), _IDS)
    return [int(person) for person in np.unique(np.asarray(found["id"], np.int64))]


def with_due(due: Sequence[Due]) -> list[Due]:
    """These, and with everybody whom something recorded has touched the colleagues, all as at the last of the records.

    Where somebody waits for a later record, as at that.
    """
    newest = publishing.newest()
    touched = {one.person: one.at_us for one in due if one.touches}
    if newest is None or not touched or not rolls_up(newest.id, newest.published_us):
        return list(due)
    moments, rows = _by_company(touched), {one.person: one for one in due}
    for company, person, waits_us, touches in _of(moments):
        at_us = max(moments[company], waits_us if touches else 0)
        one = rows.get(person, Due(person, at_us, touches))
        rows[person] = replace(one, at_us=max(at_us, one.at_us))
    return list(rows.values())


@functools.lru_cache(maxsize=4)
def rolls_up(newest: int, published_us: int) -> bool:
    """Whether any version up to the newest has a rollup: people may still have to be walked through an older one."""
    written = ModelVersion.objects.filter(pk__lte=newest, published_us__lte=published_us, document__contains="rollup")
    return any(publishing.numbered(number).compiled.rollups for number in written.values_list("number", flat=True))


_OF_COMPANIES = "SELECT company_id FROM people_person WHERE id IN ({}) AND company_id IS NOT NULL"
_SQL = (
    "SELECT id FROM people_person WHERE company_id IN ({}) AND id NOT IN ({})"
    " AND canonical_id = id AND erased_us IS NULL AND NOT bot"
)


def _by_company(touched: dict[int, int]) -> dict[int, int]:
    """The last moment that anybody of each company was touched, or anybody who has left it since the last scoring."""
    people, moments = in_list(touched), dict[int, int]()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, company_id FROM people_person WHERE id IN ({people}) AND company_id IS NOT NULL UNION ALL"
            f" SELECT person_id, company FROM lifecycle_standing WHERE person_id IN ({people}) AND company IS NOT NULL"
        )
        for person, company in cursor.fetchall():
            moments[company] = max(touched[person], moments.get(company, 0))
    return moments


def _of(companies: dict[int, int]) -> list[tuple[int, int, int, int]]:
    """Company, person, and when and how often a touch waits, of everybody there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.company_id, p.id, coalesce(r.due_us, 0), coalesce(r.touches, 0) FROM people_person p"
            f" LEFT JOIN people_rescore r ON r.person_id = p.id WHERE p.company_id IN ({in_list(companies)})"
            " AND p.canonical_id = p.id AND p.erased_us IS NULL AND NOT p.bot ORDER BY p.id"
        )
        return [tuple(row) for row in cursor.fetchall()]
