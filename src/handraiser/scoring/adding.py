"""Adding up: what every rule is worth at a moment, under its caps, and the cell each score falls into."""

from .arrays import NEVER
from .deciding import holds, silent_for, silent_since
from .fading import faded
from .jit import inner
from .plan import EVENT, IF, PER, TIERS, TRAIT, Plan


@inner
def add_up(plan: Plan, day: int, now: int) -> None:
    """All scores on a day, from the watches and facts as they stand; those before on the days of the pasts."""
    for g in range(plan.groups.size):
        plan.groups[g].raw = 0
    for c in range(plan.scores.size):
        plan.scores[c].raw = 0
    for k in range(plan.rules.size):
        rule = plan.rules[k]
        rule.raw = _worth(plan, k, day_of(plan, k, day), now)
        plan.groups[rule.group].raw += min(max(rule.raw, rule.low), rule.high)
    for g in range(plan.groups.size):
        group = plan.groups[g]
        plan.scores[group.score].raw += min(max(group.raw, group.low), group.high)
    for c in range(plan.scores.size):
        score = plan.scores[c]
        score.value = min(max(score.raw, score.low), score.high)
        score.cell = _cell(plan, c)


@inner
def day_of(plan: Plan, k: int, day: int) -> int:
    """The day a rule looks from."""
    past = plan.rules[k].past
    return day if past < 0 else plan.pasts[past].day


@inner
def _worth(plan: Plan, k: int, day: int, now: int) -> int:
    rule = plan.rules[k]
    if rule.kind == EVENT:
        if plan.watches[rule.watch].fade < 0:
            return plan.watches[rule.watch].alive * rule.points
        return faded(plan, rule.watch, day)
    if rule.kind == PER:
        if plan.watches[rule.watch].fade < 0:
            return plan.watches[rule.watch].amount * rule.points
        return faded(plan, rule.watch, day)
    if rule.kind == TIERS:
        for tier in range(rule.watch, rule.watch + rule.watches):
            if plan.watches[tier].alive >= plan.watches[tier].at_least:
                return plan.watches[tier].points
        return 0
    if rule.kind == TRAIT:
        return plan.facts[rule.fact].value
    if rule.kind == IF:
        return rule.points if holds(plan, rule.first, rule.after, now) else 0
    return rule.points * times_silent(plan, k, now)


@inner
def times_silent(plan: Plan, k: int, now: int) -> int:
    """How often an `absent` rule pays."""
    rule = plan.rules[k]
    beyond = silent_for(plan, rule.watch, now) - rule.silence
    if beyond < 0:
        return 0
    return 1 + beyond // rule.every if rule.every else 1


@inner
def _cell(plan: Plan, c: int) -> int:
    score = plan.scores[c]
    cell = 0
    while cell < score.break_count and plan.numbers[score.breaks + cell] <= score.value:
        cell += 1
    return cell


@inner
def fading(plan: Plan, day: int) -> int:
    """Whether a later midnight alone changes anything: 0 no, 1 only downwards, 2 any way."""
    found = 0
    for k in range(plan.rules.size):
        rule = plan.rules[k]
        if rule.kind != EVENT and rule.kind != PER:
            continue
        watch = plan.watches[rule.watch]
        if watch.fade < 0 or watch.run_tail == watch.run_head:
            continue
        if day_of(plan, k, day) - plan.marks[watch.run_tail - 1].run_day < watch.fade_length - 1:
            if rule.points < 0:
                return 2
            found = 1
    return found


@inner
def count_known(plan: Plan) -> None:
    """How many of the traits that each score's rules ask are known."""
    for c in range(plan.scores.size):
        score = plan.scores[c]
        score.known = 0
        for at in range(score.covered, score.covered + score.covered_count):
            score.known += plan.facts[plan.numbers[at]].value


@inner
def silence_ends(plan: Plan, at: int, now: int) -> int:
    """When a silence, unbroken, next makes a rule pay or a condition true."""
    silence = plan.silences[at]
    since = silent_since(plan, silence.watch)
    if since == NEVER:
        return NEVER
    ends = since + silence.wait + plan.watches[silence.watch].over
    if ends > now:
        return ends
    return ends + silence.every * (1 + (now - ends) // silence.every) if silence.every else NEVER
