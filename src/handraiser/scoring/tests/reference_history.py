"""People of the reference as the kernel's Arrow tables, and the order of their rows at will."""

import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from handraiser.scoring.history import COMPANIES, DEALS, EVENTS, MOVES, PEOPLE, TRAITS, History

Row = dict[str, Any]
PAGE_FIELDS = ("path", "url", "title", "referrer", "search")


def as_written(rows: list[Row]) -> list[Row]:
    return rows


def history(people: list[Row], order: Callable[[list[Row]], list[Row]] = as_written) -> History:
    """The first person is lead 1; `order` arranges the rows of each table but `people`."""
    everybody = people + [one for person in people for one in person.get("colleagues") or ()]
    numbered = [{**person, "lead": lead} for lead, person in enumerate(everybody, 1)]
    return History(
        people=table(numbered[: len(people)], PEOPLE),
        events=table(order([with_columns(row) for row in rows_of(everybody, "events")]), EVENTS),
        traits=table(order(rows_of(everybody, "traits")), TRAITS),
        moves=table(order(rows_of(everybody, "moves")), MOVES),
        deals=table(order(rows_of(everybody, "deals")), DEALS),
        companies=table(order(companies(people)), COMPANIES),
        beside=table(order(numbered[len(people) :]), PEOPLE),
    )


def companies(people: list[Row]) -> list[Row]:
    """Each person's own, where there is one; colleagues are numbered after all the people, as they come."""
    rows, beside = [], len(people)
    for lead, person in enumerate(people, 1):
        if person.get("colleagues") is not None:
            others = range(beside + 1, beside + len(person["colleagues"]) + 1)
            beside = others.stop - 1
            rows += [{"lead": one, "company": lead} for one in (lead, *others)]
    return rows


def rows_of(people: list[Row], kind: str) -> list[Row]:
    return [{**row, "lead": lead} for lead, person in enumerate(people, 1) for row in person[kind]]


def table(rows: list[Row], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([{name: row[name] for name in schema.names} for row in rows], schema=schema)


def with_columns(event: Row) -> Row:
    """The call's own `path` .. `search`, else its page context's, as the collector stores them."""
    payload = json.loads(event["payload"])
    own, page = payload.get("properties") or {}, (payload.get("context") or {}).get("page") or {}
    return {**event, **{name: own.get(name, page.get(name)) for name in PAGE_FIELDS}}
