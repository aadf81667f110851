"""What a back-test counts is what the slow reference says of each moment of the same past."""

import datetime as dt
from collections import Counter
from random import Random
from zoneinfo import ZoneInfo

import pyarrow as pa
from hypothesis import assume, given
from hypothesis import strategies as st

from handraiser.scoring.arrays import DAY
from handraiser.scoring.backtest.asking import BackTestRefused, Question
from handraiser.scoring.backtest.running import BackTest, back_test
from handraiser.scoring.history import OUTCOMES, History
from handraiser.scoring.tests.kernel_in_words import compiled
from handraiser.scoring.tests.reference import evaluate
from handraiser.scoring.tests.reference_history import history
from handraiser.scoring.tests.reference_in_words import slack_of
from handraiser.scoring.tests.strategies import cases

SEEDS = st.integers(0, 2**32)
NOTHING = OUTCOMES.empty_table()


def compare(case, people, outcomes=NOTHING, days=20, parts=1) -> BackTest | None:
    """The published model is the draft; None where nothing happened."""
    model = compiled(case.text)
    question = Question(case.at_us - days * DAY, case.at_us + 1, model.model.timezone)
    whole = history(people)
    some = [(_of(whole, part, parts), outcomes) for part in range(parts)]
    try:
        return back_test(model, model, some, question)
    except BackTestRefused:
        return None


def _of(whole: History, part: int, parts: int) -> History:
    tables = (whole.people, whole.events, whole.traits, whole.moves, whole.deals)
    return History(*(table.filter(pa.array(table["lead"].to_numpy() % parts == part)) for table in tables))


def without_baseline(case) -> list[dict]:
    return [{**person, "baseline_us": None, "baseline_stage": None} for person in case.people]


@given(cases(most=3))
def test_entries_and_exits_by_week_are_those_of_the_reference(case):
    people = without_baseline(case)
    told = compare(case, people)
    assume(told is not None)
    zone, begin = ZoneInfo(case.document.get("timezone") or "UTC"), case.at_us - 20 * DAY
    moves = [move for person in people for move in evaluate(case.document, person, case.at_us)["moves"]]
    expected = Counter(
        (monday(move["at_us"], zone), end, stage)
        for move in moves
        if move["at_us"] > begin
        for end, stage in (("entered", move["to"]), ("left", move["from"]))
    )
    found = Counter(
        {
            (row["week"], what, row["stage"]): row[f"{what}_new"]
            for row in told.tables["weeks"].to_pylist()
            for what in ("entered", "left")
        }
    )
    assert +found == expected
    assert told.tables["differs"].num_rows == 0


@given(cases(most=3))
def test_the_best_rating_is_the_best_of_the_moments_looked_at(case):
    people = without_baseline(case)
    told = compare(case, people)
    assume(told is not None)
    question = Question(case.at_us - 20 * DAY, case.at_us + 1, case.document.get("timezone") or "UTC")
    rows = {row["lead"]: row for row in told.tables["leads"].to_pylist()}
    for lead, person in enumerate(people, 1):
        if lead not in rows:
            assert person["known_us"] is None or person["known_us"] > case.at_us
            continue
        looks = [int(at) for at in question.looks() if at >= person["known_us"]]
        values = [value for at in looks if (value := total(evaluate(case.document, person, at))) is not None]
        assert rows[lead]["new.rated"] is bool(values)
        if values:
            assert abs(best(rows[lead], case) - max(values)) <= 2 * slack_of(case) + 2


def total(told: dict) -> int | None:
    if told["total"] is not None:
        return told["total"]
    scores = told["scores"].values()
    return None if None in scores else sum(scores)


def best(row: dict, case) -> int:
    if row["new.total"] is not None:
        return row["new.total"]
    return sum(value for name, value in row.items() if name.startswith("new.score."))


@given(cases(most=4), SEEDS)
def test_parts_say_together_what_the_whole_says(case, seed):
    people = without_baseline(case)
    whole = compare(case, people)
    assume(whole is not None)
    parts = compare(case, people, parts=Random(seed).choice([2, 3]))
    for name, table in whole.tables.items():
        rows, others = table.to_pylist(), parts.tables[name].to_pylist()
        key = "lead" if "lead" in table.column_names else None
        assert (sorted(others, key=lambda row: (row[key], str(row))) if key else others) == (
            sorted(rows, key=lambda row: (row[key], str(row))) if key else rows
        ), name
    assert parts.text == whole.text


@given(cases(most=2))
def test_what_was_recorded_later_changes_nothing_of_the_past(case):
    people = without_baseline(case)
    model = compiled(case.text)
    begin, until = case.at_us - 20 * DAY, case.at_us - 2 * DAY
    question = Question(begin, until, model.model.timezone)
    then = [forgotten(person, until) for person in people]
    try:
        told = [back_test(model, model, [(history(who), NOTHING)], question) for who in (people, then)]
    except BackTestRefused:
        assume(False)
    for name in ("weeks", "days", "by_label", "by_band", "histogram"):
        assert told[0].tables[name].equals(told[1].tables[name]), name


def forgotten(person: dict, until: int) -> dict:
    """What one could not know at that moment."""
    kept = {name: [row for row in person[name] if row["known_us"] < until] for name in ("events", "traits")}
    return {
        **person,
        **kept,
        **{name: [row for row in person[name] if row["at_us"] < until] for name in ("moves", "deals")},
    }


def monday(at_us: int, zone: ZoneInfo) -> dt.date:
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=at_us)
    day = moment.astimezone(zone).date()
    return day - dt.timedelta(days=day.weekday())
