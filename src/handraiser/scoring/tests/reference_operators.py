"""What each operator holds for: one value against one operand. A missing value is None."""

import re
from fractions import Fraction
from typing import Any

import re2

from handraiser.scoring.tests.reference_document import Number, as_list
from handraiser.scoring.tests.reference_time import date_of, days_of, local

NUMERIC = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def holds(tests: dict[str, Any], value: Any, world: Any) -> bool:
    """Whether all operators of one test hold for the value."""
    return all(operator_holds(name, operand, value, world) for name, operand in tests.items())


def operator_holds(name: str, operand: Any, value: Any, world: Any) -> bool:
    if name == "exists":
        return (value is not None) == operand
    if value is None:
        return False
    if name == "matches_ci":
        return operator_holds("matches", f"(?i){operand}", value, world)
    if name.endswith("_ci"):
        return operator_holds(name[:-3], folded(listed(operand, name[:-3], world)), folded(value), world)
    return OPERATORS[name](value, listed(operand, name, world), world)


def listed(operand: Any, name: str, world: Any) -> Any:
    """A list's name stands for its entries, where the operator takes a list."""
    if name in ("in", "not_in", "contains_any", "contains_all") and isinstance(operand, str):
        return world.lists[operand]
    return operand


def folded(value: Any) -> Any:
    if isinstance(value, list):
        return [folded(item) for item in value]
    return value.casefold() if isinstance(value, str) else value


def same(value: Any, operand: Any) -> bool:
    """Equal and of one kind: 1 is 1.0, but neither "1" nor true."""
    return kind(value) is not None and kind(value) == kind(operand) and value == operand


def kind(value: Any) -> str | None:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float | Fraction):
        return "number"
    return "text" if isinstance(value, str) else None


def one_of(value: Any, operands: list[Any]) -> bool:
    return value in operands and any(same(value, operand) for operand in operands)


def contains(value: Any, operand: Any) -> bool:
    if isinstance(value, list):
        return any(same(item, operand) for item in value)
    return isinstance(value, str) and isinstance(operand, str) and operand in value


def texts(value: Any, operand: Any, test: Any) -> bool:
    return isinstance(value, str) and test(value, operand)


def amount(value: Any) -> Fraction | None:
    """The number a value stands for: itself, or a text that is exactly -?digits(.digits)?."""
    if isinstance(value, str) and NUMERIC.fullmatch(value):
        return Fraction(value)
    return Fraction(value) if kind(value) == "number" else None


def compared(value: Any, test: Any) -> bool:
    number = amount(value)
    return number is not None and test(number)


def glob(text: str, pattern: str) -> bool:
    """Whether the whole text matches, `*` any characters, `?` exactly one, all others themselves."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(glob(text[start:], pattern[1:]) for start in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and glob(text[1:], pattern[1:])


def dated(value: Any, world: Any, test: Any) -> bool:
    day = date_of(value, world.zone)
    return day is not None and test(day)


def age(day: Any, world: Any) -> int:
    return (local(world.at_us, world.zone).date() - day).days


def has(value: Any, operands: list[Any], quantifier: Any) -> bool:
    return isinstance(value, list) and quantifier(contains(value, operand) for operand in operands)


def operand_date(operand: Any, world: Any) -> Any:
    return date_of(operand.text if isinstance(operand, Number) else operand, world.zone)


OPERATORS = {
    "eq": lambda value, operand, _: same(value, operand),
    "ne": lambda value, operand, _: kind(value) is not None and not same(value, operand),
    "in": lambda value, operand, _: one_of(value, as_list(operand)),
    "not_in": lambda value, operand, _: kind(value) is not None and not one_of(value, as_list(operand)),
    "contains": lambda value, operand, _: contains(value, operand),
    "starts_with": lambda value, operand, _: texts(value, operand, str.startswith),
    "ends_with": lambda value, operand, _: texts(value, operand, str.endswith),
    "matches": lambda value, operand, _: texts(value, operand, lambda text, pattern: bool(re2.search(pattern, text))),
    "glob": lambda value, operand, _: texts(value, operand, glob),
    "gt": lambda value, operand, _: compared(value, lambda number: number > operand),
    "gte": lambda value, operand, _: compared(value, lambda number: number >= operand),
    "lt": lambda value, operand, _: compared(value, lambda number: number < operand),
    "lte": lambda value, operand, _: compared(value, lambda number: number <= operand),
    "between": lambda value, operand, _: compared(value, lambda number: operand[0] <= number <= operand[1]),
    "before": lambda value, operand, world: dated(value, world, lambda day: day < operand_date(operand, world)),
    "after": lambda value, operand, world: dated(value, world, lambda day: day > operand_date(operand, world)),
    "older_than": lambda value, operand, world: dated(value, world, lambda day: age(day, world) > days_of(operand)),
    "newer_than": lambda value, operand, world: dated(value, world, lambda day: age(day, world) < days_of(operand)),
    "contains_any": lambda value, operand, _: has(value, as_list(operand), any),
    "contains_all": lambda value, operand, _: has(value, as_list(operand), all),
}
