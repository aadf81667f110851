"""Which events count, and for how long: SCORING.md, rules, and meaning 1, 4 and 8."""

import pytest

from .cast import DAY, Bob, points, ruled

BLOG = {"event": "page", "where": {"path": {"glob": "/blog/*"}}, "points": 10}


def test_every_occurrence_pays():
    assert points(ruled(BLOG), Bob().did("page", 3, path="/blog/a").did("page", 2, path="/blog/a")) == 20


def test_what_where_does_not_match_does_not_pay():
    assert points(ruled(BLOG), Bob().did("page", 3, path="/about").did("page", 2)) == 0


def test_once_counts_the_first_also_when_it_is_too_old_to_pay():
    rule = {"event": "A", "points": 5, "count": "once", "within": "30d"}
    assert points(ruled(rule), Bob().did("A", 40).did("A", 2)) == 0
    assert points(ruled(rule), Bob().did("A", 20).did("A", 2)) == 5


def test_once_per_counts_from_the_last_counted():
    rule = {"event": "A", "points": 1, "count": {"once_per": "10d"}}
    assert points(ruled(rule), Bob().did("A", 30).did("A", 21).did("A", 20).did("A", 11).did("A", 10)) == 3


def test_at_most_counts_the_first_of_each_day_of_the_model():
    rule = {"event": "A", "points": 1, "count": {"at_most": 2, "per": "day"}}
    lead = Bob().did("A", 3.1).did("A", 3.2).did("A", 3.3).did("A", 2.1)
    assert points(ruled(rule), lead) == 3


@pytest.mark.parametrize(("per", "expected"), [("hour", 4), ("day", 3), ("week", 2), ("month", 1), ("ever", 1)])
def test_at_most_one_per_period(per, expected):
    # now is Friday 1 May 2026, 12:00: Sun 26 April 11:00 and 12:00, Mon 27 April, Thu 30 April
    rule = {"event": "A", "points": 1, "count": {"at_most": 1, "per": per}}
    lead = Bob().did("A", 5 + 1 / 24).did("A", 5).did("A", 4).did("A", 1)
    assert points(ruled(rule), lead) == expected


def test_unique_counts_the_latest_of_each_value_and_nothing_without_one():
    rule = {"event": "page", "points": 10, "count": "unique", "key": "path", "within": "10d"}
    lead = Bob().did("page", 20, path="/a").did("page", 3, path="/a").did("page", 20, path="/b").did("page", 1)
    assert points(ruled(rule), lead) == 10


def test_unique_knows_numbers_from_text_and_truth():
    rule = {"event": "A", "points": 1, "count": "unique", "key": "n"}
    lead = Bob().did("A", 5, n=1).did("A", 4, n=1.0).did("A", 3, n="1").did("A", 2, n=True)
    assert points(ruled(rule), lead) == 3


def test_an_event_exactly_as_old_as_the_window_is_out():
    rule = {"event": "A", "points": 1, "within": "2d"}
    assert points(ruled(rule), Bob().did("A", 2)) == 0
    assert points(ruled(rule), Bob().did("A", 2), at=1 / DAY) == 1


def test_lookback_drops_what_is_too_old_to_pay():
    lead = Bob().did("A", 11).did("A", 9)
    assert points(ruled({"event": "A", "points": 1}, lookback="10d"), lead) == 1


def test_a_rules_cap_keeps_surplus_that_refills_it_as_others_fade():
    rule = {"event": "A", "points": 10, "cap": 20, "within": "10d"}
    lead = Bob().did("A", 9).did("A", 5).did("A", 4)
    assert points(ruled(rule), lead) == 20
    assert points(ruled(rule), lead, at=-2) == 20
    assert points(ruled(rule), lead, at=-5) == 10


def test_the_cap_of_negative_points_lies_below_zero():
    assert points(ruled({"event": "A", "points": -10, "cap": 15}), Bob().did("A", 2).did("A", 1)) == -15


def test_group_cap_and_range_bite_after_the_rules():
    assert points(ruled(BLOG, group={"cap": [0, 7]}), Bob().did("page", 1, path="/blog/a")) == 7


def test_tiers_window_first_and_then_count():
    tiers = [{"at_least": 3, "within": "7d", "points": 25}, {"at_least": 1, "within": "30d", "points": 10}]
    rule = {"event": "A", "tiers": tiers}
    lead = Bob().did("A", 6).did("A", 5).did("A", 4)
    assert [points(ruled(rule), lead, at=at) for at in (4.5, 4, -1, -26)] == [10, 25, 10, 0]


def test_tiers_count_once_per_from_the_start_of_their_window():
    rule = {"event": "A", "count": {"once_per": "5d"}, "tiers": [{"at_least": 2, "within": "10d", "points": 1}]}
    # from 11 days ago on: 11 and 6 count, and of these only 6 lies in the window; from 10 days on 9 and 4 do
    assert points(ruled(rule), Bob().did("A", 11).did("A", 9).did("A", 6).did("A", 4)) == 1


