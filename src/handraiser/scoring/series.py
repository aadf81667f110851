"""One lead over time: scores, labels, total and stage at each of many moments, in one walk."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from .arrays import ALWAYS, I64, NEVER
from .compiling import CompiledModel
from .evaluating import results, run
from .gathering import Asks, column, gather
from .history import History

LEFT_OUT = ["lead", "next_look_us"]


def series(model: CompiledModel, history: History, times_us: Sequence[int] | I64) -> pa.Table:
    """One row a moment, at least one, in the order asked: the columns of `Evaluation.results` that tell of that moment.

    history: of one lead. Moments before its baseline are scored without it.
    """
    times, back = np.unique(np.asarray(times_us, np.int64), return_inverse=True)
    baseline = int(column(history.people, "baseline_us", NEVER)[0])
    parts = [part for part in (times[times < baseline], times[times >= baseline]) if part.size]
    return pa.concat_tables([_walk(model, history, part) for part in parts]).drop_columns(LEFT_OUT).take(pa.array(back))


def _walk(model: CompiledModel, history: History, times: I64) -> pa.Table:
    never = np.full(1, ALWAYS, np.int64)
    asks = Asks(np.array([0, times.size], np.int64), times, since=never, ahead=never)
    gathered = gather(model, history, asks)
    out, _ = run(model, gathered)
    return results(model, np.repeat(gathered.leads, times.size), out, np.arange(times.size))
