"""Why the two models treat a lead differently: what each says of it at the moment they part."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from ..arrays import ALWAYS, I64
from ..compiling import CompiledModel
from ..evaluating import MILLION, evaluate
from ..explaining import Explanation, explain_each
from ..history import History
from .asking import Question

TOLD = 3  # lines of each explanation
EXPLAINED = 1_000  # leads whose lines are told; of the others the scores


def reasons(
    model: CompiledModel, history: History, rows: I64, at_us: I64, question: Question, with_lines: int
) -> list[str]:
    """One a lead of `rows`: its stage and rating by this model, and for the first `with_lines` what pays most.

    at_us: `ALWAYS` for the end of the period.
    """
    at = np.where(at_us == ALWAYS, question.until_us - 1, at_us)
    some = history.asking(pa.array(rows))
    results = evaluate(model, some, at_us=at).results.to_pylist()
    explained = explain_each(model, history.asking(pa.array(rows[:with_lines])), at[:with_lines])
    lines = [_lines(each) for each in explained]
    return [_said(row) + (f" ({lines[k]})" if k < len(lines) and lines[k] else "") for k, row in enumerate(results)]


def _said(row: dict[str, object]) -> str:
    rated = f" {row['matrix']}" if row["matrix"] else ""
    scores = ", ".join(_scores(row))
    excluded = f", excluded: {row['excluded_by']}" if row["excluded_by"] else ""
    return f"{row['stage']}{rated}: {scores or 'not scored'}{excluded}"


def _scores(row: dict[str, object]) -> Iterator[str]:
    for name, value in row.items():
        if name.startswith("score.") and isinstance(value, int):
            yield f"{name.removeprefix('score.')} {points(value)}"


def _lines(told: Explanation) -> str:
    paid: dict[str, int] = {}
    for line in told.lines:
        rule = line.rule.rpartition(".")[2]
        paid[rule] = paid.get(rule, 0) + line.points_now
    most = sorted(paid.items(), key=lambda pair: -abs(pair[1]))[:TOLD]
    return ", ".join(f"{rule} {points(value)}" for rule, value in most if value)


def points(millionths: int) -> str:
    """To one decimal, as a page would say it."""
    return f"{millionths / MILLION:.1f}".removesuffix(".0")
