"""What points are worth at each age. Ages are whole days: midnights between the event and the moment."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from .arrays import DAY, I64
from .language import Decay, HalfLife, Lifespan, Linear, Step
from .plan import HALVES, SHARES, STEPS, WORTHS

MILLION = 1_000_000
MINUTE = 60 * MILLION  # durations are whole minutes
HALVED = 2**53  # a float holds every share of it


@dataclass(frozen=True)
class Fade:
    """Numbers by age, and how points follow from them. Every later age is that of the last entry.

    WORTHS: what is left of the rule's own points. For points of any size: SHARES of `whole`, exactly; HALVES of it,
    in floats; STEPS already lost.
    """

    kind: int
    by_age: I64
    whole: int = 1


def fading(points: int, decay: Decay, days: int) -> Fade:
    """Millionths left of `points` at the ages 0 .. `days`, each rounded half to even."""
    return Fade(WORTHS, _cut([left(points, decay, age) for age in range(days + 1)]))


def fading_of_any(decay: Decay, days: int) -> Fade:
    """For points that each event brings in its own size."""
    ages = range(days + 1)
    match decay:
        case HalfLife(half_life):
            return Fade(HALVES, _cut([round(HALVED * 0.5 ** (age * DAY / half_life)) for age in ages]), HALVED)
        case Lifespan(lifespan):
            whole = lifespan // MINUTE
            return Fade(SHARES, _cut([max(0, whole - age * (DAY // MINUTE)) for age in ages]), whole)
        case Linear(share, every):
            shares = [max(0, MILLION - share * (age * DAY // every)) for age in ages]
            return Fade(SHARES, _cut(shares), MILLION)
        case Step(step):
            return Fade(STEPS, _cut([step.points * (age * DAY // step.every) for age in ages]))


def _cut(by_age: list[int]) -> I64:
    """Up to where it changes last."""
    found = np.array(by_age, np.int64)
    changes = np.flatnonzero(np.diff(found))
    return found[: changes[-1] + 2] if changes.size else found[:1]


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
        case Step(step):
            size = max(0, abs(points) - step.points * (age * DAY // step.every))
            return size if points >= 0 else -size
