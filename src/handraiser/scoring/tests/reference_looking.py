"""The reference looking ahead: what a person's result becomes when nothing new is recorded."""

from typing import Any

from handraiser.scoring.tests.reference import evaluate
from handraiser.scoring.tests.reference_in_words import in_words
from handraiser.scoring.tests.reference_moments import moments
from handraiser.scoring.tests.reference_time import DAY

HORIZON = 9 * DAY  # further than the random models' windows reach
Row = dict[str, Any]


def ahead(document: Row, person: Row, at_us: int, until_us: int | None = None) -> list[tuple[int, Row]]:
    """(moment, result) now and at each moment up to `until_us`, as far as the horizon."""
    alone = recorded_by(person, at_us)
    last_us = at_us + HORIZON if until_us is None else min(at_us + HORIZON, until_us)
    moves = evaluate(document, alone, last_us)["moves"]
    ends = [move["at_us"] for move in moves if move["at_us"] > at_us]
    times = sorted({at_us, *moments(document, alone, at_us, last_us, "UTC"), *ends})
    return [(time, in_words(evaluate(document, alone, time))) for time in times]


def recorded_by(person: Row, at_us: int) -> Row:
    """The person with nothing recorded after the moment."""
    known_us, colleagues = person["known_us"], person.get("colleagues")
    return {
        **person,
        "colleagues": None if colleagues is None else [recorded_by(one, at_us) for one in colleagues],
        "known_us": known_us if known_us is not None and known_us <= at_us else None,
        "events": [row for row in person["events"] if row["known_us"] <= at_us],
        "traits": [row for row in person["traits"] if row["known_us"] <= at_us],
        "moves": [row for row in person["moves"] if row["at_us"] <= at_us],
        "deals": [row for row in person["deals"] if row["at_us"] <= at_us],
    }


def shown_change(before: Row, after: Row) -> set[tuple[str, Any, Any]]:
    """What a page would tell: labels, matrix and stage that differ."""
    labels = {(f"label.{n}", before["label"][n], after["label"][n]) for n in before["label"]}
    others = {(name, before[name], after[name]) for name in ("matrix", "stage")}
    return {change for change in labels | others if change[1] != change[2]}
