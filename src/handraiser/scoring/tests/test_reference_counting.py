"""Meaning 1 and 4, rule kinds and counts: numbers worked out by hand from the design page."""

import pytest

from handraiser.scoring.tests.reference_people import page, person, points, track, trait

THREE = person(track("Seen", "2026-05-01T10:00"), track("Seen", "2026-05-01T11:00"), track("Seen", "2026-05-03T10:00"))
NOW = "2026-05-04"


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ("each", 3),
        ("once", 1),
        ("{once_per: 1d}", 2),
        ("{once_per: 2d}", 2),  # exactly two days after the last counted counts
        ("{once_per: 49h}", 1),
        ("{at_most: 1, per: hour}", 3),
        ("{at_most: 1, per: day}", 2),
        ("{at_most: 1, per: week}", 1),  # Friday to Sunday
        ("{at_most: 2, per: month}", 2),
        ("{at_most: 2, per: ever}", 2),
    ],
)
def test_count_says_which_occurrences_pay(count, expected):
    assert points(f"r: {{event: Seen, points: 1, count: {count}}}", THREE, NOW) == expected


def test_spacing_runs_from_the_last_counted_not_the_last_seen():
    whom = person(*(track("Seen", f"2026-05-01T{hour}:00") for hour in ("10", "11", "12", "13")))
    assert points("r: {event: Seen, points: 1, count: {once_per: 2h}}", whom, NOW) == 2


def test_a_week_starts_on_monday():
    whom = person(track("Seen", "2026-05-03T23:00"), track("Seen", "2026-05-04T01:00"))
    assert points("r: {event: Seen, points: 1, count: {at_most: 1, per: week}}", whom, "2026-05-05") == 2


def test_days_of_a_count_are_the_models_time_zones():
    whom = person(track("Seen", "2026-05-01T21:30"), track("Seen", "2026-05-01T22:30"))
    daily = "r: {event: Seen, points: 1, count: {at_most: 1, per: day}}"
    assert points(daily, whom, NOW) == 1
    assert points(daily, whom, NOW, head="timezone: Europe/Zurich") == 2


def test_the_first_occurrence_uses_up_once_even_when_too_old_to_pay():
    assert points("r: {event: Seen, points: 1, count: once, within: 2d}", THREE, NOW) == 0
    assert points("r: {event: Seen, points: 1, count: once}", THREE, NOW, head="lookback: 3d") == 1
    assert points("r: {event: Seen, points: 1, count: once}", THREE, "2026-05-04T10:00", head="lookback: 3d") == 0


def test_unique_keeps_the_latest_of_each_value_and_needs_the_key():
    whom = person(
        page("/a", "2026-05-01"), page("/b", "2026-05-02"), page("/a", "2026-05-03"), track("x", "2026-05-03"),
        track("page", "2026-05-03", {"path": "/c"}),
    )  # fmt: skip
    rule = "event: page, points: 10, count: unique, key: path"
    assert points(f"r: {{{rule}}}", whom, NOW) == 20
    assert points(f"r: {{{rule}, within: 25h}}", whom, NOW) == 10
    assert points(f"r: {{{rule}, decay: {{linear: 10%, every: 1d}}}}", whom, NOW) == 9 + 8


@pytest.mark.parametrize(
    ("values", "expected"), [((1, 1.0), 1), ((1, True), 2), ((1, "1"), 2), (("a", "A"), 2), ((None, ""), 1)]
)
def test_distinct_values_are_told_apart_by_kind_and_case(values, expected):
    whom = person(*(track("Seen", "2026-05-01", {"k": value}) for value in values))
    assert points("r: {event: Seen, points: 1, count: unique, key: k}", whom, NOW) == expected


def test_a_late_arrival_takes_its_place_by_when_it_happened():
    whom = person(track("Seen", "2026-05-03"), track("Seen", "2026-05-01", arrived="2026-05-04"))
    rule = "r: {event: Seen, points: 1, count: once, within: 2d}"
    assert points(rule, whom, "2026-05-03T12:00") == 1
    assert points(rule, whom, "2026-05-04") == 0


def test_equal_times_are_ordered_by_arrival():
    whom = person(track("Seen", "2026-05-01", {"k": "first"}), track("Seen", "2026-05-01", {"k": "second"}))
    of_value = "count: once, points: 1, where: {k: {exists: true}}"
    assert points(f"r: {{event: Seen, {of_value}}}", whom, NOW) == 1


def test_a_time_in_the_future_counts_as_its_arrival():
    whom = person(track("Seen", "2030-01-01", arrived="2026-05-01"))
    assert points("r: {event: Seen, points: 1, within: 2d}", whom, "2026-05-02") == 1
    assert points("r: {event: Seen, points: 1, within: 1d}", whom, "2026-05-02") == 0


