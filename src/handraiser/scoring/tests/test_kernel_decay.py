"""How points fade: SCORING.md, meaning 3 and 6."""

import pytest

from .cast import DAY, Bob, points, ruled


@pytest.mark.parametrize(
    ("decay", "ago", "expected"),
    [
        ({"half_life": "21d"}, 21, 50),
        ({"half_life": "21d"}, 1, 96.753178),
        ({"half_life": "36h"}, 3, 25),
        ({"lifespan": "90d"}, 9, 90),
        ({"lifespan": "90d"}, 90, 0),
        ({"linear": "25%", "every": "30d"}, 29, 100),
        ({"linear": "25%", "every": "30d"}, 30, 75),
        ({"linear": "25%", "every": "30d"}, 120, 0),
        ({"step": {"points": 30, "every": "7d"}}, 6, 100),
        ({"step": {"points": 30, "every": "7d"}}, 14, 40),
        ({"step": {"points": 30, "every": "7d"}}, 28, 0),
    ],
)
def test_points_left_at_an_age(decay, ago, expected):
    assert points(ruled({"event": "A", "points": 100, "decay": decay}), Bob().did("A", ago)) == expected


def test_age_is_counted_in_midnights_of_the_model():
    rule = {"event": "A", "points": 100, "decay": {"lifespan": "10d"}}
    # now is 12:00 in UTC, 14:00 in Zurich: 13 hours ago is 23:00 yesterday there, 01:00 today in Zurich
    assert points(ruled(rule), Bob().did("A", 13 / 24)) == 90
    assert points(ruled(rule, timezone="Europe/Zurich"), Bob().did("A", 13 / 24)) == 100


def test_an_event_at_midnight_belongs_to_the_new_day():
    rule = {"event": "A", "points": 100, "decay": {"lifespan": "10d"}}
    assert points(ruled(rule), Bob().did("A", 0.5)) == 100
    assert points(ruled(rule), Bob().did("A", 0.5 + 1 / DAY)) == 90


def test_a_groups_decay_is_the_default_of_its_event_rules():
    group = {"decay": {"lifespan": "10d"}}
    lead = Bob().did("A", 1)
    assert points(ruled({"event": "A", "points": 100}, group=group), lead) == 90
    assert points(ruled({"event": "A", "points": 100, "decay": "none"}, group=group), lead) == 100
    assert points(ruled({"event": "A", "points": 100, "within": "5d"}, group=group), lead) == 100


def test_negative_points_do_not_decay_unless_their_rule_says_so():
    group = {"decay": {"lifespan": "10d"}}
    lead = Bob().did("A", 1)
    assert points(ruled({"event": "A", "points": -100}, group=group), lead) == -100
    assert points(ruled({"event": "A", "points": -100, "decay": {"lifespan": "10d"}}), lead) == -90


def test_each_line_is_rounded_before_it_is_added():
    rule = {"event": "A", "points": 1, "decay": {"lifespan": "3d"}}
    assert points(ruled(rule), Bob().did("A", 1).did("A", 1)) == 1.333334


def test_faded_events_are_dropped_at_the_lookback():
    rule = {"event": "A", "points": 100, "decay": {"half_life": "100d"}}
    assert points(ruled(rule, lookback="50d"), Bob().did("A", 50)) == 0


def test_unique_events_fade_from_their_latest():
    rule = {"event": "page", "points": 100, "count": "unique", "key": "path", "decay": {"lifespan": "10d"}}
    lead = Bob().did("page", 5, path="/a").did("page", 4, path="/b").did("page", 1, path="/a")
    assert points(ruled(rule), lead) == 90 + 60
