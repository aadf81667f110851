"""Evaluating: histories in, results, stage moves and hand-raises out. Any number of leads at a time."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from .arrays import ALWAYS, I64, NEVER, Bools
from .compiling import EFFECTS, STAGE_NAMES, CompiledModel
from .gathering import Asks, Gathered, gather
from .history import Evaluation, History
from .kernel import score_leads
from .plan import CAUSES, EXCLUSION, IGNORE, REVIEW, RULE, Plan, Table
from .rows import Results, new_results, working_copy

MILLION = 1_000_000
ROOM_FOR_MOVES = 4  # a lead, at first


def evaluate(model: CompiledModel, history: History, *, at_us: int | I64, since_us: I64 | None = None) -> Evaluation:
    """What the model says of each lead at its moment, and every stage move up to it.

    at_us, since_us: one for all, or one for each lead in the order of `history.people`.
    """
    return evaluate_asks(model, history, one_ask_each(history, at_us, since_us))


def evaluate_asks(model: CompiledModel, history: History, asks: Asks) -> Evaluation:
    """The same where leads are asked for at any number of moments: one row of results an ask, in their order."""
    gathered = gather(model, history, asks)
    out, walked = run(model, gathered)
    leads = np.repeat(gathered.leads, np.diff(asks.start))
    return Evaluation(
        results=results(model, leads, out, np.arange(leads.size)),
        moves=_moves(model, gathered.leads, out.moves[: walked.fold[0].move_count]),
        hand_raises=_hand_raises(history, gathered),
    )


def one_ask_each(history: History, at_us: int | I64, since_us: I64 | None = None, ahead_us: int = ALWAYS) -> Asks:
    leads = history.people.num_rows

    def each(moments: int | I64) -> I64:
        return np.ascontiguousarray(np.broadcast_to(np.asarray(moments, np.int64), (leads,)))

    since = each(ALWAYS if since_us is None else since_us)
    return Asks(np.arange(leads + 1), each(at_us), since, each(ahead_us))


def run(model: CompiledModel, gathered: Gathered) -> tuple[Results, Plan]:
    """The kernel over all leads, with as much room for moves as they turn out to need.

    Returns also the plan as the walk along the last lead left it.
    """
    rows = gathered.rows
    room = ROOM_FOR_MOVES * rows.leads.size + 64
    while True:
        walked, out = working_copy(model.plan, rows), new_results(model.plan, rows, gathered.asks, room)
        score_leads(walked, rows, out)
        if walked.fold[0].move_count <= room:
            return out, walked
        room = int(walked.fold[0].move_count)


def results(model: CompiledModel, leads: I64, out: Results, row: I64) -> pa.Table:
    """One row of `Evaluation.results` for each of the rows asked."""
    found, scores = out.results[row], model.model.scores
    scored = out.scored.reshape(out.results.size, model.plan.scores.size)[row, : len(scores)]
    ignored = found.effect == IGNORE
    columns = {"lead": pa.array(leads), "at_us": numbers(found.at)}
    columns["excluded_by"] = named([exclusion.name for exclusion in model.model.exclude], found.exclusion)
    columns["effect"] = named(EFFECTS[1:], found.effect - 1)
    for at, score in enumerate(scores):
        columns[f"score.{score.name}"] = numbers(scored.value[:, at], ignored)
    for at, score in enumerate(scores):
        if score.name in model.model.labels:
            names = [label.name for label in model.model.labels[score.name]]
            columns[f"label.{score.name}"] = named(names, scored.label[:, at])
    columns["matrix"] = named(model.codes, found.code)
    columns["total"] = _total(model, scored.value, ignored)
    for at, score in enumerate(scores):
        columns[f"coverage.{score.name}"] = pa.array(_coverage(model, at, scored.known[:, at]))
    columns["stage"] = named(STAGE_NAMES, found.stage)
    columns["stage_since_us"] = numbers(found.stage_since, found.stage_since == ALWAYS)
    columns["next_look_us"] = numbers(found.next_look, found.next_look == NEVER)
    return pa.table(columns)


def numbers(values: I64, null: Bools | None = None) -> pa.Array:
    return pa.array(np.ascontiguousarray(values), mask=null)


def named(names: Sequence[str | None], index: I64) -> pa.Array:
    """Names by index; null for -1."""
    return pa.array(list(names), pa.string()).take(numbers(index, index < 0))


def total_fraction(model: CompiledModel, scores: I64) -> I64:
    """The exact total of each row of scores, clamped, in millionths of a millionth; 0 without a total."""
    total = model.model.total
    if total is None:
        return np.zeros(scores.shape[0], np.int64)
    weights = dict(total.weights)
    weighed = np.array([weights.get(score.name, 0) for score in model.model.scores], np.int64)
    exact: I64 = np.clip(scores @ weighed, total.range.low * MILLION, total.range.high * MILLION)
    return exact


def rounded(exact: I64) -> I64:
    """Millionths of millionths as millionths, halves to even."""
    whole, rest = np.divmod(exact, MILLION)
    up = (rest > MILLION // 2) | ((rest == MILLION // 2) & (whole % 2 == 1))
    shown: I64 = whole + up
    return shown


def _total(model: CompiledModel, scores: I64, ignored: Bools) -> pa.Array:
    if model.model.total is None:
        return pa.nulls(scores.shape[0], pa.int64())
    return numbers(rounded(total_fraction(model, scores)), ignored)


def _coverage(model: CompiledModel, score: int, known: I64) -> npt.NDArray[np.float64]:
    asked = int(model.plan.scores[score].covered_count)
    return known / asked if asked else np.ones(known.size)


def _moves(model: CompiledModel, leads: I64, moves: Table) -> pa.Table:
    of_rule = np.isin(moves.cause, (RULE, REVIEW))
    rules, exclusions = model.model.stages, model.model.exclude
    paths = [*(rule.path for rule in rules), *(exclusion.path for exclusion in exclusions)]
    of_exclusion = np.where(moves.cause == EXCLUSION, moves.rule + len(rules), -1)
    return pa.table(
        {
            "lead": pa.array(leads[moves.lead]),
            "at_us": numbers(moves.at),
            "order": numbers(moves.order),
            "from": named(STAGE_NAMES, moves.source),
            "to": named(STAGE_NAMES, moves.to),
            "cause": named(CAUSES, moves.cause),
            "rule": named(paths, np.where(of_rule, moves.rule, of_exclusion)),
            "because": named([rule.because for rule in rules], np.where(of_rule, moves.rule, -1)),
            "seq": numbers(moves.seq, moves.seq < 0),
        }
    )


def _hand_raises(history: History, gathered: Gathered) -> pa.Table:
    leads, raises = gathered.rows.leads, gathered.rows.raises
    lead = np.repeat(np.arange(leads.size), leads.after_raises - leads.first_raise)
    new = np.flatnonzero(raises.known > leads.since[lead])
    lead, raises = lead[new], raises[new]
    return pa.table(
        {
            "lead": pa.array(gathered.leads[lead]),
            "seq": numbers(raises.seq),
            "at_us": numbers(raises.known),
            "name": _event_names(history.events.select(["name", "kind"]).take(numbers(raises.row))),
            "stage_before": named(STAGE_NAMES, raises.before),
            "stage_after": named(STAGE_NAMES, raises.after),
            "effect": named(EFFECTS[1:], raises.effect - 1),
        }
    )


def _event_names(events: pa.Table) -> pa.Array:
    pairs = zip(events["kind"].to_pylist(), events["name"].to_pylist(), strict=True)
    return pa.array([name if kind == "track" else kind for kind, name in pairs], pa.string())
