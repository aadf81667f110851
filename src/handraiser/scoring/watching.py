"""Watches: which occurrences count at a moment, brought up to date from the moment before.

An occurrence may arrive late, before others already counted. Where that could change which of the others
count, the watch counts anew from the first.
"""

from .arrays import ALWAYS, HOUR, NEVER
from .jit import inner
from .plan import (
    ALIVE,
    AT_MOST,
    DAYS,
    HOURS,
    LAST,
    MONTHS,
    NOT_ALIVE,
    ONCE,
    ONCE_PER,
    UNIQUE,
    WAITING,
    WEEKS,
    Plan,
)
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
        watch.cut = ALWAYS
        watch.next = NEVER
        for i in range(where.first, where.after):
            watch.next = min(watch.next, rows.found[i].begin + watch.over)
            if where.order == ORDERLY:
                break


@inner
def _forget(plan: Plan, w: int, first: int, after: int) -> None:
    watch = plan.watches[w]
    watch.head = first
    watch.tail = first
    watch.ripe = first
    watch.alive = 0
    watch.amount = 0
    watch.last = ALWAYS
    watch.period_met = ALWAYS
    watch.period_count = 0
    watch.run_head = first + watch.offset
    watch.run_tail = first + watch.offset
    for i in range(first + watch.offset, after + watch.offset):
        plan.marks[i].alive = NOT_ALIVE


@inner
def watch_until(plan: Plan, rows: Rows, lead: int, now: int) -> None:
    """Bring every watch that something happens to by now up to date."""
    for w in range(plan.watches.size):
        if plan.watches[w].next <= now:
            _bring(plan, rows, lead, w, now)
    if plan.resets.size:
        _cut(plan, rows, lead, now)


@inner
def _bring(plan: Plan, rows: Rows, lead: int, w: int, now: int) -> None:
    patterns = rows.slices.size // rows.leads.size
    watch = plan.watches[w]
    where = rows.slices[lead * patterns + watch.pattern]
    by_turns = ONCE <= watch.mode <= AT_MOST  # an earlier one may take the turn of a later one
    if where.order == MIXED or (by_turns and (watch.window_first == 1 or where.order != ORDERLY)):
        _anew(plan, rows, w, where.first, where.after, now - watch.over)
    else:
        _continue(plan, rows, w, where.after, now - watch.over)
    watch.next += watch.over


@inner
def _cut(plan: Plan, rows: Rows, lead: int, now: int) -> None:
    """What a reset takes away from a score's watches; they count anew from there."""
    patterns = rows.slices.size // rows.leads.size
    for w in range(plan.watches.size):
        watch = plan.watches[w]
        if watch.score < 0:
            continue
        cut = ALWAYS
        for r in range(plan.resets.size):
            if (plan.resets[r].scores >> watch.score) & 1 and plan.resets[r].over == watch.over:
                cut = max(cut, plan.watches[plan.resets[r].watch].last)
        if cut != watch.cut:
            watch.cut = cut
            where = rows.slices[lead * patterns + watch.pattern]
            _anew(plan, rows, w, where.first, where.after, now - watch.over)
            watch.next += watch.over
            watch.tail = where.first
            while watch.tail < where.after and rows.found[rows.found[watch.tail].arrival].begin <= now - watch.over:
                watch.tail += 1


@inner
def _continue(plan: Plan, rows: Rows, w: int, after: int, now: int) -> None:
    watch = plan.watches[w]
    while watch.tail < after and rows.found[rows.found[watch.tail].arrival].begin <= now:
        i = rows.found[watch.tail].arrival
        _note_arrival(plan, rows, w, i, now)
        if rows.found[i].occurred > watch.cut:
            _take(plan, rows, w, i, now)
        watch.tail += 1
    begins = rows.found[rows.found[watch.tail].arrival].begin if watch.tail < after else NEVER
    watch.next = min(_pass(plan, rows, w, after, now), begins)


@inner
def _anew(plan: Plan, rows: Rows, w: int, first: int, after: int, now: int) -> None:
    watch = plan.watches[w]
    _forget(plan, w, first, after)
    changes = NEVER
    since = max(watch.cut, now - watch.window if watch.window_first else ALWAYS)
    for i in range(first, after):
        found = rows.found[i]
        if found.begin > now:
            changes = min(changes, found.begin)
        elif found.end > now:
            changes = min(changes, found.end)
            _note_arrival(plan, rows, w, i, now)
            if found.occurred > since:
                _take(plan, rows, w, i, now)
    watch.tail = after
    watch.next = min(_pass(plan, rows, w, after, now), changes)


