"""Conditions on how much a score rose, and on the stage itself: SCORING.md, conditions."""

from handraiser.scoring.compiling import compile_model
from handraiser.scoring.explaining import explain
from handraiser.scoring.language import parse

from .cast import Bob, day, history, moves, ruled, scored

SEEN = {"event": "A", "points": 10}
URGENT = {"to": "sql", "from": ["lead"], "if": {"delta": {"score": "s", "over": "7d", "gte": 20}}}


def rising(*stages, score=SEEN, **parts):
    return ruled(score, stages=list(stages or [URGENT]), **parts)


def test_what_rose_enough_within_the_time_moves():
    assert moves(rising(), Bob().did("A", 12.5).did("A", 5))[1:] == []
    assert moves(rising(), Bob().did("A", 12.5).did("A", 5).did("A", 3))[1:] == [(3, "sql", "rule")]


def test_an_event_leaves_the_rise_when_it_is_as_old_as_the_time():
    still = {"to": "mql", "from": ["lead"], "if": {"delta": {"score": "s", "over": "7d", "lte": 0}}}
    assert moves(rising(still), Bob(known=6).did("A", 5))[1:] == [(6, "mql", "rule")]
    assert moves(rising(still), Bob(known=4.5).did("A", 5), at=-3)[1:] == [(-2, "mql", "rule")]


def test_a_score_that_fell_has_risen_by_less_than_nothing():
    fell = {"to": "mql", "from": ["lead"], "if": {"delta": {"score": "s", "over": "2d", "lte": -10}}}
    assert moves(rising(fell, score=SEEN | {"within": "5d"}), Bob().did("A", 9))[1:] == [(4, "mql", "rule")]


def test_points_that_fade_are_compared_at_the_midnights_of_then_and_now():
    fell = {"to": "mql", "from": ["lead"], "if": {"delta": {"score": "s", "over": "36h", "lt": -3}}}
    fading = SEEN | {"decay": {"step": {"points": 2, "every": "1d"}}}
    # at 12:00, 36 hours are one midnight or two: from 10 to 6 takes two
    assert moves(rising(fell, score=fading), Bob().did("A", 4))[1:] == [(2.5, "mql", "rule")]


def test_then_is_told_by_what_is_known_now():
    late = Bob().did("A", 9, arrived=2).did("A", 8, arrived=2)
    assert moves(rising(), late)[1:] == []


def test_a_trait_counts_then_from_when_it_was_known():
    whom = {"trait": "title", "cases": [{"eq": "CEO", "points": 25}]}
    assert moves(rising(score=whom), Bob().has("title", "CEO", since=3))[1:] == [(3, "sql", "rule")]
    assert moves(rising(score=whom), Bob(known=3).has("title", "CEO", since=12))[1:] == []


def test_who_was_ignored_then_has_not_risen():
    staff = {"staff": {"if": {"trait": "team", "eq": "ours"}, "effect": "ignore"}}
    lead = Bob().has("team", "ours").has("team", "theirs", since=2).did("A", 5).did("A", 4)
    assert moves(rising(exclude=staff), lead)[-1:] != [(2, "sql", "rule")]
    assert moves(rising(), lead)[-1:] == [(4, "sql", "rule")]


def test_a_rise_that_ends_is_the_next_change():
    cools = {"to": "lead", "from": ["sql"], "if": {"delta": {"score": "s", "over": "7d", "lt": 20}}, "hold": "1d"}
    model = compile_model(parse(rising(URGENT, cools)))
    found = explain(model, history(Bob().did("A", 3).did("A", 2)), day(0)).next_change
    assert (found.at_us, found.changes[0].after) == (day(-5), "lead")


def test_results_show_the_scores_of_now_alone():
    document = rising(labels={"s": {"A": 10, "B": 0}}, total={"weights": {"s": 1}, "range": [0, 99]})
    row = scored(document, Bob().did("A", 1)).results.to_pylist()[0]
    assert (row["score.s"], row["label.s"], row["total"]) == (10_000_000, "A", 10_000_000)
    assert [name for name in row if name.startswith("score.")] == ["score.s"]


def test_a_condition_on_the_stage_is_asked_again_after_each_move():
    on = {"to": "mql", "from": ["lead"], "if": {"event": "A"}}
    further = {"to": "sql", "from": ["lead", "mql"], "if": {"stage": ["mql"]}}
    assert moves(rising(further, on), Bob().did("A", 3))[1:] == [(3, "mql", "rule"), (3, "sql", "rule")]


def test_a_move_by_hand_is_seen_by_a_condition_on_the_stage():
    further = {"to": "sql", "from": ["lead", "mql"], "if": {"all": [{"stage": ["mql"]}, {"event": "A"}]}}
    lead = Bob().moved("mql", 5, review=4).did("A", 9)
    assert moves(rising(further), lead)[1:] == [(5, "mql", "person"), (4, "sql", "review")]
