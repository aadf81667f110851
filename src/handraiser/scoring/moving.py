"""Stage rules: whether they hold, since when, and the moves they and others make."""

from .arrays import ALWAYS
from .deciding import holds
from .jit import inner
from .plan import Plan
from .rows import Results, Rows

BITS = 62  # of a whole number, without its sign


@inner
def weigh(plan: Plan, now: int) -> bool:
    """Answer every rule's `if` and `unless`; returns whether any answer differs from the moment before."""
    changed = False
    for r in range(plan.stages.size):
        rule = plan.stages[r]
        truth = 2 if holds(plan, rule.first, rule.after, now) else 0
        if rule.unless_first >= 0 and holds(plan, rule.unless_first, rule.unless_after, now):
            truth += 1
        if truth != rule.truth:
            rule.truth = truth
            changed = True
    return changed


@inner
def weigh_by_stage(plan: Plan, now: int) -> None:
    """After a move: answer again what asks which stage it is. A hold that does not survive it is over."""
    for r in range(plan.stages.size):
        rule = plan.stages[r]
        if not rule.reads_stage:
            continue
        rule.truth = 2 if holds(plan, rule.first, rule.after, now) else 0
        if rule.unless_first >= 0 and holds(plan, rule.unless_first, rule.unless_after, now):
            rule.truth += 1
        if rule.truth != 2:
            rule.held_since = ALWAYS


@inner
def held_rules(plan: Plan, now: int) -> int:
    """Which rules' `if` holds and `unless` does not, as bits, wherever the lead is and whatever was before."""
    held = 0
    for r in range(min(plan.stages.size, BITS)):
        rule = plan.stages[r]
        if holds(plan, rule.first, rule.after, now) and (
            rule.unless_first < 0 or not holds(plan, rule.unless_first, rule.unless_after, now)
        ):
            held |= 1 << r
    return held


@inner
def hold_over(plan: Plan, now: int) -> bool:
    for r in range(plan.stages.size):
        rule = plan.stages[r]
        if rule.hold > 0 and rule.held_since > ALWAYS and rule.held_since + rule.hold == now:
            return True
    return False


@inner
def try_rules(plan: Plan, rows: Rows, out: Results, lead: int) -> None:
    """The first rule that holds moves, then again from the new stage; no stage is entered twice."""
    r = 0
    while r < plan.stages.size:
        if _fires(plan, r):
            move_to(plan, rows, out, lead, plan.stages[r].to, plan.fold[0].cause, r)
            weigh_by_stage(plan, plan.fold[0].now)
            r = 0
        else:
            r += 1


@inner
def _fires(plan: Plan, r: int) -> bool:
    rule, fold = plan.stages[r], plan.fold[0]
    if rule.blocked or not in_place(plan, r) or (fold.passed >> rule.to) & 1:
        return False
    if rule.hold == 0:
        return True
    return not fold.anew and rule.held_since > ALWAYS and fold.now - rule.held_since >= rule.hold


@inner
def in_place(plan: Plan, r: int) -> bool:
    """Whether the lead is in one of `from`, `if` is true and `unless` is not."""
    return plan.stages[r].truth == 2 and (plan.stages[r].source >> plan.fold[0].stage) & 1 == 1


@inner
def settle(plan: Plan, now: int) -> None:
    """After the moves: since when each hold runs, and which rules of the baseline have been false since."""
    for r in range(plan.stages.size):
        rule = plan.stages[r]
        if not in_place(plan, r):
            rule.blocked = 0
            rule.held_since = ALWAYS
        elif rule.held_since == ALWAYS or plan.fold[0].anew:
            rule.held_since = now


@inner
def move_to(plan: Plan, rows: Rows, out: Results, lead: int, to: int, cause: int, rule: int) -> None:
    fold = plan.fold[0]
    if to == fold.stage:
        return
    if fold.now > rows.leads[lead].since:
        _write_move(plan, out, lead, to, cause, rule)
    fold.stage = to
    fold.since = fold.now
    fold.passed |= 1 << to
    fold.order += 1
    for r in range(plan.stages.size):
        if not (plan.stages[r].source >> to) & 1:
            plan.stages[r].held_since = ALWAYS  # also where this moment leads back


@inner
def _write_move(plan: Plan, out: Results, lead: int, to: int, cause: int, rule: int) -> None:
    fold = plan.fold[0]
    fold.move_count += 1
    if fold.move_count > out.moves.size:
        return
    move = out.moves[fold.move_count - 1]
    move.lead = lead
    move.at = fold.now
    move.order = fold.order
    move.source = fold.stage
    move.to = to
    move.cause = cause
    move.rule = rule
    move.seq = fold.acted
