"""The fold of stages over moments: SCORING.md, meaning 7 and 9, and the small print on stages."""

from handraiser.scoring.compiling import compile_model
from handraiser.scoring.evaluating import evaluate
from handraiser.scoring.language import parse

from .cast import DAY, Bob, day, history, moves, ruled, scored, stage

SCORE = {"event": "A", "points": 10, "within": "10d"}
LABELS = {"s": {"hot": 10, "cold": -1000}}
WARM = {"to": "mql", "from": ["lead"], "if": {"label": {"s": ["hot"]}}}
COOL = {"to": "lead", "from": ["mql"], "if": {"label": {"s": ["cold"]}}, "hold": "5d", "because": "cooled"}
ASKS = {"to": "sql", "from": ["lead", "mql"], "if": {"hand_raise": "any", "within": "1d"}}


def staged(*rules, score=SCORE, **parts):
    return ruled(score, labels=LABELS, stages=list(rules), hand_raises=["Demo", "page"], **parts)


def test_a_visitor_becomes_a_lead_by_becoming_known_and_rules_follow_at_once():
    assert moves(staged(WARM), Bob(known=3).did("A", 5)) == [(3, "lead", "known"), (3, "mql", "rule")]
    assert moves(staged(WARM), Bob(known=None).did("A", 5)) == []


def test_an_event_acts_when_it_arrived_and_a_late_one_moves_nobody_back_in_time():
    lead = Bob().did("A", 8, arrived=2)
    assert moves(staged(WARM), lead)[1:] == [(2, "mql", "rule")]
    assert moves(staged(WARM), Bob().did("A", 12, arrived=2))[1:] == []


def test_somebody_moves_once_for_what_holds_on_and_on():
    assert moves(staged(WARM), Bob().did("A", 8).did("A", 6).did("A", 4))[1:] == [(8, "mql", "rule")]


def test_who_falls_back_by_the_edge_of_a_window_waits_out_the_hold():
    assert moves(staged(WARM, COOL), Bob().did("A", 30))[1:] == [(30, "mql", "rule"), (15, "lead", "rule")]


def test_a_hold_starts_anew_when_it_was_broken():
    lead = Bob().did("A", 30).did("A", 17)  # cold from 20 to 17, then from 7 on
    assert moves(staged(WARM, COOL), lead)[1:] == [(30, "mql", "rule"), (2, "lead", "rule")]


def test_a_hold_starts_anew_where_a_moment_leads_out_and_back():
    always = {"not": {"event": "never"}}
    back = {"to": "lead", "from": ["mql", "sql"], "if": always, "hold": "1d"}
    on = {"to": "sql", "from": ["lead"], "if": always}
    found = moves(staged(back, on), Bob(known=9).moved("mql", 8, review=5), at=3.5)
    assert found[1:] == [
        (9, "sql", "rule"),
        (8, "mql", "person"),
        (5, "lead", "review"),
        (5, "sql", "review"),
        (4, "lead", "rule"),
    ]


def test_why_is_kept_with_the_move():
    rows = scored(staged(WARM, COOL), Bob().did("A", 30)).moves.to_pylist()
    assert (rows[-1]["rule"], rows[-1]["because"], rows[-1]["seq"]) == ("stages[1]", "cooled", None)
    assert (rows[-2]["rule"], rows[-2]["seq"]) == ("stages[0]", 0)


def test_fading_points_move_at_the_midnight_at_which_a_threshold_is_passed():
    fading = {"event": "A", "points": 20, "decay": {"half_life": "10d"}}
    cool = COOL | {"hold": "1d"}
    # 20 points are just under 10 from the eleventh midnight on: 0:00 of the day after 9.5 days
    assert moves(staged(WARM, cool, score=fading), Bob().did("A", 20))[1:] == [
        (20, "mql", "rule"),
        (8.5, "lead", "rule"),
    ]


def test_a_negative_line_that_ends_moves_without_any_event():
    score = {"event": "Bad", "points": -10, "within": "5d"}
    warm = WARM | {"if": {"score": {"s": {"gte": 0}}}}
    assert moves(staged(warm, score=score), Bob(known=9).did("Bad", 9))[1:] == [(4, "mql", "rule")]


def test_a_negative_line_that_fades_moves_at_a_midnight():
    score = {"event": "Bad", "points": -10, "decay": {"lifespan": "10d"}}
    warm = WARM | {"if": {"score": {"s": {"gt": -5}}}}
    # six tenths are gone at the sixth midnight
    assert moves(staged(warm, score=score), Bob(known=9).did("Bad", 9))[1:] == [(3.5, "mql", "rule")]


