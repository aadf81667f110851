"""How points fade with age in whole days. Durations are microseconds: `half_life: 36h` is 1.5 days."""

from dataclasses import dataclass, field

from .quantities import Duration, Millionths, Share
from .reading import Shape
from .records import Kinds, Record, reads
from .shapes import WordOr


@dataclass(frozen=True, slots=True)
class HalfLife:
    half_life: int = field(metadata=reads(Duration(), "Halved at every such age."))


@dataclass(frozen=True, slots=True)
class Linear:
    """`share` of the original (millionths of the whole) is lost at each full `every`."""

    share: int = field(metadata=reads(Share(), "The share of the original points lost each time.", name="linear"))
    every: int = field(metadata=reads(Duration(), "How often the share is lost."))


@dataclass(frozen=True, slots=True)
class Lifespan:
    lifespan: int = field(metadata=reads(Duration(), "Fades evenly to nothing at this age."))


@dataclass(frozen=True, slots=True)
class Steps:
    """`points` (millionths) nearer to nothing at each full `every`."""

    points: int = field(metadata=reads(Millionths(positive=True), "Points lost each time."))
    every: int = field(metadata=reads(Duration(), "How often they are lost."))


@dataclass(frozen=True, slots=True)
class Step:
    step: Steps = field(metadata=reads(Record(Steps), "So many points are lost each time."))


Decay = HalfLife | Linear | Lifespan | Step

_KINDS = "{half_life: 21d}, {linear: 25%, every: 30d}, {lifespan: 90d} or {step: {points: 5, every: 7d}}"
_PARTS: Kinds[Decay] = Kinds(
    "DecayParts",
    {"half_life": Record(HalfLife), "linear": Record(Linear), "lifespan": Record(Lifespan), "step": Record(Step)},
)
DECAY: Shape[Decay | None] = WordOr({"none": None}, _PARTS, f"none, {_KINDS}")
