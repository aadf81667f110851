"""Which of the matching events a rule counts."""

from dataclasses import dataclass, field
from typing import Literal, get_args

from .quantities import Duration, Whole
from .reading import Shape
from .records import Kinds, Record, reads
from .shapes import WordOr
from .texts import OneOf

Period = Literal["hour", "day", "week", "month", "ever"]
PERIODS: tuple[Period, ...] = get_args(Period)


@dataclass(frozen=True, slots=True)
class Each:
    """Every one."""


@dataclass(frozen=True, slots=True)
class Once:
    """The first."""


@dataclass(frozen=True, slots=True)
class OncePer:
    """The first, then the first at least `every` microseconds after the last counted."""

    every: int = field(
        metadata=reads(Duration(), "The first, then each at least this long after the last counted.", name="once_per")
    )


@dataclass(frozen=True, slots=True)
class AtMost:
    """The first `times` of each period of the model's time zone."""

    times: int = field(metadata=reads(Whole(1), "At most so many in each period, the first ones.", name="at_most"))
    per: Period = field(metadata=reads(OneOf(PERIODS), "The period, in the model's time zone."))


@dataclass(frozen=True, slots=True)
class Unique:
    """The latest of each distinct value of the rule's `key`."""


Count = Each | Once | OncePer | AtMost | Unique

_PARTS: Kinds[Count] = Kinds("CountParts", {"once_per": Record(OncePer), "at_most": Record(AtMost)})
COUNT: Shape[Count] = WordOr(
    {"each": Each(), "once": Once(), "unique": Unique()},
    _PARTS,
    "each, once, unique, {once_per: 90d} or {at_most: 3, per: day}",
)