def test_several_stages_in_one_moment_but_none_twice():
    on = {"to": "sql", "from": ["mql"], "if": {"event": "A"}}
    back = {"to": "lead", "from": ["sql"], "if": {"event": "A"}, "hold": "1d"}
    found = moves(staged(WARM, on, back), Bob().did("A", 5))[1:]
    assert found == [(5, "mql", "rule"), (5, "sql", "rule"), (4, "lead", "rule"), (4, "mql", "rule")]


def test_unless_keeps_from_moving():
    rule = ASKS | {"unless": {"all": [{"label": {"s": ["cold"]}}, {"coverage": {"s": {"gte": 0.5}}}]}}
    assert stage(staged(rule), Bob().did("Demo", 1)) == "lead"
    assert stage(staged(rule), Bob().did("A", 2).did("Demo", 1)) == "sql"


def test_a_hand_raise_is_reported_at_any_stage_with_where_it_led():
    rows = scored(staged(ASKS), Bob().did("Demo", 8).did("page", 1)).hand_raises.to_pylist()
    assert [(row["name"], row["stage_before"], row["stage_after"]) for row in rows] == [
        ("Demo", "lead", "sql"),
        ("page", "sql", "sql"),
    ]


def test_hand_raises_by_name():
    rule = ASKS | {"if": {"hand_raise": ["Demo"], "within": "1d"}}
    assert stage(staged(rule), Bob().did("page", 1)) == "lead"
    assert stage(staged(rule), Bob().did("Demo", 1)) == "sql"


def test_a_track_event_named_page_is_no_page():
    lead = Bob().did("page", 1)
    lead.events[0] |= {"kind": "track", "name": "page"}
    assert scored(staged(ASKS), lead).hand_raises.num_rows == 0


def test_a_persons_move_outranks_rules_until_the_next_hand_raise():
    lead = Bob().did("A", 9).moved("lead", 8).did("A", 5).did("Demo", 3)
    found = moves(staged(WARM), lead)[1:]
    assert found == [(9, "mql", "rule"), (8, "lead", "person"), (3, "mql", "rule")]


def test_a_persons_move_outranks_rules_until_its_review_date():
    lead = Bob().did("A", 9).moved("lead", 8, review=4)
    assert moves(staged(WARM), lead)[1:] == [(9, "mql", "rule"), (8, "lead", "person"), (4, "mql", "review")]


def test_a_hold_starts_anew_from_a_persons_move():
    lead = Bob().did("A", 30).moved("mql", 18, review=17)  # cold since 20
    assert moves(staged(WARM, COOL), lead)[1:] == [(30, "mql", "rule"), (13, "lead", "rule")]


def test_a_person_may_move_to_where_no_rule_leads():
    assert stage(staged(WARM), Bob().did("A", 9).moved("opportunity", 8)) == "opportunity"
    assert stage(staged(WARM), Bob().did("A", 9).moved("disqualified", 8).did("Demo", 2)) == "disqualified"


RIVAL = {"rival": {"if": {"trait": "email_domain", "eq": "rival.example"}, "effect": "disqualify"}}


def test_disqualifying_moves_from_any_stage_and_lifting_restores_and_tries_the_rules():
    lead = Bob().did("A", 9).has("email_domain", "rival.example", since=6).has("email_domain", "x.example", since=2)
    document = staged(WARM, ASKS, exclude=RIVAL)
    found = moves(document, lead)[1:]
    assert found == [(9, "mql", "rule"), (6, "disqualified", "exclusion"), (2, "mql", "lifted")]
    assert moves(document, lead.did("Demo", 2))[-1] == (2, "sql", "rule")


def test_who_is_disqualified_becomes_known_when_it_is_lifted():
    lead = Bob(known=5).has("email_domain", "rival.example", since=6).has("email_domain", "x.example", since=2)
    found = moves(staged(exclude=RIVAL), lead)
    assert found == [(6, "disqualified", "exclusion"), (2, "visitor", "lifted"), (2, "lead", "known")]


def test_disqualification_suspends_a_persons_rank_and_lifting_resumes_it():
    lead = Bob().moved("opportunity", 8).has("email_domain", "rival.example", since=6)
    lead.has("email_domain", "x.example", since=2).did("A", 1)
    on = {"to": "sql", "from": ["opportunity"], "if": {"event": "A"}, "hold": "1h"}
    assert stage(staged(on, exclude=RIVAL), lead) == "opportunity"


def test_ignore_makes_scores_null_and_moves_nobody():
    staff = {"staff": RIVAL["rival"] | {"effect": "ignore"}}
    found = scored(staged(WARM, exclude=staff), Bob().has("email_domain", "rival.example").did("A", 1))
    row = found.results.to_pylist()[0]
    assert (row["effect"], row["excluded_by"], row["score.s"], row["label.s"]) == ("ignore", "staff", None, None)
    assert row["stage"] == "visitor"


