"""Tests: one operator with what it compares to."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

Scalar = str | int | float | bool
Operand = Scalar | date | tuple[Scalar, ...] | tuple[float, float]


@dataclass(frozen=True, slots=True)
class Test:
    """One operator with its operand.

    operator: the name without `_ci`; `folded` says whether the document wrote the `_ci` twin.
    operand: `in`, `not_in`, `contains_any`, `contains_all` hold the values themselves (named lists are
        resolved); `between` (low, high); `older_than`, `newer_than` whole days in microseconds;
        `before`, `after` a date; `matches` and `glob` the pattern as written. In a `score` condition
        numbers are integer millionths.
    """

    __test__: ClassVar[bool] = False  # pytest must not take it for a test class

    operator: str
    operand: Operand
    folded: bool = False


Tests = tuple[Test, ...]  # all must hold
