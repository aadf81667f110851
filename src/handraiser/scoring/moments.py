"""Moments: which one comes next, and everything that is read brought up to it.

A midnight is a moment only where some score leaves its cell: between two cells no answer changes, and so
no input of any stage rule.
"""

from .adding import add_up, count_known, fading, silence_ends
from .arrays import NEVER
from .folding import next_by_fold
from .jit import inner
from .plan import Plan
from .rows import Rows
from .watching import watch_until


@inner
def begin_facts(plan: Plan, rows: Rows, lead: int) -> None:
    facts = plan.facts.size
    for f in range(facts):
        fact, after = plan.facts[f], rows.change_start[lead * facts + f + 1]
        fact.at = rows.change_start[lead * facts + f]
        fact.next = rows.changes[fact.at].begin if fact.at < after else NEVER
        fact.value = rows.leads[lead].first_seen if fact.of_lead else fact.start


@inner
def bring_to(plan: Plan, rows: Rows, lead: int, now: int) -> None:
    """Watches, facts and scores as they are at a moment."""
    plan.fold[0].acted = -1
    watch_until(plan, rows, lead, now)
    _facts_until(plan, rows, lead, now)
    count_known(plan)
    add_up(plan, today(rows, now), now)
    for c in range(plan.scores.size):
        plan.scores[c].met_cell = plan.scores[c].cell


@inner
def _facts_until(plan: Plan, rows: Rows, lead: int, now: int) -> None:
    facts = plan.facts.size
    for f in range(facts):
        fact, after = plan.facts[f], rows.change_start[lead * facts + f + 1]
        while fact.next <= now:
            fact.value = rows.changes[fact.at].outcome
            fact.at += 1
            fact.next = rows.changes[fact.at].begin if fact.at < after else NEVER


@inner
def next_moment(plan: Plan, rows: Rows, lead: int, now: int, until: int) -> int:
    """The next moment at which a stage could move; beyond `until` it may be any later one."""
    soonest = next_edge(plan, rows, lead, now)
    day = today(rows, now)
    ways = fading(plan, day)
    if ways == 0:
        return soonest
    last = today(rows, min(soonest - 1, until))
    return min(soonest, _midnight_that_moves(plan, rows, day, last, ways == 1))


@inner
def next_edge(plan: Plan, rows: Rows, lead: int, now: int) -> int:
    """The next moment that is no midnight of fading points."""
    soonest = next_by_fold(plan, rows, lead, now)
    for w in range(plan.watches.size):
        soonest = min(soonest, plan.watches[w].next)
    for f in range(plan.facts.size):
        soonest = min(soonest, plan.facts[f].next)
    for at in range(plan.silences.size):
        soonest = min(soonest, silence_ends(plan, at, now))
    return soonest


@inner
def next_look(plan: Plan, rows: Rows, lead: int, now: int) -> int:
    """Before this moment nothing changes by itself."""
    soonest = next_edge(plan, rows, lead, now)
    day = today(rows, now)
    if fading(plan, day):
        soonest = min(soonest, rows.days[day + 1 - rows.days[0].number].midnight)
    return soonest


@inner
def _midnight_that_moves(plan: Plan, rows: Rows, day: int, last: int, downwards: bool) -> int:
    """The first midnight after `day`, up to `last`, at which a score is in another cell than it was."""
    if last <= day or (downwards and not _moved_by(plan, rows, last)):
        return NEVER
    if not downwards:
        for other in range(day + 1, last + 1):
            if _moved_by(plan, rows, other):
                return _midnight(rows, other)
        return NEVER
    same, other = day, last
    while same + 1 < other:
        middle = (same + other) // 2
        if _moved_by(plan, rows, middle):
            other = middle
        else:
            same = middle
    return _midnight(rows, other)


@inner
def _moved_by(plan: Plan, rows: Rows, day: int) -> bool:
    add_up(plan, day, _midnight(rows, day))
    for c in range(plan.scores.size):  # noqa: SIM110
        if plan.scores[c].cell != plan.scores[c].met_cell:
            return True
    return False


@inner
def _midnight(rows: Rows, day: int) -> int:
    return rows.days[day - rows.days[0].number].midnight


@inner
def today(rows: Rows, now: int) -> int:
    low, high = 0, rows.days.size
    while low < high - 1:
        middle = (low + high) // 2
        if rows.days[middle].midnight <= now:
            low = middle
        else:
            high = middle
    return rows.days[low].number
