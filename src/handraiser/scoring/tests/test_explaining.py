"""One lead explained: lines and adjustments add up, and the next change is found."""

from dataclasses import replace

import numpy as np
import pytest

from handraiser.scoring.compiling import compile_model
from handraiser.scoring.explaining import explain, explain_each
from handraiser.scoring.language import parse, starter
from handraiser.scoring.series import series

from .cast import DAY, Bob, day, history, ruled
from .test_kernel_stages import ASKS, COOL, RIVAL, WARM, staged
from .test_kernel_story import bob


def explained(document, lead, at=0):
    return explain(compile_model(parse(document)), history(lead), day(at))


def adds_up(found):
    for name, value in found.result.items():
        if name.startswith("score.") and value is not None:
            score = name.removeprefix("score.")
            lines = sum(line.points_now for line in found.lines if line.score == score)
            assert lines + sum(part.points for part in found.adjustments if part.score == score) == value
    return True


@pytest.mark.parametrize("at", [9, 3, 1, 0, -40, -100, -400])
def test_lines_and_adjustments_add_up_to_every_score_of_bob(at):
    found = explained(starter("b2b-saas"), bob(), at)
    assert adds_up(found)
    assert sum(share.points for share in found.shares) == found.result["total"]


def test_many_leads_explained_together_are_explained_as_each_alone():
    model = compile_model(parse(starter("b2b-saas")))
    silent = Bob(lead=7, known=None, first_seen=90)
    boss = Bob(lead=3, known=30).has("title", "CEO", since=30).did("page", 3, path="/pricing").did("Demo Requested", 2)
    leads = [boss, replace(bob(), lead=5), silent]
    for lead in leads:
        lead.events = [row | {"lead": lead.lead, "seq": row["seq"] + 100 * lead.lead} for row in lead.events]
        lead.traits = [row | {"lead": lead.lead} for row in lead.traits]
    moments = np.array([day(1), day(0), day(-60)], np.int64)
    together = list(explain_each(model, history(*leads), moments))
    alone = [explain(model, history(lead), int(at), looks_ahead=False) for lead, at in zip(leads, moments, strict=True)]
    assert together == alone
    assert [len(found.lines) > 0 for found in together] == [True, True, True]


def test_each_kind_of_rule_says_why():
    rules = [
        {"event": "A", "points": 10, "decay": {"lifespan": "10d"}, "cap": 15},
        {"event": "A", "tiers": [{"at_least": 9, "points": 9}, {"at_least": 2, "within": "5d", "points": 4}]},
        {"trait": "title", "cases": [{"eq": "x", "points": 1}, {"matches": "CEO", "points": 6}]},
        {"trait": "size", "cases": [{"gt": 1, "points": 1}], "missing": -2},
        {"if": {"trait": "title", "exists": True}, "points": 3},
        {"absent": {"event": "B", "for": "2d"}, "points": -1, "every": "2d"},
    ]
    lead = Bob(first_seen=7).has("title", "the CEO").did("A", 3).did("A", 1)
    found = explained(ruled(*rules, group={"cap": [0, 20]}), lead)
    assert [(line.reason.code, line.points_earned, line.points_now) for line in found.lines] == [
        ("event", 10_000_000, 7_000_000),
        ("event", 10_000_000, 9_000_000),
        ("tier", 4_000_000, 4_000_000),
        ("case", 6_000_000, 6_000_000),
        ("missing", -2_000_000, -2_000_000),
        ("if", 3_000_000, 3_000_000),
        ("absent", -3_000_000, -3_000_000),
    ]
    assert [line.seq for line in found.lines[:2]] == [0, 1]
    assert found.lines[2].reason.params == {"event": "A", "counted": 2, "at_least": 2, "within_us": 5 * DAY}
    assert found.lines[3].reason.params == {"trait": "title", "value": "the CEO", "case": 2}
    assert found.lines[6].reason.params["times"] == 3
    assert [(part.code, part.points) for part in found.adjustments] == [
        ("rule_cap", -1_000_000),
        ("group_cap", -3_000_000),
    ]
    assert adds_up(found)


def test_traits_asked_are_shown_with_what_is_known():
    found = explained(starter("b2b-saas"), bob())
    assert [known.value for known in found.traits] == [120, "software", "Head of Operations", "bobco.example"]


def test_the_next_change_is_found_with_what_it_leads_to():
    found = explained(staged(WARM, COOL), Bob().did("A", 4))
    assert (found.next_change.at_us - day(0)) / DAY == 6
    assert [(change.what, change.before, change.after) for change in found.next_change.changes] == [
        ("label.s", "hot", "cold")
    ]
    cooled = explained(staged(WARM, COOL), Bob().did("A", 12)).next_change
    assert (cooled.at_us - day(0)) / DAY == 3
    assert [(change.what, change.after) for change in cooled.changes] == [("stage", "lead")]


def test_nothing_to_come_is_said_as_none():
    assert explained(staged(WARM), Bob()).next_change is None


def test_what_was_recorded_later_is_not_seen_from_before():
    found = explained(staged(WARM, COOL), Bob().did("A", 9).did("A", 3), at=5)
    assert (found.next_change.at_us - day(0)) / DAY == 1


def test_who_is_ignored_has_no_lines():
    ignored = {"staff": RIVAL["rival"] | {"effect": "ignore"}}
    found = explained(staged(exclude=ignored), Bob().has("email_domain", "rival.example").did("A", 1))
    assert (found.lines, found.shares, found.result["score.s"]) == ((), (), None)


def test_stage_rules_say_how_they_stand():
    stands = {truth.to: truth for truth in explained(staged(WARM, COOL, ASKS), Bob().did("A", 12)).stages}
    assert (stands["mql"].condition, stands["lead"].condition, stands["sql"].condition) == (False, True, False)
    assert stands["lead"].held_since_us == day(2)


def test_a_series_is_what_each_moment_was():
    model, lead = compile_model(parse(staged(WARM, COOL))), Bob().did("A", 30)
    found = series(model, history(lead), [day(at) for at in (15, 40, 21, 30)])
    assert found["stage"].to_pylist() == ["lead", "lead", "mql", "mql"]
    assert found["score.s"].to_pylist() == [0, 0, 10_000_000, 10_000_000]


def test_a_series_begins_anew_at_the_baseline():
    lead = Bob(baseline=(10, "sql")).did("A", 15)
    found = series(compile_model(parse(staged(WARM))), history(lead), [day(at) for at in (16, 12, 10, 1)])
    assert found["stage"].to_pylist() == ["lead", "mql", "sql", "sql"]