def test_freeze_scores_and_does_not_move():
    frozen = {"frozen": RIVAL["rival"] | {"effect": "freeze"}}
    lead = Bob().has("email_domain", "rival.example", since=5).did("A", 3).has("email_domain", "x", since=1)
    document = staged(WARM, exclude=frozen)
    assert scored(document, lead, at=2).results["score.s"].to_pylist() == [10_000_000]
    assert moves(document, lead)[1:] == [(1, "mql", "rule")]


def test_from_disqualified_into_freeze_stays_disqualified_until_nothing_excludes():
    both = RIVAL | {"frozen": {"if": {"trait": "plan", "eq": "trial"}, "effect": "freeze"}}
    lead = Bob().has("plan", "trial", since=8).has("email_domain", "rival.example", since=6)
    lead.has("email_domain", "x", since=4).has("plan", "paid", since=2)
    assert moves(staged(exclude=both), lead)[1:] == [(6, "disqualified", "exclusion"), (2, "lead", "lifted")]


def test_the_first_exclusion_that_holds_wins():
    two = {"a": RIVAL["rival"] | {"effect": "freeze"}, "b": RIVAL["rival"]}
    assert stage(staged(exclude=two), Bob().has("email_domain", "rival.example", since=5)) == "lead"


def test_an_exclusion_may_hold_on_nothing_and_does_from_when_somebody_was_first_seen():
    silent = {"silent": {"if": {"not": {"event": "identify"}}, "effect": "disqualify"}}
    assert moves(staged(exclude=silent), Bob(known=3, first_seen=8)) == [(8, "disqualified", "exclusion")]
    row = scored(staged(exclude=silent), Bob(known=None)).results.to_pylist()[0]
    assert (row["excluded_by"], row["stage"]) == ("silent", "visitor")


def test_at_the_baseline_nothing_moves_and_only_what_becomes_true_afterwards_does():
    lead = Bob(baseline=(4, "lead")).did("A", 9).did("A", 3)
    assert moves(staged(WARM), lead) == []
    assert stage(staged(WARM), lead) == "lead"
    again = Bob(baseline=(13.5, "lead")).did("A", 14).did("A", 3)  # false from day 4 to day 3
    assert moves(staged(WARM), again) == [(3, "mql", "rule")]


def test_moments_before_the_baseline_are_not_folded():
    assert moves(staged(WARM), Bob(known=30, baseline=(5, "sql")).did("A", 20).did("A", 3)) == []


def test_a_hold_begins_anew_at_the_baseline():
    assert moves(staged(WARM, COOL), Bob(baseline=(9, "mql"))) == [(4, "lead", "rule")]


def test_moves_by_hand_before_the_baseline_outrank_until_their_review_date():
    lead = Bob(baseline=(6, "lead")).moved("lead", 8, review=2).did("A", 4)
    assert moves(staged(WARM), lead) == [(2, "mql", "review")]


def test_an_exclusion_that_held_at_the_baseline_moves_nobody():
    lead = Bob(baseline=(6, "mql")).has("email_domain", "rival.example", since=9)
    found = scored(staged(exclude=RIVAL), lead).results.to_pylist()[0]
    assert (found["stage"], found["effect"]) == ("mql", "disqualify")


def test_only_what_happened_since_is_reported():
    lead = Bob().did("A", 9).did("Demo", 8).did("Demo", 2)
    found = evaluate(compile_model(parse(staged(WARM, ASKS))), history(lead), at_us=day(0), since_us=day(8))
    assert found.moves.num_rows == 0
    assert found.hand_raises["seq"].to_pylist() == [2]
    assert found.results["stage"].to_pylist() == ["sql"]


def test_the_next_look_is_the_next_moment_at_which_anything_could_change():
    def look(document, lead):
        moment = scored(document, lead).results["next_look_us"][0].as_py()
        return None if moment is None else (moment - day(0)) / DAY

    assert look(staged(), Bob()) is None
    assert look(staged(), Bob().did("A", 4)) == 6
    assert look(staged(WARM, COOL), Bob().did("A", 12)) == 3
    assert look(staged(score={"event": "A", "points": 5, "decay": {"lifespan": "10d"}}), Bob().did("A", 4)) == 0.5
    assert look(staged(), Bob().moved("mql", 3, review=-7)) == 7
    assert look(ruled({"absent": {"event": "A", "for": "10d"}, "points": 1}), Bob(first_seen=4)) == 6
