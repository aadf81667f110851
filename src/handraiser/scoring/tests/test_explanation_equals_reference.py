"""Explanations add up exactly, and tell the same lines and the same next change as the slow reference."""

from collections import Counter

from hypothesis import given

from handraiser.scoring.explaining import explain
from handraiser.scoring.tests import kernel_in_words
from handraiser.scoring.tests.kernel_in_words import compiled, told
from handraiser.scoring.tests.reference import evaluate
from handraiser.scoring.tests.reference_history import history
from handraiser.scoring.tests.reference_looking import ahead, shown_change
from handraiser.scoring.tests.reference_time import DAY
from handraiser.scoring.tests.strategies import cases


def explained(case):
    return explain(compiled(case.text), history(case.people), case.at_us)


@given(cases())
def test_lines_and_adjustments_add_up_exactly_to_the_result_there_is(case):
    told_of = explained(case)
    (result,) = told(compiled(case.text), history(case.people), case.at_us)
    assert kernel_in_words.in_words(told_of.result).items() <= result.items()
    sums = Counter()
    for line in told_of.lines:
        sums[line.score] += line.points_now
    for adjustment in told_of.adjustments:
        sums[adjustment.score] += adjustment.points
    assert {name: sums[name] for name in result["score"]} == {n: points or 0 for n, points in result["score"].items()}
    assert sum(share.points for share in told_of.shares) == (result["total"] or 0)


@given(cases())
def test_lines_are_the_references(case):
    """Each that still pays, within a millionth where it fades by half-lives."""
    path = "scores.{score}.groups.{group}.rules.{rule}".format
    lines = evaluate(case.document, case.person, case.at_us)["lines"]
    expected = [((path(**line), line["seq"]), line["earned"], line["now"]) for line in lines]
    found = [((line.rule, line.seq), line.points_earned, line.points_now) for line in explained(case).lines]
    for one, other in zip(paying(found), paying(expected), strict=True):
        assert one[:2] == other[:2]
        assert abs(one[2] - other[2]) <= ("half_life" in case.text)


def paying(lines):
    return sorted((line for line in lines if abs(line[2]) > 1), key=str)


@given(cases())
def test_the_next_change_is_the_references(case):
    change = explained(case).next_change
    last_us = case.at_us + 3 * DAY  # the shortest lookback of the random models
    (_, now), *later = ahead(case.document, case.person, case.at_us, last_us)
    found = ((time, shown_change(now, then)) for time, then in later)
    expected = next(((time, changes) for time, changes in found if changes), None)
    if change is None or change.at_us > last_us:
        assert expected is None
    else:
        assert (change.at_us, {(c.what, c.before, c.after) for c in change.changes}) == expected
