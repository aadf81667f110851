"""Rule 7: which of several values of one trait is in force. The one place that decides it."""

from collections.abc import Iterable
from typing import NamedTuple


class Value(NamedTuple):
    """One recorded value. `speaks_us`: since when its person's traits count for the lead; 0 where it is the lead."""

    name: str
    value: str | None  # JSON text; None: removed, which is a value like any other
    trust: int
    set_us: int
    id: int
    speaks_us: int = 0


class Known(NamedTuple):
    """A value that took force at `known_us`."""

    name: str
    value: str | None
    known_us: int
    id: int


def outranks(new_trust: int, old_trust: int | None) -> bool:
    """Whether what is said now takes force over what is in force (None: nothing is). The same trust may correct."""
    return old_trust is None or new_trust >= old_trust


def in_force(values: Iterable[Value]) -> dict[str, Value]:
    """The newest of the most trusted, for each trait. The order of `values` does not matter."""
    best: dict[str, Value] = {}
    for value in values:
        held = best.get(value.name)
        if held is None or _rank(value) > _rank(held):
            best[value.name] = value
    return best


def as_known(values: Iterable[Value]) -> list[Known]:
    """The values of one lead as they took force, oldest first; those that never did are left out.

    A value of somebody folded in later is known from the fold on, and by then may be outranked already.
    """
    best: dict[str, Value] = {}
    known: list[Known] = []
    for value in sorted(values, key=lambda each: (max(each.set_us, each.speaks_us), each.id)):
        held = best.get(value.name)
        if held is None or _rank(value) > _rank(held):
            best[value.name] = value
            known.append(Known(value.name, value.value, max(value.set_us, value.speaks_us), value.id))
    return known


def _rank(value: Value) -> tuple[int, int, int]:
    return value.trust, value.set_us, value.id
