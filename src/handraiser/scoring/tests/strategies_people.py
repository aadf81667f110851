"""Random people, biased to edges: midnights, nights clocks change, ends of windows, ties, late and future times."""

import json
from datetime import date
from typing import Any

from hypothesis import strategies as st

from handraiser.scoring.tests.reference_time import DAY, duration, midnight, midnights
from handraiser.scoring.tests.strategies_conditions import DATES, TEXTS, WINDOWS, Drawn, fixed, optional, several

NIGHTS = (
    ("UTC", date(2026, 5, 1)),
    ("Europe/Zurich", date(2026, 3, 29)),
    ("Europe/Zurich", date(2026, 10, 25)),
    ("America/Sao_Paulo", date(2018, 11, 4)),  # midnight does not exist
    ("America/Sao_Paulo", date(2018, 2, 18)),
    ("America/Havana", date(2026, 3, 8)),  # midnight does not exist
    ("America/Havana", date(2026, 11, 1)),  # midnight comes twice
    ("Asia/Kolkata", date(2026, 5, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour
)
HOUR = duration("1h")
SHIFTS = (-1, 0, 0, 0, 1, HOUR, -HOUR, 36 * HOUR, 11 * HOUR + 1)
TEXT_VALUES = (*TEXTS, "1", "-5", "1.50", "10.0", " 10", "1e1", "+1", "b\na")
DATE_VALUES = (*DATES, "2026-03-28T23:30:00Z", "2018-11-03T23:30:00-03:00", "2026-10-25T00:30:00", "soon", "2026-13-01")
NUMBER_VALUES = (-5, 0, 1, 1.0, 1.5, 10, 12, 11.999999, 0.1)

values = st.one_of(
    st.sampled_from(TEXT_VALUES),
    st.sampled_from(NUMBER_VALUES),
    st.sampled_from(DATE_VALUES),
    st.booleans(),
    st.none(),
    st.lists(st.sampled_from(("a", "A", "b", 1, 1.0, True, "1")), max_size=3),
    st.just({"b": "a"}),
)
keys = st.sampled_from(("a", "A", 1, 1.0, True, "1", 12, None))
paths = st.sampled_from(("a", "Ab/c", "", "ab"))
properties = optional(k=keys, n=values, path=paths, a=st.just({"b": "a"}) | st.just({"c": 1}))
more = optional(**{"a.b": values, "tags": values, "on": st.sampled_from(DATE_VALUES)})
told = st.tuples(properties, more).map(lambda both: both[0] | both[1])
pages = st.just({}) | fixed(page=optional(path=paths))
kinds = st.sampled_from((*6 * ("track",), "page", "page", "page", "identify", "group", "screen", "alias"))
event_names = st.sampled_from((*3 * ("Seen", "Demo"), "Open", "page", "*"))
trait_names = st.sampled_from(
    ("title", "size", "company.size", "address", "address.city", "company", "tags", "since", "rival", "other")
)
trait_values = values | st.just({"city": "a", "size": 12})


def times(zone: str, day: date) -> Drawn:
    """Instants around one midnight: other midnights and whole windows away, a microsecond off, or an hour."""
    night_us = midnight(day, zone)
    near = list(midnights(night_us - 6 * DAY, night_us + 5 * DAY, zone))
    windows = [night_us - duration(window) for window in WINDOWS]
    starts = st.sampled_from([*near, *windows, *near[4:8]])
    return st.tuples(starts, st.sampled_from(SHIFTS)).map(sum)


@st.composite
def people(draw: st.DrawFn, moments: Drawn) -> dict[str, Any]:
    drawn = draw(several(rows(moments), 0, 14))
    order = draw(st.permutations(range(len(drawn))))
    numbered = [{**row, "seq": seq} for row, seq in zip(drawn, order, strict=True)]
    known = draw(st.one_of(moments, moments, moments, st.none()))
    baseline_us = draw(st.one_of(st.none(), st.none(), moments))
    by_known = ("lead", "mql", "sql") if known is not None and known <= (baseline_us or 0) else ("visitor",)
    stage = st.sampled_from((*by_known, *by_known, "opportunity", "customer"))
    return {
        "first_seen_us": min([draw(moments), *(row.get("known_us", row.get("at_us")) for row in numbered)]),
        "known_us": known,
        "baseline_us": baseline_us,
        "baseline_stage": None if baseline_us is None else draw(stage),
        **{name: [row for row in numbered if mark in row] for name, mark in MARKS.items()},
    }


MARKS = {"events": "kind", "traits": "value", "moves": "to", "deals": "what"}


def rows(moments: Drawn) -> Drawn:
    return st.one_of(
        *8 * [event_rows(moments)], *3 * [trait_rows(moments)], move_rows(moments), *2 * [deal_rows(moments)]
    )


@st.composite
def event_rows(draw: st.DrawFn, moments: Drawn) -> dict[str, Any]:
    """Arrived when it happened, or later, or before (clock skew)."""
    kind, known_us = draw(kinds), draw(moments)
    occurred_us = draw(st.one_of(st.just(known_us), st.just(known_us), moments))
    body = {"traits" if kind in ("identify", "group") else "properties": draw(told)}
    if kind in ("identify", "group"):
        body["traits"].pop("path", None)
    name = draw(event_names) if kind == "track" else None
    flags = {"bot": draw(st.integers(0, 9)) == 9, "system": draw(st.integers(0, 9)) == 9}
    payload = json.dumps({**body, "context": draw(pages)})
    return {"kind": kind, "name": name, "occurred_us": occurred_us, "known_us": known_us, "payload": payload, **flags}


def trait_rows(moments: Drawn) -> Drawn:
    return fixed(name=trait_names, value=st.none() | trait_values.map(json.dumps), known_us=moments)


def deal_rows(moments: Drawn) -> Drawn:
    whats = st.sampled_from(("created", "created", "lost", "won"))
    return fixed(what=whats, opportunity=st.sampled_from("ab"), at_us=moments)


@st.composite
def move_rows(draw: st.DrawFn, moments: Drawn) -> dict[str, Any]:
    at_us = draw(moments)
    review = st.none() | moments.map(lambda other: max(other, at_us + HOUR))
    return {
        "to": draw(st.sampled_from(("lead", "mql", "sql", "opportunity"))),
        "at_us": at_us,
        "review_us": draw(review),
    }
