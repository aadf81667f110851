"""A back-test of a few leads whose past one can count on one's fingers."""

import datetime as dt

import pyarrow as pa
import pytest

from handraiser.scoring.backtest.asking import BackTestRefused, Question
from handraiser.scoring.backtest.running import BackTest, back_test
from handraiser.scoring.compiling import compile_model
from handraiser.scoring.history import OUTCOMES
from handraiser.scoring.language import parse
from handraiser.scoring.tests.cast import DAY, Bob, day, history, model

UTC = dt.UTC


def document(points: int, threshold: int = 20) -> str:
    """A demo makes an SQL, enough points an MQL."""
    rules = {
        "read": {"event": "Read", "points": points},
        "size": {"trait": "size", "cases": [{"gt": 100, "points": 5}]},
    }
    return model(
        scores={"s": {"range": [0, 100], "groups": {"g": {"rules": rules}}}},
        labels={"s": {"A": threshold, "B": 0}},
        matrix="{s}",
        hand_raises=["Demo"],
        stages=[
            {"to": "sql", "from": ["lead", "mql"], "if": {"hand_raise": "any", "within": "1d"}},
            {"to": "mql", "from": ["lead"], "if": {"label": {"s": ["A"]}}},
        ],
    )


def lead(number: int, reads: list[float], known: float = 60.0) -> Bob:
    bob = Bob(lead=number, known=known, first_seen=known)
    for ago in reads:
        bob.did("Read", ago)
    return bob


def became(*rows: tuple[int, str, float]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {"lead": number, "what": what, "at_us": day(ago), "opportunity": "o", "seq": at}
            for at, (number, what, ago) in enumerate(rows)
        ],
        OUTCOMES,
    )


def compare(*leads: Bob, outcomes: pa.Table | None = None, old=10, new=20, **asked) -> BackTest:
    question = Question(day(28), day(0), "UTC", **asked)
    models = [compile_model(parse(document(points))) for points in (old, new)]
    return back_test(*models, [(history(*leads), became() if outcomes is None else outcomes)], question)


def rows(told: BackTest, table: str, **where) -> list[dict]:
    return [row for row in told.tables[table].to_pylist() if all(row[name] == value for name, value in where.items())]


def test_entries_and_exits_are_counted_by_week_from_monday():
    told = compare(lead(1, [20, 10]), lead(2, [3], known=5))
    entered = {row["week"]: (row["entered_old"], row["entered_new"]) for row in rows(told, "weeks", stage="mql")}
    assert entered == {  # now is Friday, the 1st of May 2026
        dt.date(2026, 3, 30): (0, 0),
        dt.date(2026, 4, 6): (0, 1),
        dt.date(2026, 4, 13): (0, 0),
        dt.date(2026, 4, 20): (1, 0),
        dt.date(2026, 4, 27): (0, 1),
    }
    assert [row["left_new"] for row in rows(told, "weeks", stage="visitor")] == [0, 0, 0, 1, 0]


def test_days_gained_are_from_the_old_ones_moment_to_the_new_ones():
    (found,) = rows(compare(lead(1, [20, 10]), lead(2, [3])), "days")
    assert (found["lead"], found["stage"], found["days_gained"]) == (1, "mql", 10.0)


def test_who_differs_is_told_with_the_reason_in_both_versions():
    told = compare(lead(1, [20]).has("size", 200), lead(2, [20, 19]), lead(3, []))
    first, second = rows(told, "differs")
    assert (first["lead"], first["stage_old"], first["stage_new"], first["mql_old"]) == (1, "lead", "mql", None)
    assert first["mql_new"] == dt.datetime(2026, 4, 11, 12, tzinfo=UTC)
    assert first["why_old"] == "lead B: s 15 (read 10, size 5)"
    assert first["why_new"] == "mql A: s 25 (read 20, size 5)"
    assert (second["lead"], second["why_old"]) == (2, "lead B: s 10 (read 10)")


def test_a_lead_that_goes_to_sql_at_once_is_flagged_too_and_a_deal_flags_nobody():
    told = compare(lead(1, []).did("Demo", 10), lead(2, []).deal("created", 9), outcomes=became((2, "opportunity", 9)))
    by_lead = {row["lead"]: row for row in told.tables["leads"].to_pylist()}
    assert by_lead[1]["new.mql_us"] == by_lead[1]["new.sql_us"] == day(10)
    assert by_lead[2]["new.mql_us"] is None


def test_precision_and_recall_count_what_came_after_the_flag():
    outcomes = became(
        (1, "accepted", 15),
        (1, "won", 5),
        (2, "rejected", 15),
        (3, "won", 25),
        (4, "opportunity", 2),
        (5, "accepted", 29),
    )
    told = compare(
        lead(1, [20, 19]),
        lead(2, [20]),
        lead(3, [20, 19]),
        lead(4, []),
        lead(5, [20]),
        outcomes=outcomes,
        conversion="won",
    )
    new = {row["outcome"]: row for row in rows(told, "precision", version="new")}
    assert (new["accepted"]["flagged"], new["accepted"]["precision"], new["accepted"]["recall"]) == (2, 0.5, 1.0)
    assert (new["won"]["flagged"], new["won"]["precision"]) == (4, 0.25)
    assert (new["won"]["outcomes"], new["won"]["found"], new["won"]["recall"]) == (
        2,
        1,
        0.5,
    )  # 3 was won before its flag
    assert (new["opportunity"]["outcomes"], new["opportunity"]["found"]) == (3, 1)
    assert not any(row["precision_enough"] for row in told.tables["precision"].to_pylist())


