"""Meaning 7 and 9 and the small print on stages, each worked out by hand."""

import pytest

from handraiser.scoring.tests.reference_people import at, moved, person, result, track, trait

HOT = "points: {groups: {g: {rules: {r: {event: Seen, points: 10, within: 5d}}}}}"
MODEL = f"""
hand_raises: [Demo]
exclude:
  rival: {{if: {{trait: rival, eq: true}}, effect: disqualify}}
  staff: {{if: {{trait: staff, eq: true}}, effect: ignore}}
  paused: {{if: {{trait: paused, eq: true}}, effect: freeze}}
scores: {{{HOT}}}
labels: {{points: {{A: 20, B: 10, C: 0}}}}
matrix: "{{points}}"
stages:
  - {{to: sql, from: [lead, mql], if: {{hand_raise: any, within: 1d}}, unless: {{trait: student, eq: true}}}}
  - {{to: mql, from: [lead], if: {{matrix: [A]}}}}
  - {{to: lead, from: [mql], if: {{matrix: [C]}}, hold: 2d, because: cooled}}
"""
TWO = (track("Seen", "2026-05-01T10:00"), track("Seen", "2026-05-02T10:00"))
HOT_AND_ALWAYS = f"scores: {{{HOT}}}"
ALWAYS = "{score: {points: {gte: 0}}}"
KNOWN = ("2026-01-01", "visitor", "lead")


def moves(whom, when, document=MODEL):
    told = result(document, whom, when)
    assert [change["to"] for change in told["moves"]][-1:] in ([told["stage"]], [])
    return [(change["at_us"], change["from"], change["to"]) for change in told["moves"]]


def history(*changes):
    return [(at(when), before, after) for when, before, after in changes]


def test_a_visitor_becomes_a_lead_by_becoming_known():
    assert moves(person(known=None), "2026-05-01") == []
    assert moves(person(known="2026-02-01T08:00"), "2026-05-01") == history(("2026-02-01T08:00", "visitor", "lead"))


def test_an_event_acts_when_it_arrived():
    whom = person(track("Seen", "2026-05-01"), track("Seen", "2026-05-01", arrived="2026-05-03T07:00"))
    assert moves(whom, "2026-05-04") == history(KNOWN, ("2026-05-03T07:00", "lead", "mql"))


def test_a_late_hand_raise_moves_nobody_and_still_alerts():
    whom = person(track("Demo", "2026-05-01", arrived="2026-05-02"))
    assert moves(whom, "2026-05-04") == history(KNOWN)
    (alert,) = result(MODEL, whom, "2026-05-04")["hand_raises"]
    assert (alert["at_us"], alert["before"], alert["after"]) == (at("2026-05-02"), "lead", "lead")


def test_a_visitors_hand_raise_counts_once_he_is_known_the_same_day():
    whom = person(track("Demo", "2026-05-01T10:00"), known="2026-05-01T10:00")
    expected = history(("2026-05-01T10:00", "visitor", "lead"), ("2026-05-01T10:00", "lead", "sql"))
    assert moves(whom, "2026-05-04") == expected


def test_rules_are_tried_as_written_and_again_from_the_new_stage():
    document = MODEL.replace("from: [lead, mql]", "from: [mql]")
    whom = person(track("Seen", "2026-05-01"), track("Seen", "2026-05-02"), track("Demo", "2026-05-01T23:00"))
    moment = "2026-05-02"
    assert moves(whom, "2026-05-03", document) == history(KNOWN, (moment, "lead", "mql"), (moment, "mql", "sql"))


def test_unless_stops_a_rule_and_its_end_releases_it():
    whom = person(trait("student", True), track("Demo", "2026-05-01T10:00"), trait("student", None, "2026-05-01T18:00"))
    assert moves(whom, "2026-05-04") == history(KNOWN, ("2026-05-01T18:00", "lead", "sql"))


def test_a_backward_move_waits_for_its_hold():
    # Seen falls out of its five days on the 6th and 7th; C holds from the 7th at ten.
    cooled = ("2026-05-09T10:00", "mql", "lead")
    mql = ("2026-05-02T10:00", "lead", "mql")
    assert moves(person(*TWO), "2026-05-09T09:59") == history(KNOWN, mql)
    assert moves(person(*TWO), "2026-05-09T10:00") == history(KNOWN, mql, cooled)


def test_a_hold_starts_anew_when_its_condition_was_false_for_a_while():
    whom = person(*TWO, track("Seen", "2026-05-08T10:00"))  # B from the 8th to the 13th
    mql = ("2026-05-02T10:00", "lead", "mql")
    assert moves(whom, "2026-05-20") == history(KNOWN, mql, ("2026-05-15T10:00", "mql", "lead"))


def test_a_hold_starts_anew_from_a_persons_move():
    whom = person(*TWO, moved("mql", "2026-05-08T10:00", review="2026-05-09T12:00"))
    mql = ("2026-05-02T10:00", "lead", "mql")
    assert moves(whom, "2026-05-20") == history(KNOWN, mql, ("2026-05-10T10:00", "mql", "lead"))


