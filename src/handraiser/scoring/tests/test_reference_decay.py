"""Meaning 2, 3 and 6: ages in midnights, decay, caps and rounding, worked out by hand."""

import pytest

from handraiser.scoring.tests.reference_decay import left, millionths
from handraiser.scoring.tests.reference_document import number
from handraiser.scoring.tests.reference_people import at, page, person, points, result, track, trait
from handraiser.scoring.tests.reference_time import age_in_days, midnights

ONE = person(track("Seen", "2026-05-01T12:00"))


@pytest.mark.parametrize(("points", "age", "decay", "millionth"), [
    (10, 0, {"half_life": "21d"}, 10_000_000),
    (10, 21, {"half_life": "21d"}, 5_000_000),
    (10, 1, {"half_life": "21d"}, 9_675_318),  # 10 x e^(-0.0330070086) = 9.675317789
    (-8, 3, {"half_life": "36h"}, -2_000_000),
    (1, 20, {"half_life": "1d"}, 1),  # 0.00000095...
    (1, 21, {"half_life": "1d"}, 0),
    (10, 29, {"linear": "25%", "every": "30d"}, 10_000_000),
    (10, 30, {"linear": "25%", "every": "30d"}, 7_500_000),
    (10, 120, {"linear": "25%", "every": "30d"}, 0),
    (10, 150, {"linear": "25%", "every": "30d"}, 0),
    (10, 3, {"linear": "10%", "every": "36h"}, 8_000_000),
    (100, 30, {"lifespan": "90d"}, 66_666_667),
    (100, 90, {"lifespan": "90d"}, 0),
    (100, 91, {"lifespan": "90d"}, 0),
    (20, 6, {"step": {"points": 5, "every": "7d"}}, 20_000_000),
    (20, 14, {"step": {"points": 5, "every": "7d"}}, 10_000_000),
    (-20, 21, {"step": {"points": 5, "every": "7d"}}, -5_000_000),
    (12, 21, {"step": {"points": 5, "every": "7d"}}, 0),
    (12, 3, {"step": {"points": 5, "every": "36h"}}, 2_000_000),
    (10, 500, "none", 10_000_000),
])  # fmt: skip
def test_points_left_at_an_age(points, age, decay, millionth):
    assert millionths(left(points, age, decay)) == millionth


def test_halves_of_a_millionth_go_to_even():
    assert millionths(left(number("0.000001"), 1, {"half_life": "1d"})) == 0
    assert millionths(left(number("0.000003"), 1, {"half_life": "1d"})) == 2
    assert millionths(left(number("-0.000005"), 1, {"half_life": "1d"})) == -2


def test_each_line_is_rounded_before_they_are_added():
    whom = person(*(track("Seen", "2026-05-01") for _ in range(3)))
    assert points("r: {event: Seen, points: 1, decay: {lifespan: 3d}}", whom, "2026-05-03") == 0.999999


def test_age_counts_midnights_of_the_models_time_zone():
    rule = "r: {event: Seen, points: 8, decay: {half_life: 1d}}"
    assert points(rule, ONE, "2026-05-01T23:59") == 8
    assert points(rule, ONE, "2026-05-02T00:00") == 4
    assert points(rule, ONE, "2026-05-01T22:00", head="timezone: Europe/Zurich") == 4
    assert points(rule, ONE, "2026-05-01T21:59", head="timezone: Europe/Zurich") == 8


def test_an_event_at_midnight_belongs_to_the_new_day():
    whom = person(track("Seen", "2026-05-02"))
    assert points("r: {event: Seen, points: 8, decay: {half_life: 1d}}", whom, "2026-05-02T23:00") == 8


@pytest.mark.parametrize(("zone", "day", "expected"), [
    ("Europe/Zurich", "2026-03-29", "2026-03-28T23:00"),
    ("Europe/Zurich", "2026-10-25", "2026-10-24T22:00"),
    ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00"),  # 00:00 does not exist: 01:00 begins the day
    ("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00"),  # 23:00 comes twice, midnight once
    ("America/Havana", "2026-11-01", "2026-11-01T04:00"),  # 00:00 comes twice, the first begins the day
])  # fmt: skip
def test_midnight_on_the_nights_clocks_change(zone, day, expected):
    assert list(midnights(at(expected) - 1, at(expected), zone)) == [at(expected)]
    assert age_in_days(at(expected) - 1, at(expected), zone) == 1
    assert age_in_days(at(expected), at(expected) + 3_600_000_000, zone) == 0