def test_who_converted_before_the_period_counts_for_nothing():
    told = compare(lead(1, [20]), lead(2, [20]), outcomes=became((1, "opportunity", 40)))
    assert [row["lead"] for row in told.tables["leads"].to_pylist()] == [2]


def test_conversion_is_by_the_rating_before_it_and_not_by_what_came_after():
    told = compare(lead(1, [20, 10, 5]), lead(2, [20, 10]), outcomes=became((1, "opportunity", 15)), new=10)
    found = {row["label"]: (row["leads"], row["converted"]) for row in rows(told, "by_label", version="new", of="s")}
    assert found == {"A": (1, 0), "B": (1, 1)}


def test_bands_and_histogram_hold_every_rated_lead_once():
    told = compare(lead(1, [20] * 6), lead(2, [20]), outcomes=became((1, "won", 3)))
    bands = rows(told, "by_band", version="new", of="s")
    assert [(row["from"], row["to"], row["leads"]) for row in bands if row["leads"]] == [(20, 30, 1), (90, 100, 1)]
    assert [(row["from"], row["outcome"]) for row in rows(told, "histogram", version="new") if row["leads"]] == [
        (20, "none"),
        (90, "won"),
    ]


def test_handoffs_are_shared_and_held_against_what_sales_can_take():
    leads = [lead(number, []).did("Demo", 10) for number in range(1, 6)]
    told = compare(*leads, salespeople=2, capacity=2)
    (week,) = [row for row in told.tables["handoffs"].to_pylist() if row["handoffs_new"]]
    assert (week["handoffs_new"], week["each_new"], week["over_new"]) == (5, 2.5, 1)
    assert set(compare(*leads).tables["handoffs"]["over_new"].to_pylist()) == {None}


def crowd() -> tuple[list[Bob], pa.Table]:
    """Fifty leads: the first ten read twice, five of those and one other buy; sales decides on all who read."""
    leads = [lead(number, [20, 20] if number <= 10 else [20] if number <= 20 else []) for number in range(1, 51)]
    bought = [(number, "won", 4) for number in (1, 2, 3, 4, 5, 11)]
    decided = [
        (number, "accepted" if number in (1, 2, 3, 4, 5, 11) or number > 15 else "rejected", 10)
        for number in range(1, 21)
    ]
    return leads, became(*bought, *decided)


def test_the_acceptance_card_says_what_passes():
    leads, outcomes = crowd()
    told = compare(*leads, outcomes=outcomes)
    card = {(row["version"], row["check"]): row for row in told.tables["card"].to_pylist()}
    assert (card["old", "flags"]["found"], card["old", "flags"]["passes"]) == (0.2, True)
    assert (card["new", "flags"]["found"], card["new", "flags"]["passes"]) == (0.4, False)
    assert card["old", "holds"]["because"] == "5 of 6 conversions (opportunity)"
    assert card["old", "holds"]["passes"] is True
    assert card["old", "lift"]["found"] == pytest.approx((5 / 10) / (1 / 40))
    assert card["old", "lift"]["passes"] is True
    assert card["new", "lift"]["because"] == "6 of 20 in A and 0 of 30 in B"
    assert card["new", "lift"]["found"] == pytest.approx((6 / 20) / (3 / 30))


def test_the_card_says_nothing_of_too_few():
    told = compare(lead(1, [20]), lead(2, []), outcomes=became((1, "won", 3)))
    assert {row["passes"] for row in told.tables["card"].to_pylist()} == {None}


def test_the_sentences_say_what_would_happen():
    leads, outcomes = crowd()
    told = compare(*leads, outcomes=outcomes)
    assert [said.text for said in told.sayings] == [
        "2.5 more MQLs a week: 5 instead of 2.5.",
        "Of the 2.5 a week that only the draft flags, sales would have rejected about 1.1:"
        " it rejected 9 of 20 of the like.",
        "1 of 6 won deals would have been found 16 days earlier (the median).",
    ]


def test_the_other_way_round_they_say_what_would_be_lost():
    leads, outcomes = crowd()
    said = [each.text for each in compare(*leads, outcomes=outcomes, old=20, new=10).sayings]
    assert said[0] == "2.5 fewer MQLs a week: 2.5 instead of 5."
    assert said[1].startswith(
        "Of the 2.5 a week that only the model in force flags, sales would have rejected about 1.1:"
    )
    assert said[2] == "1 of 6 won deals would have been found 16 days later (the median)."


def test_where_the_data_are_too_few_they_say_so():
    told = compare(lead(1, [20]), lead(2, [20, 20]), outcomes=became((1, "rejected", 3), (2, "won", 2)))
    assert [said.code for said in told.sayings] == ["more", "too_few_decisions", "won_same", "too_few_won"]
    assert "at least 5 rejected and 5 accepted are needed" in told.text
    assert "Cochran 1954" in told.text
    assert [said.code for said in compare(lead(1, [20])).sayings][-1] == "no_won"


def test_a_period_without_events_and_one_that_is_none_are_refused():
    with pytest.raises(BackTestRefused, match=r"no event in the period; events reach from 2026-03-22 to 2026-03-22\."):
        compare(lead(1, [40]))
    with pytest.raises(BackTestRefused, match="there are no events at all"):
        compare(lead(1, []))
    with pytest.raises(BackTestRefused, match="'sold' is none of accepted, opportunity, won"):
        Question(day(1), day(0), "UTC", conversion="sold")
    with pytest.raises(BackTestRefused, match="at least one day"):
        Question(day(1), day(1) + DAY - 1, "UTC")
