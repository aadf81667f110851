"""What is left of points at an age in whole days, exactly."""

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

from handraiser.scoring.tests.reference_time import days_of

MILLION = 1_000_000


def left(points: Fraction, age_days: int, decay: Any) -> Fraction:
    if decay in (None, "none"):
        return points
    if "half_life" in decay:
        return points * power_of_half(age_days / days_of(decay["half_life"]))
    if "lifespan" in decay:
        return points * max(Fraction(0), 1 - age_days / days_of(decay["lifespan"]))
    if "step" in decay:
        return stepped(points, age_days // days_of(decay["step"]["every"]), decay["step"]["points"])
    share = Fraction(decay["linear"].removesuffix("%")) / 100
    return points * max(Fraction(0), 1 - share * (age_days // days_of(decay["every"])))


def stepped(points: Fraction, steps: int, size: Fraction) -> Fraction:
    """As many of the points as there were steps are gone; what is left has the points' sign."""
    size_left = max(Fraction(0), abs(points) - size * steps)
    return size_left if points >= 0 else -size_left


def power_of_half(exponent: Fraction) -> Fraction:
    """Exact for whole exponents, else to 60 digits."""
    if exponent.denominator == 1:
        return Fraction(1, 2 ** int(exponent))
    with localcontext(prec=60):
        return Fraction(Decimal(2) ** (-Decimal(exponent.numerator) / Decimal(exponent.denominator)))


def millionths(points: Fraction) -> int:
    """Rounded to a millionth, halves to even."""
    return round(points * MILLION)
