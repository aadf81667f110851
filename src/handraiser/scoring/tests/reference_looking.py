"""The reference looking ahead: what a person's result becomes when nothing new is recorded."""

from typing import Any

from handraiser.scoring.tests.reference import evaluate
from handraiser.scoring.tests.reference_moments import moments
from handraiser.scoring.tests.reference_scores import scored
from handraiser.scoring.tests.reference_time import DAY
from handraiser.scoring.tests.reference_world import World

HORIZON = 12 * DAY  # further than most windows of the random models reach
Row = dict[str, Any]


def results_ahead(document: Row, person: Row, at_us: int, until_us: int | None) -> list[tuple[int, Row]]:
    """(moment, result) now and at each moment before `until_us`; with the stage, without the past's moves."""
    alone = recorded_by(person, at_us)
    last_us = at_us + HORIZON if until_us is None else min(at_us + HORIZON, until_us - 1)
    moves = evaluate(document, alone, last_us)["moves"]
    ends = [move["at_us"] for move in moves if move["at_us"] > at_us]
    times = sorted({at_us, *moments(document, alone, at_us, last_us, "UTC"), *ends})
    return [(time, {**shown(document, alone, time), "stage": stage_at(moves, time)}) for time in times]


def recorded_by(person: Row, at_us: int) -> Row:
    """The person with nothing recorded after the moment."""
    known_us = person["known_us"]
    return {
        **person,
        "known_us": known_us if known_us is not None and known_us <= at_us else None,
        "events": [row for row in person["events"] if row["known_us"] <= at_us],
        "traits": [row for row in person["traits"] if row["known_us"] <= at_us],
        "moves": [row for row in person["moves"] if row["at_us"] <= at_us],
    }


def shown(document: Row, person: Row, at_us: int) -> Row:
    result = scored(World(document, person, at_us))
    return {name: result[name] for name in ("excluded", "scores", "labels", "matrix", "total", "coverage")}


def stage_at(moves: list[Row], at_us: int) -> str | None:
    """None where nothing ever moved: then it cannot have changed either."""
    passed = [move["to"] for move in moves if move["at_us"] <= at_us]
    return passed[-1] if passed else None
