"""A reset lets a score begin anew: SCORING.md, resets."""

from .cast import Bob, model, points, ruled, stage

SEEN = {"event": "A", "points": 10}
LOST = {"resets": [{"event": "Lost"}]}


def test_what_was_up_to_the_reset_no_longer_counts():
    lead = Bob().did("A", 9).did("A", 5).did("Lost", 5).did("A", 5).did("A", 2)
    assert points(ruled(SEEN, **LOST), lead) == 10
    assert points(ruled(SEEN, **LOST), lead, at=5.5) == 10


def test_a_reset_counts_from_when_it_was_and_acts_when_it_arrives():
    lead = Bob().did("A", 9).did("A", 4).did("Lost", 5, arrived=1)
    assert points(ruled(SEEN, **LOST), lead, at=2) == 20
    assert points(ruled(SEEN, **LOST), lead) == 10


def test_what_was_used_up_is_new_again():
    lead = Bob().did("A", 9).did("Lost", 5).did("A", 2)
    assert points(ruled(SEEN | {"count": "once", "within": "3d"}), lead) == 0
    assert points(ruled(SEEN | {"count": "once", "within": "3d"}, **LOST), lead) == 10


def test_silence_begins_anew():
    rule = {"absent": {"event": "A", "for": "6d"}, "points": -4}
    lead = Bob(first_seen=30).did("A", 9).did("Lost", 5)
    assert points(ruled(rule), lead) == -4
    assert points(ruled(rule, **LOST), lead) == 0
    assert points(ruled(rule, **LOST), lead, at=-1) == -4


def test_only_the_named_scores_are_reset():
    rules = {name: {"range": [0, 99], "groups": {"g": {"rules": {"r": SEEN}}}} for name in ("s", "other")}
    lead = Bob().did("A", 9).did("Lost", 5)
    assert points(model(scores=rules, resets=[{"event": "Lost", "scores": ["other"]}]), lead) == 10
    assert points(model(scores=rules, resets=[{"event": "Lost", "scores": ["s"]}]), lead) == 0


def test_only_events_that_where_takes_reset():
    resets = [{"event": "Lost", "where": {"by": {"eq": "them"}}}]
    assert points(ruled(SEEN, resets=resets), Bob().did("A", 9).did("Lost", 5, by="us")) == 10
    assert points(ruled(SEEN, resets=resets), Bob().did("A", 9).did("Lost", 5, by="them")) == 0


def test_conditions_of_the_scores_rules_are_cut_and_those_of_stages_are_not():
    seen = {"event": "A"}
    lead = Bob().did("A", 9).did("Lost", 5)
    stages = [{"to": "mql", "from": ["lead"], "if": {"all": [seen, {"event": "Lost"}]}}]
    document = ruled({"if": seen, "points": 3}, **LOST, stages=stages)
    assert (points(document, lead), stage(document, lead)) == (0, "mql")
