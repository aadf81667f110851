"""People built by hand for tests: times as ISO text or microseconds, payloads as Python objects."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from handraiser.scoring.tests.reference import evaluate
from handraiser.scoring.tests.reference_document import load
from handraiser.scoring.tests.reference_time import instant

Row = dict[str, Any]
PAGE_FIELDS = ("path", "url", "title", "referrer", "search")


def at(when: str | int) -> int:
    """`2026-05-01`, `2026-05-01T12:00` or with an offset; UTC where none is given."""
    if isinstance(when, int):
        return when
    moment = datetime.fromisoformat(when)
    return instant(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def track(name: str, when: str | int, properties: Row | None = None, **more: Any) -> Row:
    return event("track", when, {"properties": properties or {}}, name=name, **more)


def page(path: str, when: str | int, **more: Any) -> Row:
    return event("page", when, {"properties": {"path": path}}, **more)


def event(
    kind: str, when: str | int, payload: Row, *, name: str | None = None, arrived: Any = None, **flags: bool
) -> Row:
    times = {"occurred_us": at(when), "known_us": at(when if arrived is None else arrived)}
    judged = {"bot": flags.get("bot", False), "system": flags.get("system", False)}
    return {"kind": kind, "name": name, "payload": json.dumps(payload), **times, **judged}


def trait(name: str, value: Any, when: str | int = "2026-01-01") -> Row:
    return {"name": name, "value": None if value is None else json.dumps(value), "known_us": at(when)}


def moved(to: str, when: str | int, review: str | int | None = None) -> Row:
    return {"to": to, "at_us": at(when), "review_us": None if review is None else at(review)}


def deal(what: str, when: str | int, opportunity: str = "one") -> Row:
    return {"what": what, "at_us": at(when), "opportunity": opportunity}


def person(*rows: Row, first_seen: str | int = "2026-01-01", known: str | int | None = "2026-01-01") -> Row:
    """Rows in the order they arrived."""
    numbered = [{**row, "seq": seq} for seq, row in zip(count(1), rows, strict=False)]
    known_us = None if known is None else at(known)
    return {
        "events": having(numbered, "kind"),
        "traits": having(numbered, "value"),
        "moves": having(numbered, "to"),
        "deals": having(numbered, "what"),
        "first_seen_us": at(first_seen),
        "known_us": known_us,
        "baseline_us": None,
        "baseline_stage": None,
    }


def having(rows: Iterable[Row], key: str) -> list[Row]:
    return [row for row in rows if key in row]


def result(document: str, whom: Row, when: str | int) -> Row:
    return evaluate(load(document), whom, at(when))


def points(rules: str, whom: Row, when: str | int, *, head: str = "", group: str = "") -> float:
    """The only score of a model that has these rules in one group, in points."""
    scores = f"scores: {{only: {{groups: {{g: {{{group} rules: {{{rules}}}}}}}}}}}"
    return result(f"{head}\n{scores}", whom, when)["scores"]["only"] / 1_000_000
