"""What fading points are worth on a day, from the numbers by age that `decay.py` worked out."""

import numpy as np

from .arrays import I64
from .jit import entry, inner
from .plan import HALVES, SHARES, WORTHS, Plan


@inner
def faded(plan: Plan, w: int, day: int) -> int:
    """All that a watch counts."""
    watch = plan.watches[w]
    total = 0
    for at in range(watch.run_head, watch.run_tail):
        run = plan.marks[at]
        number = plan.numbers[watch.fade + min(day - run.run_day, watch.fade_length - 1)]
        if watch.fading == WORTHS:
            total += run.run_count * number
        else:
            total += run.run_count * worth(watch.points * run.run_amount, watch.fading, number, watch.fade_whole)
    return total


@inner
def worth(points: int, kind: int, number: int, whole: int) -> int:
    """What is left of points of any size; `kind` and `number` as `decay.Fade` says."""
    size = abs(points)
    if kind == SHARES:
        left = _share(size, number, whole)
    elif kind == HALVES:
        left = int(np.rint(size * (number / whole)))
    else:
        left = max(0, size - number)
    return left if points >= 0 else -left


@inner
def _share(size: int, number: int, whole: int) -> int:
    """size x number / whole, halves to even, without leaving int64 on the way."""
    rest = size % whole * number
    left, twice = size // whole * number + rest // whole, 2 * (rest % whole)
    return left + 1 if twice > whole or (twice == whole and left % 2 == 1) else left


@entry
def worths(points: I64, kind: int, numbers: I64, whole: int) -> I64:
    """`worth` of many, for who explains them."""
    found = np.empty(points.size, np.int64)
    for at in range(points.size):
        found[at] = worth(points[at], kind, numbers[at], whole)
    return found


def warm() -> None:
    """Compile, or load what was compiled before."""
    worths(np.empty(0, np.int64), SHARES, np.empty(0, np.int64), 1)
