"""Which of the matching events a rule counts."""

from dataclasses import dataclass
from typing import Literal

Period = Literal["hour", "day", "week", "month", "ever"]


@dataclass(frozen=True, slots=True)
class Each:
    """Every one."""


@dataclass(frozen=True, slots=True)
class Once:
    """The first."""


@dataclass(frozen=True, slots=True)
class OncePer:
    """The first, then the first at least `every` microseconds after the last counted."""

    every: int


@dataclass(frozen=True, slots=True)
class AtMost:
    """The first `times` of each period of the model's time zone."""

    times: int
    per: Period


@dataclass(frozen=True, slots=True)
class Unique:
    """The latest of each distinct value of the rule's `key`."""


Count = Each | Once | OncePer | AtMost | Unique