@inner
def _note_arrival(plan: Plan, rows: Rows, w: int, i: int, now: int) -> None:
    """The last event to arrive at a moment is the one that acted."""
    if rows.found[i].begin == now and plan.watches[w].over == 0:
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
    if j >= 0 and plan.marks[plan.watches[w].offset + j].alive == ALIVE:
        _drop(plan, rows, w, j)
    elif j >= 0:
        plan.marks[plan.watches[w].offset + j].alive = NOT_ALIVE


@inner
def _count(plan: Plan, rows: Rows, w: int, i: int, now: int) -> None:
    watch = plan.watches[w]
    if rows.found[i].occurred <= now - watch.window:
        return
    if watch.delay and rows.found[i].occurred + watch.delay > now:
        plan.marks[watch.offset + i].alive = WAITING
        watch.ripe = min(watch.ripe, i)
    else:
        _add(plan, rows, w, i)


@inner
def _add(plan: Plan, rows: Rows, w: int, i: int) -> None:
    watch = plan.watches[w]
    watch.head = min(watch.head, i)
    plan.marks[watch.offset + i].alive = ALIVE
    watch.alive += 1
    amount = _amount(plan, rows, w, i)
    watch.amount += amount
    if watch.fade >= 0:
        _add_to_runs(plan, w, rows.found[i].day, amount)


@inner
def _add_to_runs(plan: Plan, w: int, day: int, amount: int) -> None:
    watch = plan.watches[w]
    at = watch.run_tail
    while at > watch.run_head and plan.marks[at - 1].run_day > day:
        at -= 1
    same = at
    while same > watch.run_head and plan.marks[same - 1].run_day == day:
        if plan.marks[same - 1].run_amount == amount:
            plan.marks[same - 1].run_count += 1
            return
        same -= 1
    for later in range(watch.run_tail, at, -1):
        plan.marks[later].run_day = plan.marks[later - 1].run_day
        plan.marks[later].run_count = plan.marks[later - 1].run_count
        plan.marks[later].run_amount = plan.marks[later - 1].run_amount
    plan.marks[at].run_day = day
    plan.marks[at].run_count = 1
    plan.marks[at].run_amount = amount
    watch.run_tail += 1


@inner
def _drop(plan: Plan, rows: Rows, w: int, i: int) -> None:
    watch = plan.watches[w]
    plan.marks[watch.offset + i].alive = NOT_ALIVE
    watch.alive -= 1
    amount = _amount(plan, rows, w, i)
    watch.amount -= amount
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
    while plan.marks[low].run_amount != amount:
        low -= 1
    plan.marks[low].run_count -= 1
    while watch.run_head < watch.run_tail and plan.marks[watch.run_head].run_count == 0:
        watch.run_head += 1


@inner
def _amount(plan: Plan, rows: Rows, w: int, i: int) -> int:
    """How often an occurrence pays for its amount; 0 where the rule pays for each alike."""
    most = plan.watches[w].most
    return min(rows.amounts[i], most) if most else 0


@inner
def _pass(plan: Plan, rows: Rows, w: int, after: int, now: int) -> int:
    """Let those pay whose delay is over, and those no more that are as old as the window; returns when next."""
    watch = plan.watches[w]
    ripens = _ripen(plan, rows, w, after, now) if watch.delay else NEVER
    return min(ripens, _expire(plan, rows, w, after, now))


@inner
def _ripen(plan: Plan, rows: Rows, w: int, after: int, now: int) -> int:
    watch = plan.watches[w]
    while watch.ripe < after:
        i = watch.ripe
        if plan.marks[watch.offset + i].alive == WAITING:
            if rows.found[i].occurred + watch.delay > now:
                return rows.found[i].occurred + watch.delay
            plan.marks[watch.offset + i].alive = NOT_ALIVE
            if rows.found[i].occurred > now - watch.window:
                _add(plan, rows, w, i)
        watch.ripe += 1
    return NEVER


@inner
def _expire(plan: Plan, rows: Rows, w: int, after: int, now: int) -> int:
    watch = plan.watches[w]
    if watch.window == NEVER or watch.mode == LAST:
        return NEVER
    while watch.head < after and watch.alive:
        if plan.marks[watch.offset + watch.head].alive == ALIVE:
            ends = rows.found[watch.head].occurred + watch.window
            if ends > now:
                return ends
            _drop(plan, rows, w, watch.head)
        watch.head += 1
    return NEVER
