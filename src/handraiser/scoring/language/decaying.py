"""How points fade with age in whole days. Durations are microseconds: `half_life: 36h` is 1.5 days."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HalfLife:
    half_life: int


@dataclass(frozen=True, slots=True)
class Linear:
    """`share` of the original (millionths of the whole) is lost at each full `every`."""

    share: int
    every: int


@dataclass(frozen=True, slots=True)
class Lifespan:
    lifespan: int


Decay = HalfLife | Linear | Lifespan
