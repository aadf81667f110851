"""The operators: one function each, which of the distinct values satisfy it.

Values are what JSON holds; None is a missing one, and satisfies nothing but `exists: false`.
"""

import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np
import re2

from .arrays import Bools
from .language import Test

Values = Sequence[Any]
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def satisfying(test: Test, values: Values) -> Bools:
    """Which of the values satisfy a test that does not depend on today's date."""
    if test.operator in PATTERNS:
        return _each(_searcher(test.operator, test.operand, test.folded), values)
    if test.folded:
        return OPERATORS[test.operator]([_folded(value) for value in values], _folded(test.operand))
    return OPERATORS[test.operator](values, test.operand)


def eq(values: Values, operand: Any) -> Bools:
    wanted = kind_and_value(operand)
    return _each(lambda value: kind_and_value(value) == wanted, values)


def ne(values: Values, operand: Any) -> Bools:
    """Another scalar: a list or an object is neither equal nor different."""
    wanted = kind_and_value(operand)
    return _each(lambda value: is_scalar(value) and kind_and_value(value) != wanted, values)


def in_(values: Values, operands: Values) -> Bools:
    wanted = {kind_and_value(operand) for operand in operands}
    return _each(lambda value: is_scalar(value) and kind_and_value(value) in wanted, values)


def not_in(values: Values, operands: Values) -> Bools:
    wanted = {kind_and_value(operand) for operand in operands}
    return _each(lambda value: is_scalar(value) and kind_and_value(value) not in wanted, values)


def contains(values: Values, operand: Any) -> Bools:
    """Part of a text, or member of a list."""
    wanted = kind_and_value(operand)

    def holds(value: Any) -> bool:
        if isinstance(value, list):
            return any(kind_and_value(item) == wanted for item in value)
        return isinstance(value, str) and isinstance(operand, str) and operand in value

    return _each(holds, values)


def contains_any(values: Values, operands: Values) -> Bools:
    wanted = {kind_and_value(operand) for operand in operands}
    return _each(lambda value: isinstance(value, list) and not wanted.isdisjoint(members(value)), values)


def contains_all(values: Values, operands: Values) -> Bools:
    wanted = {kind_and_value(operand) for operand in operands}
    return _each(lambda value: isinstance(value, list) and wanted <= members(value), values)


def starts_with(values: Values, prefix: Any) -> Bools:
    return _each(lambda value: isinstance(value, str) and value.startswith(prefix), values)


def ends_with(values: Values, suffix: Any) -> Bools:
    return _each(lambda value: isinstance(value, str) and value.endswith(suffix), values)


def gt(values: Values, bound: Any) -> Bools:
    return _compared(values, lambda value: value > number(bound))


def gte(values: Values, bound: Any) -> Bools:
    return _compared(values, lambda value: value >= number(bound))


def lt(values: Values, bound: Any) -> Bools:
    return _compared(values, lambda value: value < number(bound))


def lte(values: Values, bound: Any) -> Bools:
    return _compared(values, lambda value: value <= number(bound))


def between(values: Values, bounds: Any) -> Bools:
    """Both ends in."""
    low, high = number(bounds[0]), number(bounds[1])
    return _compared(values, lambda value: low <= value <= high)


def exists(values: Values, wanted: Any) -> Bools:
    return _each(lambda value: (value is not None) == wanted, values)


OPERATORS: dict[str, Callable[[Values, Any], Bools]] = {
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


def _compared(values: Values, holds: Callable[[Decimal], bool]) -> Bools:
    def numeric_and_holds(value: Any) -> bool:
        try:
            return holds(number(value))
        except ValueError:
            return False

    return _each(numeric_and_holds, values)


def _each(holds: Callable[[Any], bool], values: Values) -> Bools:
    return np.fromiter(map(holds, values), np.bool_, len(values))


def _folded(value: Any) -> Any:
    if isinstance(value, str):
        return value.casefold()
    if isinstance(value, list | tuple):
        return type(value)(_folded(item) for item in value)
    return value


@lru_cache(maxsize=1024)
def _searcher(operator: str, pattern: str, folded: bool) -> Callable[[Any], bool]:
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
