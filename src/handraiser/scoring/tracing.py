"""Tracing: every change of some leads' scores, for rollups over the people of a company."""

from collections.abc import Callable

import numpy as np

from .arrays import I64, NEVER
from .folding import begin_fold, exclusion
from .jit import MODULES, entry, fingerprint, inner
from .moments import begin_facts, bring_to, next_of_scores
from .plan import IGNORE, Plan, Table, empty_plan, record, table
from .rows import Rows, empty_rows, working_copy
from .watching import begin_watches

TRACE = record("lead at ignored")
ROOM = 64  # rows a lead, at first


@inner
def _note(plan: Plan, trace: Table, values: I64, lead: int, at: int, count: int) -> None:
    if count >= trace.size:
        return
    trace[count].lead = lead
    trace[count].at = at
    trace[count].ignored = 1 if plan.fold[0].effect == IGNORE else 0
    for c in range(plan.scores.size):
        values[count * plan.scores.size + c] = plan.scores[c].value


@inner
def _differs(plan: Plan, trace: Table, values: I64, count: int) -> bool:
    """From the last row; where there was no room for that, as good as any."""
    last = count - 1
    if last >= trace.size or trace[last].ignored != (1 if plan.fold[0].effect == IGNORE else 0):
        return True
    for c in range(plan.scores.size):  # noqa: SIM110
        if values[last * plan.scores.size + c] != plan.scores[c].value:
            return True
    return False


@inner
def _trace_lead(plan: Plan, rows: Rows, trace: Table, values: I64, lead: int, count: int) -> int:
    """Returns how many rows there are then. The last is the first moment beyond `ahead` that may change anything."""
    now = rows.leads[lead].first_moment
    if now > rows.leads[lead].ahead:
        return count
    begin_watches(plan, rows, lead)
    begin_facts(plan, rows, lead)
    begin_fold(plan, rows, lead)
    first = count
    while True:
        bring_to(plan, rows, lead, now)
        exclusion(plan, now)
        if count == first or _differs(plan, trace, values, count):
            _note(plan, trace, values, lead, now, count)
            count += 1
        now = next_of_scores(plan, rows, now)
        if now > rows.leads[lead].ahead:
            if now < NEVER:
                _note(plan, trace, values, lead, now, count)
                count += 1
            return count


def _trace_leads(version: int) -> Callable[[Plan, Rows, Table, I64], tuple[int, int]]:
    @entry
    def trace_leads(plan: Plan, rows: Rows, trace: Table, values: I64) -> tuple[int, int]:
        """How many rows there are; and the version of the code, which the cache depends on."""
        count = 0
        for lead in range(rows.leads.size):
            count = _trace_lead(plan, rows, trace, values, lead, count)
        return count, version

    return trace_leads


trace_leads = _trace_leads(fingerprint(*MODULES))


def traced(plan: Plan, rows: Rows) -> tuple[Table, I64]:
    """One row a change of a lead's scores, from its first moment on, up to its `ahead`; beside it the scores then."""
    room = ROOM * rows.leads.size + 64
    while True:
        trace, values = table(TRACE, room), np.zeros((room, plan.scores.size), np.int64)
        count, _ = trace_leads(working_copy(plan, rows), rows, trace, values.reshape(-1))
        if count <= room:
            return trace[:count], values[:count]
        room = count


def warm() -> None:
    """Compile, or load what was compiled before."""
    traced(empty_plan(), empty_rows())
