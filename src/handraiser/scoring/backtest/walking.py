"""One model along the past of some leads: who moved when, and how each stood before it converted."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ..arrays import ALWAYS, I64, NEVER, Bools
from ..columns import one_chunk, truths, whole
from ..compiling import STAGE_NAMES, CompiledModel
from ..evaluating import evaluate_asks
from ..gathering import Asks
from ..history import History
from .asking import Question

MQL, SQL = STAGE_NAMES.index("mql"), STAGE_NAMES.index("sql")
REACHES = {"mql": ("mql", "sql"), "sql": ("sql",)}


@dataclass(frozen=True)
class Walked:
    """moves: those inside the period, as `Evaluation.moves`. rest: one row a lead, in the order of `history.people`.

    `mql_us`, `sql_us`: when it first stood there (a lead that goes to SQL at once is an MQL too), the beginning of the
    period where it stood there already, null where it never did; moves by deals count for nothing.
    `stage_before`, `stage`: at the two ends. `rated`: whether it was rated at all before it converted, and then
    `total`, `score.<name>`, `label.<name>` and `matrix` at its best by total: looked at each Monday, just before it
    converted, and at the end.
    """

    moves: pa.Table
    rest: pa.Table


def walk(model: CompiledModel, history: History, question: Question, converted_us: I64) -> Walked:
    """converted_us: of each lead, `NEVER` where it did not."""
    asks = _asks(question, converted_us)
    evaluation = evaluate_asks(model, history, asks)
    leads = history.people["lead"].to_numpy()
    first, last = asks.start[:-1], asks.start[1:] - 1
    results, moves = evaluation.results, evaluation.moves
    before, after = (results["stage"].take(pa.array(rows)) for rows in (first, last))
    rest = {"lead": history.people["lead"], "stage_before": before, "stage": after}
    for stage, counted in REACHES.items():
        at = _first(moves, leads, counted)
        at = np.where(truths(one_chunk(pc.is_in(before, pa.array(counted)))), question.begin_us, at)
        rest[f"{stage}_us"] = pa.array(at, mask=at == NEVER)
    known = whole(one_chunk(history.people["known_us"]), NEVER)
    return Walked(moves, pa.table(rest | _best(model, results, asks, known, converted_us)))


def _asks(question: Question, converted_us: I64) -> Asks:
    looks, leads = question.looks(), converted_us.size
    inside = np.flatnonzero((converted_us > question.begin_us) & (converted_us < question.until_us))
    lead = np.concatenate([np.repeat(np.arange(leads), looks.size), inside])
    at = np.concatenate([np.tile(looks, leads), converted_us[inside] - 1])
    order = np.lexsort((at, lead))
    lead, at = lead[order], at[order]
    new = np.ones(lead.size, np.bool_)
    new[1:] = (lead[1:] != lead[:-1]) | (at[1:] != at[:-1])
    start = np.searchsorted(lead[new], np.arange(leads + 1))
    never = np.full(leads, ALWAYS, np.int64)
    return Asks(start, np.ascontiguousarray(at[new]), np.full(leads, question.begin_us), never)


def _first(moves: pa.Table, leads: I64, to: tuple[str, ...]) -> I64:
    """When each lead first moved to one of these stages, but by a deal."""
    counted = pc.and_(pc.is_in(moves["to"], pa.array(to)), pc.not_equal(moves["cause"], "deal"))
    kept = moves.filter(counted)
    order = np.argsort(leads, kind="stable")
    at = np.full(leads.size, NEVER)
    place = order[np.searchsorted(leads[order], kept["lead"].to_numpy())]
    np.minimum.at(at, place, kept["at_us"].to_numpy())
    return at


def _best(
    model: CompiledModel, results: pa.Table, asks: Asks, known: I64, converted_us: I64
) -> dict[str, pa.ChunkedArray | pa.Array]:
    leads = known.size
    lead = np.repeat(np.arange(leads), np.diff(asks.start))
    at = asks.at
    value = _value(model, results)
    there: Bools = (at >= known[lead]) & (at < converted_us[lead]) & truths(one_chunk(value.is_valid()))
    row = np.flatnonzero(there)
    row = row[np.lexsort((at[row], whole(one_chunk(value))[row], lead[row]))]
    ends = np.searchsorted(lead[row], np.arange(leads), side="right") - 1
    rated = (ends >= 0) & (
        lead[row][np.maximum(ends, 0)] == np.arange(leads) if row.size else np.zeros(leads, np.bool_)
    )
    best = pa.array(row[np.maximum(ends, 0)] if row.size else np.zeros(leads, np.int64), mask=~rated)
    told = ["total", "matrix", *(name for name in results.column_names if name.startswith(("score.", "label.")))]
    return {"rated": pa.array(rated)} | {name: results[name].take(best) for name in told}


def _value(model: CompiledModel, results: pa.Table) -> pa.ChunkedArray:
    """What a better rating is measured by: the total, or the sum of all scores without one."""
    if model.model.total is not None:
        return results["total"]
    value = results[f"score.{model.model.scores[0].name}"]
    for score in model.model.scores[1:]:
        value = pc.add(value, results[f"score.{score.name}"])
    return value
