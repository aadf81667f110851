"""Moments: which one comes next, and everything that is read brought up to it.

A midnight is a moment only where some score leaves its cell: between two cells no answer changes, and so
no input of any stage rule.
"""

from .adding import add_up, count_known, fading, silence_ends
from .arrays import NEVER
from .deciding import risen
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
    add_up_at(plan, rows, now)
    for c in range(plan.scores.size):
        plan.scores[c].met_cell = plan.scores[c].cell
    for d in range(plan.deltas.size):
        plan.deltas[d].met = 1 if risen(plan, d) else 0


@inner
def add_up_at(plan: Plan, rows: Rows, now: int) -> None:
    """All scores at a moment."""
    for p in range(plan.pasts.size):
        plan.pasts[p].day = today(rows, now - plan.pasts[p].over)
    add_up(plan, today(rows, now), now)


@inner
def _facts_until(plan: Plan, rows: Rows, lead: int, now: int) -> None:
    facts = plan.facts.size
    for f in range(facts):
        fact, after = plan.facts[f], rows.change_start[lead * facts + f + 1]
        while fact.next <= now - fact.over:
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
    if plan.pasts.size:
        return _one_of_many_midnights(plan, rows, now, min(soonest, until + 1), soonest)
    last = today(rows, min(soonest - 1, until))
    return min(soonest, _midnight_that_moves(plan, rows, day, last, ways == 1))


@inner
def next_edge(plan: Plan, rows: Rows, lead: int, now: int) -> int:
    """The next moment that is no midnight of fading points."""
    return min(next_by_fold(plan, rows, lead, now), _next_edge_of_scores(plan, now))


@inner
def _next_edge_of_scores(plan: Plan, now: int) -> int:
    soonest = NEVER
    for w in range(plan.watches.size):
        soonest = min(soonest, plan.watches[w].next)
    for f in range(plan.facts.size):
        soonest = min(soonest, plan.facts[f].next + plan.facts[f].over)
    for at in range(plan.silences.size):
        soonest = min(soonest, silence_ends(plan, at, now))
    return soonest


@inner
def next_look(plan: Plan, rows: Rows, lead: int, now: int) -> int:
    """Before this moment nothing changes by itself."""
    return min(next_by_fold(plan, rows, lead, now), next_of_scores(plan, rows, now))


@inner
def next_of_scores(plan: Plan, rows: Rows, now: int) -> int:
    """Before this moment no score changes by itself."""
    soonest = _next_edge_of_scores(plan, now)
    if fading(plan, today(rows, now)):
        soonest = min(soonest, _next_midnight(plan, rows, now))
    return soonest


@inner
def _next_midnight(plan: Plan, rows: Rows, now: int) -> int:
    """The next at which anything is a day older: now, or in a past."""
    soonest = _midnight(rows, today(rows, now) + 1)
    for p in range(plan.pasts.size):
        over = plan.pasts[p].over
        soonest = min(soonest, _midnight(rows, today(rows, now - over) + 1) + over)
    return soonest


@inner
def _one_of_many_midnights(plan: Plan, rows: Rows, now: int, before: int, otherwise: int) -> int:
    """The first midnight, of now or of a past, at which a score leaves its cell or a `delta` turns."""
    at = _next_midnight(plan, rows, now)
    while at < before:
        add_up_at(plan, rows, at)
        if _moved(plan):
            return at
        at = _next_midnight(plan, rows, at)
    return otherwise


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
    return _moved(plan)


@inner
def _moved(plan: Plan) -> bool:
    for c in range(plan.scores.size):
        if plan.scores[c].cell != plan.scores[c].met_cell:
            return True
    for d in range(plan.deltas.size):  # noqa: SIM110
        if (1 if risen(plan, d) else 0) != plan.deltas[d].met:
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
