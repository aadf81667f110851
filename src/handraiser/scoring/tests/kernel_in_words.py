"""What the kernel says of each lead, in the reference's form."""

from typing import Any

from handraiser.scoring.compiling import CompiledModel, compile_model
from handraiser.scoring.evaluating import evaluate
from handraiser.scoring.history import Evaluation, History
from handraiser.scoring.language import parse

Row = dict[str, Any]
PLAIN = ("matrix", "total", "stage")


def compiled(text: str) -> CompiledModel:
    return compile_model(parse(text))


def told(model: CompiledModel, history: History, at_us: Any, since_us: Any = None) -> list[Row]:
    """One result a lead, in the order of `history.people`."""
    evaluation = evaluate(model, history, at_us=at_us, since_us=since_us)
    return [with_past(row, evaluation) for row in evaluation.results.to_pylist()]


def with_past(row: Row, evaluation: Evaluation) -> Row:
    return {
        **in_words(row),
        "next_look_us": row["next_look_us"],
        "moves": [moved(move) for move in of_lead(evaluation.moves, row["lead"], "at_us", "order")],
        "hand_raises": [raised(told) for told in of_lead(evaluation.hand_raises, row["lead"], "at_us", "seq")],
    }


def in_words(row: Row) -> Row:
    """What holds at one moment, without what led to it."""
    return {
        "excluded": None if row["excluded_by"] is None else (row["excluded_by"], row["effect"]),
        **{kind: part(row, kind) for kind in ("score", "label", "coverage")},
        **{name: row[name] for name in PLAIN},
    }


def part(row: Row, kind: str) -> Row:
    """`score.fit` is the score of `fit`."""
    return {name.partition(".")[2]: value for name, value in row.items() if name.startswith(f"{kind}.")}


def of_lead(table: Any, lead: int, *order: str) -> list[Row]:
    rows = [row for row in table.to_pylist() if row["lead"] == lead]
    return sorted(rows, key=lambda row: [row[name] for name in order])


def moved(move: Row) -> tuple[Any, ...]:
    """A review is no mover of its own: a rule moves once it lets the rules in."""
    cause = "rule" if move["cause"] in ("rule", "review") else move["cause"]
    return move["at_us"], move["from"], move["to"], cause


def raised(row: Row) -> tuple[Any, ...]:
    return row["at_us"], row["seq"], row["stage_before"], row["stage_after"], row["effect"]
