"""Rollups over the people of a company: SCORING.md, rules and small print."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from handraiser.scoring.compiling import compile_model
from handraiser.scoring.evaluating import evaluate
from handraiser.scoring.explaining import explain, explain_each
from handraiser.scoring.history import COMPANIES, History
from handraiser.scoring.language import parse

from .cast import Bob, day, history, model

SEEN = {"event": "A", "points": 10}
IGNORED = {"staff": {"if": {"trait": "team", "eq": "ours"}, "effect": "ignore"}}


def rolled(agg="sum", at_least=10, missing=0, within=None, **more):
    rollup = {"of": "doing", "over": "company", "agg": agg} | ({"within": within} if within else {})
    rollup |= {"value": 10} if agg == "count_at_least" else {}
    rule = {"rollup": rollup, "cases": [{"gte": at_least, "points": 7}], "missing": missing}
    scores = {"s": rule, "doing": SEEN | more}
    groups = {name: {"range": [-99, 99], "groups": {"g": {"rules": {"r": one}}}} for name, one in scores.items()}
    return model(scores=groups, exclude=IGNORED)


def crew(*leads: Bob, asked: int = 1) -> History:
    """All of one company; the first of them are asked for, the others beside."""
    for number, lead in enumerate(leads, 1):
        lead.lead = number
        for table in (lead.events, lead.traits):
            table[:] = [row | {"lead": number} for row in table]
    whole = history(*leads)
    rows = [{"lead": lead.lead, "company": 5} for lead in leads]
    parts = {"people": whole.people[:asked], "beside": whole.people[asked:]}
    return replace(whole, **parts, companies=pa.Table.from_pylist(rows, COMPANIES))


def paid(document: str, recorded: History, at: float = 0) -> float:
    results = evaluate(compile_model(parse(document)), recorded, at_us=day(at)).results
    return results["score.s"][0].as_py() / 1_000_000


@pytest.mark.parametrize(
    ("agg", "at_least", "expected"),
    [
        *(("sum", 30, 7), ("sum", 30.000001, 0), ("avg", 15, 7), ("avg", 15.000001, 0)),
        *(("max", 20, 7), ("max", 21, 0), ("count_at_least", 2, 7), ("count_at_least", 3, 0)),
    ],
)
def test_the_person_and_the_colleagues_are_counted(agg, at_least, expected):
    recorded = crew(Bob().did("A", 3), Bob().did("A", 5).did("A", 2))
    assert paid(rolled(agg, at_least), recorded) == expected


def test_an_average_is_exact():
    recorded = crew(Bob().did("A", 3), Bob().has("team", "theirs"), Bob().has("team", "theirs"))
    assert paid(rolled("avg", 3.333333), recorded) == 7
    assert paid(rolled("avg", 3.333334), recorded) == 0


def test_who_is_ignored_is_not_counted():
    assert paid(rolled(), crew(Bob(), Bob().has("team", "ours").did("A", 2))) == 0
    assert paid(rolled(), crew(Bob(), Bob().has("team", "theirs").did("A", 2))) == 7


def test_only_who_did_something_lately_is_counted():
    recorded = crew(Bob(), Bob().did("A", 9))
    assert paid(rolled(), recorded) == 7
    assert paid(rolled(within="5d", missing=3), recorded) == 3
    assert paid(rolled("count_at_least", 0, within="5d", missing=3), recorded) == 7


def test_without_a_company_it_is_missing():
    assert paid(rolled(missing=-4), history(Bob().did("A", 2))) == -4


def test_a_colleagues_moment_is_everybodys():
    document = rolled(within="2d")
    found = evaluate(compile_model(parse(document)), crew(Bob(), Bob().did("A", 1)), at_us=day(0)).results
    assert found["next_look_us"][0].as_py() == day(-1)
    assert [paid(document, crew(Bob(), Bob().did("A", 1)), at=at) for at in (1.5, 1, 0, -1)] == [0, 7, 7, 0]


def test_what_a_colleague_does_later_is_not_seen_from_before():
    model_ = compile_model(parse(rolled()))
    recorded = crew(Bob().did("A", 3), Bob().did("A", 1), asked=2)
    found = evaluate(model_, recorded, at_us=np.array([day(2), day(0)], np.int64)).results
    assert found["score.s"].to_pylist() == [7_000_000, 7_000_000]
    early = evaluate(model_, crew(Bob(), Bob().did("A", 1), asked=2), at_us=np.array([day(2), day(0)], np.int64))
    assert early.results["score.s"].to_pylist() == [0, 7_000_000]


def test_a_line_says_what_it_came_to():
    model_, recorded = compile_model(parse(rolled())), crew(Bob(), Bob().did("A", 2), asked=2)
    (line,) = explain(model_, replace(recorded, people=recorded.people[:1], beside=recorded.people[1:]), day(0)).lines
    assert (line.kind, line.points_now) == ("rollup", 7_000_000)
    assert (line.reason.code, line.reason.params) == ("rollup", {"of": "doing", "agg": "sum", "value": 10_000_000})
    each = list(explain_each(model_, recorded, np.full(2, day(0))))
    assert [one.lines[0].reason for one in each] == [line.reason, line.reason]
