"""The one pass: each lead from its first moment to the last one asked for, compiled by Numba.

With NUMBA_DISABLE_JIT=1 the same functions run as plain Python.
"""

from collections.abc import Callable

import numpy as np

from .arranging import warm as warm_arranging
from .arrays import ALWAYS
from .deciding import label, matrix_code
from .fading import warm as warm_fading
from .folding import begin_at_baseline, begin_fold, exclusion, fold_moment
from .jit import MODULES, entry, fingerprint, inner
from .moments import add_up_at, begin_facts, bring_to, next_look, next_moment
from .moving import held_rules
from .plan import IGNORE, NO_EFFECT, Plan, empty_plan
from .rows import Results, Rows, empty_rows, new_results
from .tracing import warm as warm_tracing
from .watching import begin_watches


@inner
def score_lead(plan: Plan, rows: Rows, out: Results, lead: int) -> None:
    ask, asks = rows.leads[lead].first_ask, rows.leads[lead].after_asks
    if ask == asks:
        return
    until = max(out.results[asks - 1].at, rows.leads[lead].ahead)
    now = _begin(plan, rows, lead, out.results[ask].at)
    while True:
        soonest = next_moment(plan, rows, lead, now, until)
        while ask < asks and out.results[ask].at < soonest:
            _write_result(plan, rows, out, lead, ask)
            ask += 1
        if soonest > until:
            return
        now = soonest
        bring_to(plan, rows, lead, now)
        fold_moment(plan, rows, out, lead, now)
        if ask == asks and _differs(plan, out, asks - 1):
            ahead = out.results.size - rows.leads.size + lead
            out.results[ahead].at = now
            _write_result(plan, rows, out, lead, ahead)
            return


@inner
def _begin(plan: Plan, rows: Rows, lead: int, first_ask: int) -> int:
    """The state before the first moment, or at the baseline; returns when that was."""
    begin_watches(plan, rows, lead)
    begin_facts(plan, rows, lead)
    begin_fold(plan, rows, lead)
    baseline = rows.leads[lead].baseline
    if baseline > first_ask:
        bring_to(plan, rows, lead, ALWAYS)
        return ALWAYS
    bring_to(plan, rows, lead, baseline)
    begin_at_baseline(plan, rows, lead, baseline)
    return baseline


@inner
def _write_result(plan: Plan, rows: Rows, out: Results, lead: int, row: int) -> None:
    result, fold = out.results[row], plan.fold[0]
    add_up_at(plan, rows, result.at)
    if not fold.met:
        exclusion(plan, result.at)
    for c in range(plan.scores.size):
        scored = out.scored[row * plan.scores.size + c]
        scored.value = plan.scores[c].value
        scored.label = _shown_label(plan, c)
        scored.known = plan.scores[c].known
    result.code = _shown_code(plan)
    result.stage = fold.stage
    result.stage_since = fold.since
    result.exclusion = fold.excluded_by
    result.effect = fold.effect
    result.held = held_rules(plan, result.at)
    result.next_look = next_look(plan, rows, lead, result.at)
    if not fold.met:
        fold.effect = NO_EFFECT


@inner
def _differs(plan: Plan, out: Results, row: int) -> bool:
    """Whether a label, the matrix or the stage is another than in a row already written."""
    result = out.results[row]
    if result.stage != plan.fold[0].stage or result.code != _shown_code(plan):
        return True
    for c in range(plan.scores.size):  # noqa: SIM110
        if out.scored[row * plan.scores.size + c].label != _shown_label(plan, c):
            return True
    return False


@inner
def _shown_label(plan: Plan, c: int) -> int:
    return -1 if plan.fold[0].effect == IGNORE else label(plan, c)


@inner
def _shown_code(plan: Plan) -> int:
    return -1 if plan.fold[0].effect == IGNORE else matrix_code(plan)


def _score_leads(version: int) -> Callable[[Plan, Rows, Results], int]:
    @entry
    def score_leads(plan: Plan, rows: Rows, out: Results) -> int:
        """Walk along every lead; returns the version of the code, which the cache depends on."""
        for lead in range(rows.leads.size):
            score_lead(plan, rows, out, lead)
        return version

    return score_leads


score_leads = _score_leads(fingerprint(*MODULES))


def warm() -> None:
    """Compile everything, or load what was compiled before: at a process's start, never in a request."""
    nothing, rows = empty_plan(), empty_rows()
    score_leads(nothing, rows, new_results(nothing, rows, np.empty(0, np.int64), 0))
    warm_arranging()
    warm_fading()
    warm_tracing()