def test_windows_are_exact_durations_also_over_a_clock_change():
    whom = person(track("Seen", "2026-10-24T12:00"))
    rule = "r: {event: Seen, points: 1, within: 1d}"
    assert points(rule, whom, "2026-10-25T11:59", head="timezone: Europe/Zurich") == 1
    assert points(rule, whom, "2026-10-25T12:00", head="timezone: Europe/Zurich") == 0


def test_lookback_drops_what_is_exactly_that_old():
    assert points("r: {event: Seen, points: 1}", ONE, "2027-06-05T11:59") == 1
    assert points("r: {event: Seen, points: 1}", ONE, "2027-06-05T12:00") == 0


@pytest.mark.parametrize(("rule", "expected"), [
    ("event: Seen, points: 8", 4),
    ("event: Seen, points: 8, decay: none", 8),
    ("event: Seen, points: 8, decay: {lifespan: 4d}", 6),
    ("event: Seen, points: 8, within: 9d", 8),
    ("event: Seen, points: -8", -8),
    ("event: Seen, points: -8, decay: {half_life: 1d}", -4),
    ("event: Seen, tiers: [{at_least: 1, points: 8}]", 8),
    ("if: {event: Seen}, points: 8", 8),
    ("absent: {event: Bought, for: 1d}, points: 8", 8),
])  # fmt: skip
def test_a_groups_decay_is_the_default_of_positive_event_rules_only(rule, expected):
    assert points(f"r: {{{rule}}}", ONE, "2026-05-02", group="decay: {half_life: 1d},") == expected


def test_surplus_under_a_cap_refills_it_as_others_fade():
    whom = person(*(track("Seen", "2026-05-01") for _ in range(4)))
    rule = "r: {event: Seen, points: 10, cap: 20, decay: {half_life: 1d}}"
    assert [points(rule, whom, f"2026-05-0{day}") for day in (1, 2, 3)] == [20, 20, 10]


@pytest.mark.parametrize(("rules", "group", "expected"), [
    ("r: {event: Seen, points: 8, cap: 5}", "", 5),
    ("r: {event: Seen, points: -8, cap: 5}", "", -5),
    ("r: {event: Seen, points: 8}", "cap: [0, 3],", 3),
    ("r: {event: Seen, points: -8}", "cap: [-3, 0],", -3),
    ("a: {event: Seen, points: 8, cap: 5}, b: {event: Seen, points: -9, cap: 7}", "", -2),
    ("r: {event: Other, points: 8}", "cap: [2, 3],", 2),
])  # fmt: skip
def test_caps_of_rules_and_groups(rules, group, expected):
    assert points(rules, ONE, "2026-05-01T12:00", group=group) == expected


WHOLE = """
scores:
  fit: {range: [-50, 100], groups: {a: {rules: {r: {trait: size, cases: [{gte: 10, points: 70.5}], missing: -60}}}}}
  engagement:
    range: [0, 10]
    groups: {g: {rules: {r: {event: page, points: 7}}}, h: {rules: {s: {event: page, points: 6}}}}
total: {weights: {fit: 0.4, engagement: 0.6}, range: [0, 30]}
labels: {fit: {A: 70.5, B: 35, D: -1000}, engagement: {1E1: 10, 2: 5}}
matrix: "{fit}{engagement}"
"""


def test_ranges_labels_matrix_and_total():
    told = result(WHOLE, person(page("/", "2026-05-01")), "2026-05-02")
    assert told["scores"] == {"fit": -50_000_000, "engagement": 10_000_000}
    assert told["labels"] == {"fit": "D", "engagement": "1E1"}
    assert told["matrix"] == "D1E1"
    assert told["total"] == 0  # -20 + 6 is below the range


def test_a_label_reaches_down_to_its_threshold_exactly_and_below_all_there_is_none():
    told = result(WHOLE, person(trait("size", 10)), "2026-05-02")
    assert told["labels"] == {"fit": "A", "engagement": None}
    assert told["matrix"] is None
    assert told["total"] == 28_200_000