def test_what_is_not_yet_recorded_does_not_count():
    whom = person(track("Seen", "2026-05-01", arrived="2026-05-03"), trait("title", "VP", "2026-05-03"))
    rules = "a: {event: Seen, points: 1}, b: {trait: title, cases: [{eq: VP, points: 10}], missing: 5}"
    assert points(rules, whom, "2026-05-02") == 5
    assert points(rules, whom, "2026-05-03") == 11


@pytest.mark.parametrize(("tiers", "expected"), [
    ("[{at_least: 3, within: 7d, points: 25}, {at_least: 1, within: 30d, points: 10}]", 25),
    ("[{at_least: 3, within: 2d, points: 25}, {at_least: 1, within: 30d, points: 10}]", 10),
    ("[{at_least: 1, within: 14h, points: 25}]", 0),
    ("[{at_least: 1, within: 15h, points: 25}]", 25),
    ("[{at_least: 3, points: 7}]", 7),
    ("[{at_least: 1, within: 30d, points: 10}, {at_least: 3, within: 7d, points: 25}]", 10),
])  # fmt: skip
def test_the_first_tier_that_holds_pays(tiers, expected):
    assert points(f"r: {{event: Seen, tiers: {tiers}}}", THREE, NOW) == expected


def test_tiers_window_first_and_then_count():
    rule = "r: {event: Seen, count: once, tiers: [{at_least: 1, within: 1d, points: 5}]}"
    assert points(rule, THREE, "2026-05-04T09:00") == 5  # the third is the first of its window


def test_a_tier_without_a_window_sees_the_lookback_only():
    rule = "r: {event: Seen, tiers: [{at_least: 3, points: 5}]}"
    assert points(rule, THREE, "2026-05-04T09:00", head="lookback: 3d") == 5
    assert points(rule, THREE, "2026-05-04T10:00", head="lookback: 3d") == 0


def test_a_tiers_window_sees_no_further_than_the_lookback():
    rule = "r: {event: Seen, tiers: [{at_least: 3, within: 9d, points: 5}]}"
    assert points(rule, THREE, "2026-05-04T10:00", head="lookback: 3d") == 0


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-05-31", 0),
        ("2026-06-02T10:00", -10),
        ("2026-06-12T09:59", -10),
        ("2026-06-12T10:00", -20),
        ("2026-12-01", -40),
    ],
)
def test_silence_pays_after_its_time_and_again_each_further_one(when, expected):
    rule = "r: {absent: {event: Seen, for: 30d}, points: -10, every: 10d, cap: 40}"
    assert points(rule, THREE, when) == expected


def test_silence_of_someone_who_never_did_it_runs_from_first_seen():
    rule = "r: {absent: {event: Bought, for: 10d}, points: -1}"
    assert points(rule, person(first_seen="2026-05-01"), "2026-05-10T23:59") == 0
    assert points(rule, person(first_seen="2026-05-01"), "2026-05-11") == -1
    early = person(track("Seen", "2026-04-20"), first_seen="2026-05-01")
    assert points(rule, early, "2026-05-01") == -1


def test_any_event_means_any_of_the_persons_own():
    whom = person(track("Seen", "2026-05-01"), page("/", "2026-05-01"), track("Won", "2026-05-01", system=True))
    assert points('r: {event: "*", points: 1}', whom, NOW) == 2
    assert points("r: {event: Won, points: 1}", whom, NOW) == 1


def test_an_ignored_event_exists_for_nothing():
    whom = person(
        track("Seen", "2026-05-01", bot=True),
        track("Open", "2026-04-01"),
        track("Seen", "2026-05-02"),
        first_seen="2026-06-01",
    )
    head = "ignore: [{flag: bot}, {event: Open}]"
    assert points("r: {event: Seen, count: once, points: 1, within: 36h}", whom, "2026-05-03", head=head) == 1
    assert points("r: {absent: {event: Bought, for: 10d}, points: -1}", whom, "2026-05-11T23:59", head=head) == 0
    assert points("r: {absent: {event: Bought, for: 10d}, points: -1}", whom, "2026-05-12", head=head) == -1


@pytest.mark.parametrize(("condition", "expected"), [
    ("{event: Seen, at_least: 3}", 1),
    ("{event: Seen, at_least: 2, within: 2d}", 0),
    ("{event: Seen, within: 14h}", 0),
    ("{event: Seen, within: 15h}", 1),
    ("{absent: {event: Seen, for: 14h}}", 1),
    ("{absent: {event: Seen, for: 15h}}", 0),
    ("{not: {event: Seen}}", 0),
    ("{all: [{event: Seen}, {trait: title, eq: VP}]}", 0),
    ("{any: [{event: Seen}, {trait: title, eq: VP}]}", 1),
])  # fmt: skip
def test_conditions_nest(condition, expected):
    assert points(f"r: {{if: {condition}, points: 1}}", THREE, NOW) == expected


def test_conditions_without_a_window_see_the_whole_history():
    assert points("r: {if: {event: Seen, at_least: 3}, points: 1}", THREE, NOW, head="lookback: 1d") == 1
