"""Answering conditions: steps in postfix order over a stack of truths, held in the bits of one number."""

from .arrays import ALWAYS, NEVER
from .jit import inner
from .plan import AND, CELL, CODE, CONSTANT, COUNTED, DELTA, FACT, NOT, OR, SILENT, STAGE, Plan


@inner
def holds(plan: Plan, first: int, after: int, now: int) -> bool:
    truths = 0
    for at in range(first, after):
        step = plan.steps[at]
        if step.step == AND:
            truths = (truths >> 2) << 1 | (truths & 1 & truths >> 1)
        elif step.step == OR:
            truths = (truths >> 2) << 1 | ((truths | truths >> 1) & 1)
        elif step.step == NOT:
            truths ^= 1
        else:
            truths = truths << 1 | _leaf(plan, at, now)
    return truths & 1 == 1


@inner
def _leaf(plan: Plan, at: int, now: int) -> int:
    step = plan.steps[at]
    if step.step == CONSTANT:
        return step.a
    if step.step == FACT:
        return 1 if plan.facts[step.a].value != 0 else 0
    if step.step == COUNTED:
        return 1 if plan.watches[step.a].alive >= plan.watches[step.a].at_least else 0
    if step.step == SILENT:
        return 1 if silent_for(plan, step.a, now) >= step.b else 0
    if step.step == CELL:
        return int(plan.numbers[step.b + plan.scores[step.a].cell])
    if step.step == CODE:
        code = matrix_code(plan)
        return int(plan.numbers[step.b + code]) if code >= 0 else 0
    if step.step == STAGE:
        return (step.a >> plan.fold[0].stage) & 1
    if step.step == DELTA:
        return 1 if risen(plan, step.a) else 0
    return int(plan.numbers[step.b + plan.scores[step.a].known])


@inner
def risen(plan: Plan, d: int) -> bool:
    delta = plan.deltas[d]
    rise = plan.scores[delta.score].value - plan.scores[delta.before].value
    return bool(delta.low <= rise <= delta.high)


@inner
def silent_since(plan: Plan, w: int) -> int:
    """The latest occurrence, or when a reset was or the lead was seen first; NEVER for neither."""
    watch = plan.watches[w]
    if watch.last > ALWAYS:
        return watch.last
    return watch.cut if watch.cut > ALWAYS else plan.facts[watch.since_fact].value


@inner
def silent_for(plan: Plan, w: int, now: int) -> int:
    since = silent_since(plan, w)
    return ALWAYS if since == NEVER else now - plan.watches[w].over - since


@inner
def label(plan: Plan, c: int) -> int:
    return int(plan.numbers[plan.scores[c].labels + plan.scores[c].cell])


@inner
def matrix_code(plan: Plan) -> int:
    """The number of the code; -1 where a score has no label, or there is no matrix."""
    code, parts = 0, 0
    for c in range(plan.scores.size):
        if plan.scores[c].in_matrix:
            of_score = label(plan, c)
            if of_score < 0:
                return -1
            code += of_score * plan.scores[c].code_step
            parts += 1
    return code if parts else -1
