"""What points are worth at each age. Ages are whole days: midnights between the event and the moment."""

from fractions import Fraction

import numpy as np

from .arrays import DAY, I64
from .language import Decay, HalfLife, Lifespan, Linear

MILLION = 1_000_000


def fading(points: int, decay: Decay | None, days: int) -> I64:
    """Millionths left of `points` at the ages 0 .. `days`, each rounded half to even.

    Cut short where the worth no longer changes: every later age is worth the last entry.
    """
    worth = np.array([left(points, decay, age) for age in range(days + 1)], np.int64)
    changes = np.flatnonzero(np.diff(worth))
    return worth[: changes[-1] + 2] if changes.size else worth[:1]


def left(points: int, decay: Decay | None, age: int) -> int:
    """Millionths left of `points` after `age` midnights."""
    match decay:
        case None:
            return points
        case HalfLife(half_life):
            return round(points * float(0.5 ** (age * DAY / half_life)))
        case Lifespan(lifespan):
            return round(points * max(Fraction(0), 1 - Fraction(age * DAY, lifespan)))
        case Linear(share, every):
            steps = age * DAY // every
            return round(points * max(Fraction(0), 1 - Fraction(share * steps, MILLION)))
