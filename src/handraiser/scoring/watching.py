"""Watches: which occurrences count at a moment, brought up to date from the moment before.

An occurrence may arrive late, before others already counted. Where that could change which of the others
count, the watch counts anew from the first.
"""

from .arrays import ALWAYS, HOUR, NEVER
from .jit import inner
from .plan import AT_MOST, DAYS, HOURS, LAST, MONTHS, ONCE, ONCE_PER, UNIQUE, WEEKS, Plan
from .rows import MIXED, ORDERLY, Rows


@inner
def begin_watches(plan: Plan, rows: Rows, lead: int) -> None:
    patterns = rows.slices.size // rows.leads.size
    base = 0
    for w in range(plan.watches.size):
        watch = plan.watches[w]
        where = rows.slices[lead * patterns + watch.pattern]
        watch.offset = base - where.first
        base += where.after - where.first
        _forget(plan, w, where.first, where.after)
        watch.next = NEVER
        for i in range(where.first, where.after):
            watch.next = min(watch.next, rows.found[i].begin)
            if where.order == ORDERLY:
                break


@inner
def _forget(plan: Plan, w: int, first: int, after: int) -> None:
    watch = plan.watches[w]
    watch.head = first
    watch.tail = first
    watch.alive = 0
    watch.last = ALWAYS
    watch.period_met = ALWAYS
    watch.period_count = 0
    watch.run_head = first + watch.offset
    watch.run_tail = first + watch.offset
    for i in range(first + watch.offset, after + watch.offset):
        plan.marks[i].alive = 0


@inner
def watch_until(plan: Plan, rows: Rows, lead: int, now: int) -> None:
    """Bring every watch that something happens to by now up to date."""
    patterns = rows.slices.size // rows.leads.size
    for w in range(plan.watches.size):
        watch = plan.watches[w]
        if watch.next > now:
            continue
        where = rows.slices[lead * patterns + watch.pattern]
        by_turns = ONCE <= watch.mode <= AT_MOST  # an earlier one may take the turn of a later one
        anew = where.order == MIXED or (by_turns and (watch.window_first == 1 or where.order != ORDERLY))
        if anew:
            _anew(plan, rows, w, where.first, where.after, now)
        else:
            _continue(plan, rows, w, where.after, now)


@inner
def _continue(plan: Plan, rows: Rows, w: int, after: int, now: int) -> None:
    watch = plan.watches[w]
    while watch.tail < after and rows.found[rows.found[watch.tail].arrival].begin <= now:
        i = rows.found[watch.tail].arrival
        _note_arrival(plan, rows, i, now)
        _take(plan, rows, w, i, now)
        watch.tail += 1
    begins = rows.found[rows.found[watch.tail].arrival].begin if watch.tail < after else NEVER
    watch.next = min(_expire(plan, rows, w, after, now), begins)


@inner
def _anew(plan: Plan, rows: Rows, w: int, first: int, after: int, now: int) -> None:
    watch = plan.watches[w]
    _forget(plan, w, first, after)
    changes = NEVER
    window = watch.window if watch.window_first else NEVER
    for i in range(first, after):
        found = rows.found[i]
        if found.begin > now:
            changes = min(changes, found.begin)
        elif found.end > now:
            changes = min(changes, found.end)
            _note_arrival(plan, rows, i, now)
            if found.occurred > now - window:
                _take(plan, rows, w, i, now)
    watch.tail = after
    watch.next = min(_expire(plan, rows, w, after, now), changes)


@inner
def _note_arrival(plan: Plan, rows: Rows, i: int, now: int) -> None:
    """The last event to arrive at a moment is the one that acted."""
    if rows.found[i].begin == now:
        plan.fold[0].acted = max(plan.fold[0].acted, rows.found[i].seq)


