"""Which events a rule or condition speaks of."""

from dataclasses import dataclass
from typing import Literal

from .operands import Tests

Call = Literal["track", "page", "screen", "identify", "group", "*"]


@dataclass(frozen=True, slots=True)
class EventName:
    """`name` is the track event's, matched exactly; None for the other calls and for "*" (any own event)."""

    call: Call
    name: str | None = None

    @property
    def text(self) -> str:
        return self.name if self.name is not None else self.call


@dataclass(frozen=True, slots=True)
class PropertyTests:
    """`path` is dotted, as written; all tests must hold for its value."""

    path: str
    tests: Tests


Where = tuple[PropertyTests, ...]  # all must hold
