"""People of the reference as the kernel's Arrow tables, and the order of their rows at will."""

import json
from collections.abc import Callable
from typing import Any

import pyarrow as pa

from handraiser.scoring.history import DEALS, EVENTS, MOVES, PEOPLE, TRAITS, History

Row = dict[str, Any]
PAGE_FIELDS = ("path", "url", "title", "referrer", "search")


def as_written(rows: list[Row]) -> list[Row]:
    return rows


def history(people: list[Row], order: Callable[[list[Row]], list[Row]] = as_written) -> History:
    """The first person is lead 1; `order` arranges the rows of each table but `people`."""
    return History(
        people=table([{**person, "lead": lead} for lead, person in enumerate(people, 1)], PEOPLE),
        events=table(order([with_columns(row) for row in rows_of(people, "events")]), EVENTS),
        traits=table(order(rows_of(people, "traits")), TRAITS),
        moves=table(order(rows_of(people, "moves")), MOVES),
        deals=table(order(rows_of(people, "deals")), DEALS),
    )


def rows_of(people: list[Row], kind: str) -> list[Row]:
    return [{**row, "lead": lead} for lead, person in enumerate(people, 1) for row in person[kind]]


def table(rows: list[Row], schema: pa.Schema) -> pa.Table:
    return pa.Table.from_pylist([{name: row[name] for name in schema.names} for row in rows], schema=schema)


def with_columns(event: Row) -> Row:
    """The call's own `path` .. `search`, else its page context's, as the collector stores them."""
    payload = json.loads(event["payload"])
    own, page = payload.get("properties") or {}, (payload.get("context") or {}).get("page") or {}
    return {**event, **{name: own.get(name, page.get(name)) for name in PAGE_FIELDS}}
