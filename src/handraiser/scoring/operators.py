"""The operators: one function each, from what a test compares to, to whether one value satisfies it.

Values are what JSON holds; None is a missing one, and satisfies nothing but `exists: false`.
"""

import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import re2

from .arrays import Bools
from .language import Test

Values = Sequence[Any]
Holds = Callable[[Any], bool]
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
MOST_PREPARED = 4096


def satisfying(test: Test, values: Values) -> Bools:
    """Which of the values satisfy a test that does not depend on today's date."""
    return np.fromiter(map(_prepared(test), values), np.bool_, len(values))


def eq(operand: Any) -> Holds:
    wanted = kind_and_value(operand)
    return lambda value: kind_and_value(value) == wanted


def ne(operand: Any) -> Holds:
    """Another scalar: a list or an object is neither equal nor different."""
    wanted = kind_and_value(operand)
    return lambda value: is_scalar(value) and kind_and_value(value) != wanted


def in_(operands: Values) -> Holds:
    wanted = {kind_and_value(operand) for operand in operands}
    return lambda value: is_scalar(value) and kind_and_value(value) in wanted


def not_in(operands: Values) -> Holds:
    wanted = {kind_and_value(operand) for operand in operands}
    return lambda value: is_scalar(value) and kind_and_value(value) not in wanted


def contains(operand: Any) -> Holds:
    """Part of a text, or member of a list."""
    wanted = kind_and_value(operand)

    def holds(value: Any) -> bool:
        if isinstance(value, list):
            return any(kind_and_value(item) == wanted for item in value)
        return isinstance(value, str) and isinstance(operand, str) and operand in value

    return holds


def contains_any(operands: Values) -> Holds:
    wanted = {kind_and_value(operand) for operand in operands}
    return lambda value: isinstance(value, list) and not wanted.isdisjoint(members(value))


def contains_all(operands: Values) -> Holds:
    wanted = {kind_and_value(operand) for operand in operands}
    return lambda value: isinstance(value, list) and wanted <= members(value)


def starts_with(prefix: str) -> Holds:
    return lambda value: isinstance(value, str) and value.startswith(prefix)


def ends_with(suffix: str) -> Holds:
    return lambda value: isinstance(value, str) and value.endswith(suffix)


def gt(bound: Any) -> Holds:
    edge = number(bound)
    return _numeric(lambda value: value > edge)


def gte(bound: Any) -> Holds:
    edge = number(bound)
    return _numeric(lambda value: value >= edge)


def lt(bound: Any) -> Holds:
    edge = number(bound)
    return _numeric(lambda value: value < edge)


def lte(bound: Any) -> Holds:
    edge = number(bound)
    return _numeric(lambda value: value <= edge)


def between(bounds: Any) -> Holds:
    """Both ends in."""
    low, high = map(number, bounds)
    return _numeric(lambda value: low <= value <= high)


def exists(wanted: bool) -> Holds:
    return lambda value: (value is not None) == wanted


OPERATORS: dict[str, Callable[[Any], Holds]] = {
    "eq": eq,
    "ne": ne,
    "in": in_,
    "not_in": not_in,
    "contains": contains,
    "contains_any": contains_any,
    "contains_all": contains_all,
    "starts_with": starts_with,
    "ends_with": ends_with,
    "gt": gt,
    "gte": gte,
    "lt": lt,
    "lte": lte,
    "between": between,
    "exists": exists,
}
PATTERNS = ("matches", "glob")


def is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float)


def kind_and_value(value: Any) -> tuple[str, Any]:
    """Equal for equal values only: 1 is 1.0, but neither true nor "1"."""
    if type(value) is str:
        return "text", value
    if isinstance(value, bool):
        return "truth", value
    if isinstance(value, int | float):
        return "number", value
    if isinstance(value, list):
        return "list", tuple(map(kind_and_value, value))
    if isinstance(value, dict):
        return "object", tuple(sorted((key, kind_and_value(item)) for key, item in value.items()))
    return type(value).__name__, value


def members(value: list[Any]) -> set[tuple[str, Any]]:
    return {kind_and_value(item) for item in value if is_scalar(item)}


def number(value: Any) -> Decimal:
    """Exactly as written; raises ValueError for what is no number."""
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return Decimal(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, float) and math.isfinite(value):
        return Decimal(repr(value))
    raise ValueError(value)


def _numeric(holds: Callable[[Decimal], bool]) -> Holds:
    def numeric_and_holds(value: Any) -> bool:
        try:
            return holds(number(value))
        except ValueError:
            return False

    return numeric_and_holds


def _folded(value: Any) -> Any:
    if isinstance(value, str):
        return value.casefold()
    if isinstance(value, list | tuple):
        return type(value)(_folded(item) for item in value)
    return value


_kept: dict[int, tuple[Test, Holds]] = {}


def _prepared(test: Test) -> Holds:
    """Kept by the test itself: equal tests may differ, as 1 equals true where Python compares them."""
    kept = _kept.get(id(test))
    if kept is None or kept[0] is not test:
        if len(_kept) >= MOST_PREPARED:
            _kept.clear()
        kept = _kept[id(test)] = (test, _prepare(test))
    return kept[1]


def _prepare(test: Test) -> Holds:
    operand: Any = test.operand
    if test.operator in PATTERNS:
        return _searching(test.operator, operand, test.folded)
    if not test.folded:
        return OPERATORS[test.operator](operand)
    holds = OPERATORS[test.operator](_folded(operand))
    return lambda value: holds(_folded(value))


def _searching(operator: str, pattern: str, folded: bool) -> Holds:
    """RE2, never Python's own: the same text must mean the same everywhere, and cost a bounded time."""
    options = re2.Options()
    options.case_sensitive = not folded
    options.log_errors = False
    if operator == "glob":
        options.dot_nl = True
        search = re2.compile(glob_as_re2(pattern), options).fullmatch
    else:
        search = re2.compile(pattern, options).search
    return lambda value: isinstance(value, str) and search(value) is not None


def glob_as_re2(pattern: str) -> str:
    parts = {"*": ".*", "?": "."}
    return "".join(parts.get(character) or re2.escape(character) for character in pattern)