def test_unique_tiers_count_values():
    rule = {"event": "page", "count": "unique", "key": "path", "tiers": [{"at_least": 2, "points": 1}]}
    assert points(ruled(rule), Bob().did("page", 2, path="/a").did("page", 1, path="/a")) == 0
    assert points(ruled(rule), Bob().did("page", 2, path="/a").did("page", 1, path="/b")) == 1


def test_silence_pays_after_for_and_again_each_every():
    rule = {"absent": {"event": "*", "for": "45d"}, "points": -10, "every": "30d", "cap": 25}
    lead = Bob().did("A", 46)
    assert [points(ruled(rule), lead, at=at) for at in (1 + 1 / DAY, 1, -28, -29, -59)] == [0, -10, -10, -20, -25]


def test_silence_runs_from_first_seen_where_there_was_nothing():
    rule = {"absent": {"event": "A", "for": "45d"}, "points": -10}
    assert points(ruled(rule), Bob(first_seen=45)) == -10
    assert points(ruled(rule), Bob(first_seen=44)) == 0
    assert points(ruled(rule), Bob(first_seen=44).did("B", 50)) == -10
    assert points(ruled(rule), Bob()) == 0


def test_system_events_do_not_break_a_silence_but_pay_by_name():
    lead = Bob(first_seen=50).did("Mail Sent", 1, system=True)
    assert points(ruled({"absent": {"event": "*", "for": "45d"}, "points": -10}), lead) == -10
    assert points(ruled({"event": "Mail Sent", "points": 1}), lead) == 1


def test_ignored_events_exist_for_nothing():
    ignore = [{"flag": "bot"}, {"event": "page", "where": {"path": {"eq": "/health"}}}]
    document = ruled({"event": "*", "points": 1}, ignore=ignore)
    assert points(document, Bob().did("page", 2, path="/health").did("page", 1, path="/a", bot=True)) == 0
    assert points(document, Bob().did("page", 2, path="/a")) == 1


def test_an_ignored_event_does_not_say_when_somebody_was_first_seen():
    rule = {"absent": {"event": "A", "for": "45d"}, "points": -10}
    lead = Bob().did("page", 50, bot=True).did("page", 10)
    assert points(ruled(rule, ignore=[{"flag": "bot"}]), lead) == 0


def test_a_time_in_the_future_counts_as_the_time_of_arrival():
    rule = {"event": "A", "points": 1, "within": "5d"}
    assert points(ruled(rule), Bob().did("A", -3, arrived=1), at=-3.5) == 1
    assert points(ruled(rule), Bob().did("A", -3, arrived=1), at=-4) == 0


def test_what_arrives_late_counts_by_its_own_time():
    rule = {"event": "A", "points": 1, "count": {"once_per": "10d"}}
    lead = Bob().did("A", 12).did("A", 5).did("A", 20, arrived=1)
    # before the late one arrived: 12 alone; with it: 20 and 5
    assert [points(ruled(rule), lead, at=at) for at in (2, 1)] == [1, 2]


def test_what_is_not_known_yet_does_not_exist():
    assert points(ruled({"event": "A", "points": 1}), Bob().did("A", 10, arrived=2), at=3) == 0


def test_ties_go_by_arrival():
    rule = {"event": "A", "points": 1, "count": "unique", "key": "k", "within": "5d"}
    assert points(ruled(rule), Bob().did("A", 3, k="x").did("A", 3, k="x")) == 1


def test_what_arrives_at_once_counts_in_the_order_in_which_it_happened():
    rule = {"event": "A", "points": 1, "count": {"once_per": "10d"}}
    lead = Bob().did("A", 5, arrived=1).did("A", 12, arrived=1).did("A", 20, arrived=1)
    assert points(ruled(rule), lead) == 2


def test_a_unique_value_that_arrives_late_does_not_hide_its_latest():
    rule = {"event": "page", "points": 100, "count": "unique", "key": "path", "decay": {"lifespan": "10d"}}
    lead = Bob().did("page", 3, path="/a").did("page", 5, path="/a", arrived=2).did("page", 4, path="/b", arrived=1)
    assert [points(ruled(rule), lead, at=at) for at in (2, 1)] == [90, 80 + 70]


def test_late_arrivals_fade_by_their_own_age():
    rule = {"event": "A", "points": 100, "decay": {"lifespan": "10d"}}
    lead = Bob().did("A", 3).did("A", 8, arrived=2).did("A", 5, arrived=1).did("A", 20, arrived=0.9)
    assert points(ruled(rule), lead) == 70 + 20 + 50


def test_two_of_one_value_that_arrive_together_both_replace_the_one_before():
    rule = {"event": "page", "points": 10, "count": "unique", "key": "path"}
    lead = Bob().did("page", 5, path="/a").did("page", 4, path="/a", arrived=1).did("page", 3, path="/a", arrived=1)
    assert points(ruled(rule), lead) == 10
