"""How points fade with age in whole days. Durations are microseconds: `half_life: 36h` is 1.5 days."""

from dataclasses import dataclass, field

from .quantities import Duration, Share
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


Decay = HalfLife | Linear | Lifespan

_KINDS = "{half_life: 21d}, {linear: 25%, every: 30d} or {lifespan: 90d}"
_PARTS: Kinds[Decay] = Kinds(
    "DecayParts",
    {"half_life": Record(HalfLife), "linear": Record(Linear), "lifespan": Record(Lifespan)},
    misplaced={"step": ("release", _KINDS)},
)
DECAY: Shape[Decay | None] = WordOr({"none": None}, _PARTS, f"none, {_KINDS}")