@inner
def _take(plan: Plan, rows: Rows, w: int, i: int, now: int) -> None:
    """Count occurrence i, or not, as the watch's `count` says.

    In order of (occurred, seq), but for the modes that do not take turns.
    """
    watch = plan.watches[w]
    occurred = rows.found[i].occurred
    if watch.mode == LAST:
        watch.last = max(watch.last, occurred)
    elif watch.mode == ONCE:
        if watch.last == ALWAYS:
            watch.last = occurred
            _count(plan, rows, w, i, now)
    elif watch.mode == ONCE_PER:
        if watch.last == ALWAYS or occurred - watch.last >= watch.every:
            watch.last = occurred
            _count(plan, rows, w, i, now)
    elif watch.mode == AT_MOST:
        _take_at_most(plan, rows, w, i, now)
    elif watch.mode == UNIQUE:
        if rows.found[i].previous > -2:
            _supersede(plan, rows, w, i, now)
            if _is_latest(rows, i, now):
                _count(plan, rows, w, i, now)
    else:
        _count(plan, rows, w, i, now)


@inner
def _take_at_most(plan: Plan, rows: Rows, w: int, i: int, now: int) -> None:
    watch = plan.watches[w]
    period = _period(rows, watch.period, i)
    if period != watch.period_met:
        watch.period_met = period
        watch.period_count = 0
    if watch.period_count < watch.times:
        watch.period_count += 1
        _count(plan, rows, w, i, now)


@inner
def _period(rows: Rows, period: int, i: int) -> int:
    found = rows.found[i]
    if period == HOURS:
        return found.occurred // HOUR
    if period == DAYS:
        return found.day
    if period == WEEKS:
        return rows.days[found.day - rows.days[0].number].week
    if period == MONTHS:
        return rows.days[found.day - rows.days[0].number].month
    return 0


@inner
def _is_latest(rows: Rows, i: int, now: int) -> bool:
    j = rows.found[i].following
    while j >= 0 and not (rows.found[j].begin <= now < rows.found[j].end):
        j = rows.found[j].following
    return j < 0


@inner
def _supersede(plan: Plan, rows: Rows, w: int, i: int, now: int) -> None:
    """The latest of each key counts: the one before it no longer does."""
    j = rows.found[i].previous
    while j >= 0 and not (rows.found[j].begin <= now < rows.found[j].end):
        j = rows.found[j].previous
    if j >= 0 and plan.marks[plan.watches[w].offset + j].alive:
        _drop(plan, rows, w, j)


@inner
def _count(plan: Plan, rows: Rows, w: int, i: int, now: int) -> None:
    watch = plan.watches[w]
    if rows.found[i].occurred <= now - watch.window:
        return
    watch.head = min(watch.head, i)
    plan.marks[watch.offset + i].alive = 1
    watch.alive += 1
    if watch.fade < 0:
        return
    day = rows.found[i].day
    at = watch.run_tail
    while at > watch.run_head and plan.marks[at - 1].run_day > day:
        at -= 1
    if at > watch.run_head and plan.marks[at - 1].run_day == day:
        plan.marks[at - 1].run_count += 1
        return
    for later in range(watch.run_tail, at, -1):
        plan.marks[later].run_day = plan.marks[later - 1].run_day
        plan.marks[later].run_count = plan.marks[later - 1].run_count
    plan.marks[at].run_day = day
    plan.marks[at].run_count = 1
    watch.run_tail += 1


@inner
def _drop(plan: Plan, rows: Rows, w: int, i: int) -> None:
    watch = plan.watches[w]
    plan.marks[watch.offset + i].alive = 0
    watch.alive -= 1
    if watch.fade < 0:
        return
    day = rows.found[i].day
    low, high = watch.run_head, watch.run_tail
    while low < high - 1:
        middle = (low + high) // 2
        if plan.marks[middle].run_day <= day:
            low = middle
        else:
            high = middle
    plan.marks[low].run_count -= 1
    while watch.run_head < watch.run_tail and plan.marks[watch.run_head].run_count == 0:
        watch.run_head += 1


@inner
def _expire(plan: Plan, rows: Rows, w: int, after: int, now: int) -> int:
    """Drop what is as old as the window; returns when the next one will be."""
    watch = plan.watches[w]
    if watch.window == NEVER or watch.mode == LAST:
        return NEVER
    while watch.head < after and watch.alive:
        if plan.marks[watch.offset + watch.head].alive:
            ends = rows.found[watch.head].occurred + watch.window
            if ends > now:
                return ends
            _drop(plan, rows, w, watch.head)
        watch.head += 1
    return NEVER
