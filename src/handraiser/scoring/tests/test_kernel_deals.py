"""Deals in the fold of stages: a created one moves to opportunity, a won one to customer, a lost one hands back."""

from .cast import Bob, moves, stage
from .test_kernel_stages import ASKS, COOL, WARM, staged

RIVAL = {"rival": {"if": {"trait": "email_domain", "eq": "rival.example"}, "effect": "disqualify"}}
PAUSED = {"paused": {"if": {"trait": "paused", "eq": True}, "effect": "freeze"}}


def test_a_deal_moves_whatever_the_rules_say():
    lead = Bob(known=9).deal("created", 5).deal("won", 2)
    assert moves(staged(WARM), lead)[1:] == [(5, "opportunity", "deal"), (2, "customer", "deal")]


def test_a_lost_deal_hands_back_to_the_stage_before_and_the_rules_are_tried():
    lead = Bob().did("Demo", 6).deal("created", 5).did("A", 4).deal("lost", 3)
    assert moves(staged(WARM, ASKS), lead)[1:] == [
        (6, "sql", "rule"),
        (5, "opportunity", "deal"),
        (3, "sql", "deal"),
    ]
    warm = Bob().deal("created", 5).did("A", 4).deal("lost", 3)
    assert moves(staged(WARM), warm)[1:] == [
        (5, "opportunity", "deal"),
        (3, "lead", "deal"),
        (3, "mql", "rule"),
    ]


def test_while_a_deal_is_open_no_rule_moves():
    out = {"to": "lead", "from": ["opportunity"], "if": {"label": {"s": ["cold"]}}, "hold": "1d"}
    assert stage(staged(out), Bob().deal("created", 9)) == "opportunity"
    assert stage(staged(out), Bob().deal("created", 9).deal("won", 8)) == "customer"


def test_a_hold_starts_anew_when_a_lost_deal_hands_back():
    back = COOL | {"from": ["mql", "opportunity"]}
    lead = Bob().did("A", 30).deal("created", 29).deal("lost", 12)
    assert moves(staged(WARM, back), lead)[1:] == [
        (30, "mql", "rule"),
        (29, "opportunity", "deal"),
        (12, "mql", "deal"),
        (7, "lead", "rule"),
    ]


def test_of_several_deals_the_last_open_one_hands_back():
    two = Bob().deal("created", 9, "a").deal("created", 8, "b").deal("lost", 7, "a")
    assert stage(staged(WARM), two) == "opportunity"
    assert stage(staged(WARM), two.deal("lost", 6, "b")) == "lead"


def test_a_customer_stays_a_customer_once_won():
    lead = Bob().deal("won", 9, "a").deal("created", 8, "b").deal("lost", 7, "b").deal("lost", 6, "a")
    assert moves(staged(WARM), lead)[1:] == [(9, "customer", "deal")]


def test_a_deal_taken_up_again_moves_again():
    lead = Bob().deal("created", 9).deal("lost", 8).deal("created", 7)
    assert [to for _, to, _ in moves(staged(WARM), lead)[1:]] == ["opportunity", "lead", "opportunity"]


def test_a_persons_move_takes_somebody_out_of_a_deal_and_the_rules_have_them_again():
    lead = Bob().deal("created", 9).moved("lead", 8, review=6).did("A", 5)
    assert moves(staged(WARM), lead)[1:] == [
        (9, "opportunity", "deal"),
        (8, "lead", "person"),
        (5, "mql", "rule"),
    ]
    assert stage(staged(WARM), lead.deal("lost", 4)) == "mql"
    assert stage(staged(WARM), Bob().deal("created", 9).moved("lead", 8).deal("won", 7)) == "customer"


def test_an_exclusion_suspends_deals_until_it_is_lifted():
    lead = Bob().has("email_domain", "rival.example", since=9).deal("created", 8).deal("won", 7)
    assert moves(staged(exclude=RIVAL), lead)[1:] == [(9, "disqualified", "exclusion")]
    lifted = lead.has("email_domain", "bobco.example", since=5)
    assert moves(staged(exclude=RIVAL), lifted)[2:] == [(5, "lead", "lifted"), (5, "customer", "deal")]
    frozen = Bob().deal("created", 9).has("paused", True, since=8).deal("lost", 7).has("paused", False, since=6)
    assert moves(staged(exclude=PAUSED), frozen)[1:] == [(9, "opportunity", "deal"), (6, "lead", "deal")]


def test_a_visitor_who_became_known_in_a_deal_comes_back_as_a_lead():
    assert moves(staged(), Bob(known=4).deal("created", 5).deal("lost", 3)) == [
        (5, "opportunity", "deal"),
        (3, "lead", "deal"),
    ]


def test_at_a_publish_everybody_stands_where_deals_have_put_them():
    lead = Bob(baseline=(5, "lead")).deal("won", 9)
    assert (moves(staged(WARM), lead), stage(staged(WARM), lead)) == ([], "customer")
    by_hand = Bob(baseline=(5, "lead")).deal("won", 9).moved("lead", 8)
    assert stage(staged(WARM), by_hand) == "lead"
    lost = Bob(baseline=(5, "opportunity")).deal("created", 9).deal("lost", 2)
    assert moves(staged(WARM), lost) == [(2, "lead", "deal")]
    excluded = Bob(baseline=(5, "disqualified")).deal("won", 9).has("email_domain", "rival.example", since=9)
    lifted = excluded.has("email_domain", "bobco.example", since=3)
    assert moves(staged(exclude=RIVAL), lifted) == [(3, "lead", "lifted"), (3, "customer", "deal")]


def test_what_is_recorded_later_does_not_exist_yet():
    assert stage(staged(), Bob().deal("created", 9).deal("won", 2), at=3) == "opportunity"
