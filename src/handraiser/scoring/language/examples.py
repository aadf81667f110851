"""A document's own `tests`: people made up, and what the model should say of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from .conditions import STAGES
from .events import ONE_EVENT, SAYS_EVENT, EventName
from .nodes import MappingNode, Node, plain_value
from .paths import Path
from .quantities import Ago, Millionths, Number
from .reading import Definitions, Reading, Schema, Shape, Unreadable
from .records import Record, reads, reads_rest
from .shapes import ListOf, MapOf, Mapped, OrNothing, attempt
from .texts import Anything, Known, OneOf, Text

What = Literal["score", "label", "coverage", "matrix", "total", "stage", "excluded"]


@dataclass(frozen=True)
class Properties:
    """Every other key of an example event is a property, dotted or nested, with any value JSON has."""

    def names(self) -> tuple[str, ...]:
        return ("any property",)

    def read_rest(self, node: MappingNode, reading: Reading, path: Path, claimed: list[str]) -> Mapping[str, Any]:
        return {name.text: plain_value(value) for name, value in node.pairs if name.text not in claimed}

    def schema_rest(self, definitions: Definitions) -> Schema:
        return {"additionalProperties": True}


@dataclass(frozen=True, slots=True)
class ExampleEvent:
    """ago: microseconds before now, never negative."""

    event: EventName = field(metadata=reads(ONE_EVENT, SAYS_EVENT))
    ago: int = field(metadata=reads(Ago(), "How long ago, such as -9d; without it just now.", name="at", default=0))
    properties: Mapping[str, Any] = field(metadata=reads_rest(Properties()))


@dataclass(frozen=True, slots=True)
class Expectation:
    """One thing a test expects.

    score: the score's name for `score`, `label` and `coverage`, else None.
    value: millionths for `score` and `total`, 0..1 for `coverage`, the exclusion's name for `excluded`;
        None expects that there is none.
    """

    what: What
    score: str | None
    value: str | int | float | None
    path: str
    line: int


@dataclass(frozen=True)
class Expected:
    """One value of the result, or one of each score."""

    what: What
    value: Shape[str | int | float | None]
    of: str | None = None  # the kind of name before each value

    def read(self, node: Node, reading: Reading, path: Path) -> list[Expectation]:
        if self.of is None:
            value = self.value.read(node, reading, path)
            return [Expectation(self.what, None, value, str(path), node.line)]
        pairs = MapOf(Known(self.of), self.value).read(node, reading, path)
        mapping = reading.mapping(node, path)
        return [
            Expectation(self.what, score, value, str(path / score), name.line)
            for (score, value), (name, _) in zip(pairs, mapping.pairs, strict=True)
        ]

    def schema(self, definitions: Definitions) -> Schema:
        if self.of is None:
            return self.value.schema(definitions)
        return MapOf(Known(self.of), self.value).schema(definitions)


MAYBE_POINTS: Shape[int | None] = OrNothing(Millionths())
EXPECTED: Mapping[str, Expected] = {
    "scores": Expected("score", MAYBE_POINTS, of="score"),
    "labels": Expected("label", OrNothing(Text(20)), of="labelled score"),
    "coverage": Expected("coverage", Number(0, 1), of="score"),
    "matrix": Expected("matrix", OrNothing(Known("matrix code"))),
    "total": Expected("total", MAYBE_POINTS),
    "stage": Expected("stage", OneOf((*STAGES[1:], "disqualified"))),
    "excluded": Expected("excluded", OrNothing(Known("exclusion"))),
}


def _attempt(shape: Expected, node: Node, reading: Reading, path: Path) -> list[Expectation]:
    """Empty where it could not be read; it always holds at least one otherwise."""
    read = attempt(lambda: shape.read(node, reading, path))
    return read[0] if read else []


@dataclass(frozen=True)
class Expect:
    def read(self, node: Node, reading: Reading, path: Path) -> tuple[Expectation, ...]:
        mapping = reading.mapping(node, path, f"the keys {', '.join(EXPECTED)}")
        if not mapping.pairs:
            reading.refuse(node, path, "length", f"at least one of {', '.join(EXPECTED)}")
        expected: list[Expectation] = []
        broken = False
        for name, value in mapping.pairs:
            if name.text not in EXPECTED:
                reading.unknown("unknown_key", name, path / name.text, list(EXPECTED))
                broken = True
            elif read := _attempt(EXPECTED[name.text], value, reading, path / name.text):
                expected += read
            else:
                broken = True
        if broken:
            raise Unreadable
        return tuple(expected)

    def schema(self, definitions: Definitions) -> Schema:
        return {
            "type": "object",
            "properties": {name: shape.schema(definitions) for name, shape in EXPECTED.items()},
            "additionalProperties": False,
            "minProperties": 1,
        }


@dataclass(frozen=True, slots=True)
class Example:
    """One of the document's own `tests`, run as at now on a lead first seen at its first event."""

    path: str
    line: int
    name: str
    traits: Mapping[str, Any] = field(
        metadata=reads(
            Mapped(MapOf(Text(), Anything(), fewest=0), dict), "The person's and the company's traits.", default={}
        )
    )
    events: tuple[ExampleEvent, ...] = field(
        metadata=reads(ListOf(Record(ExampleEvent), fewest=0), "What the person did.", default=())
    )
    expect: tuple[Expectation, ...] = field(metadata=reads(Expect(), "What the model should say."))


EXAMPLES: Shape[tuple[Example, ...]] = Mapped(
    MapOf(Text(100), Record(Example), fewest=0), lambda pairs: tuple(example for _, example in pairs)
)
