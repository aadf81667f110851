"""Which events a rule or condition speaks of."""

from dataclasses import dataclass
from typing import Literal, get_args

from .comparing import TESTS
from .nodes import Node
from .operands import Tests
from .paths import Path
from .reading import Definitions, Reading, Schema, Shape
from .shapes import MapOf, Mapped
from .texts import Text

Call = Literal["track", "page", "screen", "identify", "group", "*"]
CALLS: tuple[Call, ...] = get_args(Call)


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


@dataclass(frozen=True)
class OfEvent:
    """A track event's name, or one of the other calls; "*" only where `any_event`."""

    any_event: bool = True

    def read(self, node: Node, reading: Reading, path: Path) -> EventName:
        text = Text().read(node, reading, path)
        if text == "*" and not self.any_event:
            reading.refuse(node, path, "kind", "the name of one event, or page, screen, identify or group")
        call = next((call for call in CALLS if call == text and call != "track"), None)
        return EventName(call) if call else EventName("track", text)

    def schema(self, definitions: Definitions) -> Schema:
        schema = Text().schema(definitions)
        return schema if self.any_event else schema | {"not": {"const": "*"}}


def _where(pairs: tuple[tuple[str, Tests], ...]) -> Where:
    return tuple(PropertyTests(path, tests) for path, tests in pairs)


EVENT = OfEvent()
ONE_EVENT = OfEvent(any_event=False)
WHERE: Shape[Where] = Mapped(MapOf(Text(), TESTS), _where)
SAYS_EVENT = "A track event by its name; page, screen, identify or group; or * for any event of the person's own."
SAYS_WHERE = "What the event's properties must be: dotted path to operators."