def test_a_hold_starts_anew_from_the_end_of_an_exclusion():
    for name in ("rival", "staff", "paused"):
        whom = person(*TWO, trait(name, True, "2026-05-08"), trait(name, None, "2026-05-08T12:00"))
        assert moves(whom, "2026-05-20")[-1] == (at("2026-05-10T12:00"), "mql", "lead")


def test_a_hold_starts_anew_when_its_moment_led_out_of_from_and_back():
    rules = "{to: lead, from: [mql, sql], if: X, hold: 1h}, {to: sql, from: [lead], if: X}"
    document = f"{{{HOT_AND_ALWAYS}, stages: [{rules.replace('X', ALWAYS)}]}}"
    whom = person(moved("mql", "2026-05-01", review="2026-05-02"))
    there_and_back = [("2026-05-02", "mql", "lead"), ("2026-05-02", "lead", "sql"), ("2026-05-02T01:00", "sql", "lead")]
    assert moves(whom, "2026-05-03", document)[-3:] == history(*there_and_back)


def test_what_held_when_published_stays_spent_under_a_freeze_and_not_after_it_was_false():
    pause = [trait("paused", True, "2026-05-03"), trait("paused", False, "2026-05-04")]
    assert moves(published(person(*TWO, *pause), "lead"), "2026-05-06T09:00") == []
    again = [track("Seen", "2026-05-08"), track("Seen", "2026-05-09")]
    assert moves(published(person(*TWO, *again), "lead"), "2026-05-10") == history(("2026-05-09", "lead", "mql"))


def test_a_hold_begins_with_the_publish():
    cooled = published(person(*TWO), "mql", when="2026-05-08T11:00")
    assert moves(cooled, "2026-05-12") == history(("2026-05-10T11:00", "mql", "lead"))


def test_a_visitor_when_published_moves_when_known():
    whom = published(person(*TWO, known="2026-05-03"), "visitor")
    assert moves(whom, "2026-05-04") == history(("2026-05-03", "visitor", "lead"), ("2026-05-03", "lead", "mql"))


def test_a_forward_rule_may_hold_too():
    document = MODEL.replace("if: {matrix: [A]}", "if: {matrix: [A]}, hold: 3d")
    assert moves(person(*TWO), "2026-05-04", document) == history(KNOWN)
    assert moves(person(*TWO, track("Seen", "2026-05-03")), "2026-05-06", document) == history(
        KNOWN, ("2026-05-05T10:00", "lead", "mql")
    )


def test_a_persons_move_outranks_rules_until_its_review():
    whom = person(*TWO, moved("lead", "2026-05-02T12:00", review="2026-05-04T09:00"))
    expected = [
        ("2026-05-02T10:00", "lead", "mql"),
        ("2026-05-02T12:00", "mql", "lead"),
        ("2026-05-04T09:00", "lead", "mql"),
    ]
    assert moves(whom, "2026-05-04T10:00") == history(KNOWN, *expected)


def test_a_persons_move_outranks_rules_until_the_next_hand_raise():
    whom = person(*TWO, moved("lead", "2026-05-02T12:00"), track("Demo", "2026-05-03T12:00"))
    expected = [
        ("2026-05-02T10:00", "lead", "mql"),
        ("2026-05-02T12:00", "mql", "lead"),
        ("2026-05-03T12:00", "lead", "sql"),
    ]
    assert moves(whom, "2026-05-04") == history(KNOWN, *expected)


def test_without_review_or_hand_raise_a_persons_move_stays():
    whom = person(*TWO, moved("lead", "2026-05-02T12:00"), track("Seen", "2026-05-03"))
    assert moves(whom, "2026-06-30")[-1] == (at("2026-05-02T12:00"), "mql", "lead")


def test_a_moment_at_which_nothing_changed_moves_nobody():
    whom = person(
        track("Demo", "2026-05-01T10:00"),
        moved("opportunity", "2026-05-01T11:00"),
        moved("lead", "2026-05-01T12:00", review="2026-05-01T13:00"),
    )
    # the review is a change; the demo is still within its day, so the rule acts there and nowhere before
    assert moves(whom, "2026-05-04")[-1] == (at("2026-05-01T13:00"), "lead", "sql")


@pytest.mark.parametrize("until", ["2026-05-03", "2026-05-20"])
def test_disqualification_takes_any_stage_and_restores_it(until):
    whom = person(*TWO, trait("rival", True, "2026-05-02T12:00"), trait("rival", False, until))
    told = moves(whom, until)
    assert told[2:4] == history(("2026-05-02T12:00", "mql", "disqualified"), (until, "disqualified", "mql"))


def test_lifting_tries_the_rules():
    rows = [trait("rival", True, "2026-02-01"), trait("rival", False, "2026-05-01T20:00")]
    whom = person(track("Demo", "2026-05-01T10:00"), *rows)
    lifted = [("2026-05-01T20:00", "disqualified", "lead"), ("2026-05-01T20:00", "lead", "sql")]
    assert moves(whom, "2026-05-02")[-2:] == history(*lifted)
    (alert,) = result(MODEL, whom, "2026-05-02")["hand_raises"]
    assert (alert["before"], alert["effect"]) == ("disqualified", "disqualify")


