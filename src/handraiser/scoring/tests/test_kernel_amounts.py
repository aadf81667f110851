"""Points for each so much of a property, and points that wait: SCORING.md, rules and small print."""

import pytest

from handraiser.scoring.compiling import compile_model
from handraiser.scoring.explaining import explain
from handraiser.scoring.language import parse

from .cast import DAY, Bob, day, history, model, points, ruled


def per(every=10, **more):
    return {"event": "Paid", "per": {"property": "total", "every": every}, "points": 2, **more}


@pytest.mark.parametrize(
    ("total", "times"),
    [(0, 0), (9.99, 0), (10, 1), (39.9, 3), (40, 4), (-50, 0), (True, 0), ("49.90", 0), (None, 0), ([10], 0)],
)
def test_it_pays_for_each_full_amount_of_a_number_and_never_below_zero(total, times):
    assert points(ruled(per()), Bob().did("Paid", 1, total=total)) == 2 * times


@pytest.mark.parametrize(("total", "every", "times"), [(0.3, 0.1, 3), (0.7, 0.1, 7), (1.1, 0.001, 1100)])
def test_decimals_are_floored_as_written(total, every, times):
    assert points(ruled(per(every, points=0.01)), Bob().did("Paid", 1, total=total)) == times / 100


def test_one_event_pays_at_most_a_million_points():
    paid = Bob().did("Paid", 1, total=1e300)
    scores = {"s": {"range": [0, 1_000_000], "groups": {"g": {"cap": [-9, 1_000_000], "rules": {"r": per()}}}}}
    assert points(model(scores=scores), paid) == 1_000_000


@pytest.mark.parametrize(
    ("decay", "ago", "expected"),
    [
        ({"half_life": "10d"}, 10, 10),
        ({"lifespan": "30d"}, 10, 13.333333),
        ({"linear": "25%", "every": "5d"}, 10, 10),
        ({"step": {"points": 3, "every": "5d"}}, 10, 14),
    ],
)
def test_each_events_own_points_fade(decay, ago, expected):
    lead = Bob().did("Paid", ago, total=100).did("Paid", ago, total=5)
    assert points(ruled(per(decay=decay)), lead) == expected


def test_delayed_points_wait_and_then_pay():
    rule = {"event": "Trial", "points": 5, "delay": "6d"}
    lead = Bob().did("Trial", 10)
    assert [points(ruled(rule), lead, at=at) for at in (10, 4 + 1 / DAY, 4, 0)] == [0, 0, 5, 5]


def test_a_delay_that_ends_is_the_next_change():
    rule = {"event": "Trial", "points": 5, "delay": "6d"}
    document = ruled(rule, labels={"s": {"A": 5, "B": 0}})
    found = explain(compile_model(parse(document)), history(Bob().did("Trial", 1)), day(0))
    assert (found.next_change.at_us, found.next_change.changes[0].after) == (day(-5), "A")
    (line,) = found.lines
    assert (line.points_earned, line.points_now, line.reason.code) == (5_000_000, 0, "waiting")
    assert line.reason.params["pays_us"] == day(-5)


def test_a_newer_event_takes_the_place_of_one_that_waits():
    rule = {"event": "Trial", "points": 5, "delay": "6d", "count": "unique", "key": "plan"}
    lead = Bob().did("Trial", 10, plan="a").did("Trial", 5, plan="a")
    assert [points(ruled(rule), lead, at=at) for at in (5.5, 4, 0, -1)] == [0, 0, 0, 5]


def test_lines_of_amounts_add_up():
    lead = Bob().did("Paid", 7, total=33).did("Paid", 3, total=1234.5).did("Paid", 3, total=1)
    found = explain(compile_model(parse(ruled(per(decay={"half_life": "9d"})))), history(lead), day(0))
    assert [(line.reason.params["times"], line.points_earned) for line in found.lines] == [
        (3, 6_000_000),
        (123, 246_000_000),
    ]
    assert sum(line.points_now for line in found.lines) == found.result["score.s"]