def test_lifting_resumes_a_persons_rank():
    whom = person(
        *TWO,
        moved("lead", "2026-05-02T12:00"),
        trait("rival", True, "2026-05-02T13:00"),
        trait("rival", False, "2026-05-02T14:00"),
    )
    assert moves(whom, "2026-05-03")[-1] == (at("2026-05-02T14:00"), "disqualified", "lead")


@pytest.mark.parametrize("name", ["rival", "staff", "paused"])
def test_what_becomes_known_or_is_moved_under_an_exclusion_waits_for_its_end(name):
    excluded = [trait(name, True, "2026-05-01"), trait(name, False, "2026-05-05")]
    known = moves(person(*excluded, known="2026-05-03"), "2026-05-06")
    assert known[-1] == (at("2026-05-05"), "visitor", "lead")
    by_hand = moves(person(*excluded, moved("mql", "2026-05-02"), moved("sql", "2026-05-03")), "2026-05-06")
    assert by_hand[-1] == (at("2026-05-05"), "lead", "sql")


def test_from_disqualified_into_ignore_stays_disqualified_until_nothing_excludes():
    steps = [
        trait("rival", True, "2026-05-03"),
        trait("staff", True, "2026-05-04"),
        trait("rival", False, "2026-05-05"),
    ]
    whom = person(*TWO, *steps, trait("staff", False, "2026-05-06"))
    assert result(MODEL, whom, "2026-05-05T12:00")["stage"] == "disqualified"
    assert moves(whom, "2026-05-06")[-1] == (at("2026-05-06"), "disqualified", "mql")


def test_ignore_scores_nothing_and_moves_nobody():
    told = result(MODEL, person(trait("staff", True, "2026-02-01"), *TWO), "2026-05-03")
    assert (told["excluded"], told["stage"]) == (("staff", "ignore"), "lead")
    assert (told["scores"], told["labels"], told["matrix"]) == ({"points": None}, {"points": None}, None)


def test_freeze_scores_and_moves_nobody():
    told = result(MODEL, person(trait("paused", True, "2026-02-01"), *TWO), "2026-05-03")
    assert (told["stage"], told["matrix"]) == ("lead", "A")


def test_the_first_exclusion_that_holds_wins():
    told = result(MODEL, person(trait("paused", True), trait("staff", True)), "2026-05-03")
    assert told["excluded"] == ("staff", "ignore")


def published(whom, stage, when="2026-05-02T12:00"):
    return {**whom, "baseline_us": at(when), "baseline_stage": stage}


def test_what_held_when_published_moves_nobody():
    assert moves(published(person(*TWO), "lead"), "2026-05-10") == []


def test_what_becomes_true_after_the_publish_moves():
    whom = person(*TWO, track("Seen", "2026-05-06T12:00"), track("Seen", "2026-05-06T13:00"))
    # B at ten on the 6th, A again at noon (with the second of the first two)
    assert moves(published(whom, "lead"), "2026-05-10")[:1] == history(("2026-05-06T12:00", "lead", "mql"))


def test_a_persons_move_before_the_publish_still_outranks():
    whom = person(
        moved("lead", "2026-05-02", review="2026-05-04"),
        track("Demo", "2026-05-01"),
        track("Seen", "2026-05-03"),
        track("Seen", "2026-05-03"),
    )
    assert moves(published(whom, "lead"), "2026-05-10")[:1] == history(("2026-05-04", "lead", "mql"))


def test_coverage_and_hand_raise_names_may_be_asked_in_stages():
    document = MODEL.replace("hand_raise: any, within: 1d", "hand_raise: [Trial]").replace("[Demo]", "[Demo, Trial]")
    unless = document.replace(
        "unless: {trait: student, eq: true}", "unless: {all: [{label: {points: [C]}}, {coverage: {points: {gte: 1}}}]}"
    )
    assert moves(person(track("Demo", "2026-05-01")), "2026-05-02", document) == history(KNOWN)
    assert moves(person(track("Trial", "2026-05-01")), "2026-05-02", document)[-1][2] == "sql"
    assert moves(person(track("Trial", "2026-05-01")), "2026-05-02", unless) == history(KNOWN)
    assert (
        moves(person(track("Trial", "2026-05-01"), track("Seen", "2026-05-01")), "2026-05-02", unless)[-1][2] == "sql"
    )


def test_a_score_may_be_asked_in_stages():
    document = MODEL.replace("if: {matrix: [A]}", "if: {score: {points: {gte: 30}}}")
    assert moves(person(*TWO), "2026-05-03", document) == history(KNOWN)
    assert moves(person(*TWO, TWO[1]), "2026-05-03", document)[-1] == (at("2026-05-02T10:00"), "lead", "mql")
