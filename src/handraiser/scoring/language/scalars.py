"""Shapes of single values that every part of the language uses."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from .nodes import LARGEST, REAL, Node, ScalarNode, plain_value
from .operands import Scalar
from .paths import Path
from .reading import Definitions, Reading, Schema

MILLION = 1_000_000
MICROSECONDS = {"m": 60 * MILLION, "h": 3_600 * MILLION, "d": 86_400 * MILLION}
LONGEST_DAYS = 36_500
TEXT: Schema = {"type": ["string", "number", "boolean"]}  # what a YAML loader makes of text without quotes
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,49}")
DURATION = re.compile(r"([0-9]{1,9})([mhd])")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Choice = TypeVar("Choice", bound=str)


@dataclass(frozen=True)
class Text:
    longest: int = 255

    def read(self, node: Node, reading: Reading, path: Path) -> str:
        allowed = f"text of 1 to {self.longest} characters"
        text = reading.text(node, path, allowed)
        if not 0 < len(text) <= self.longest:
            reading.refuse(node, path, "kind", allowed)
        return text

    def schema(self, definitions: Definitions) -> Schema:
        return TEXT | {"minLength": 1, "maxLength": self.longest}


@dataclass(frozen=True)
class AnyText:
    """Text that may be empty: what a value is compared with."""

    def read(self, node: Node, reading: Reading, path: Path) -> str:
        return reading.text(node, path)

    def schema(self, definitions: Definitions) -> Schema:
        return TEXT


@dataclass(frozen=True)
class Name:
    """What the author calls a part; stands in paths and columns."""

    reserved: tuple[str, ...] = ()

    def read(self, node: Node, reading: Reading, path: Path) -> str:
        allowed = "a letter, then up to 49 letters, digits, _ or -"
        if self.reserved:
            allowed += f", but not {', '.join(self.reserved)}"
        name = reading.text(node, path, allowed)
        if not NAME.fullmatch(name) or name in self.reserved:
            reading.refuse(node, path, "kind", allowed)
        return name

    def schema(self, definitions: Definitions) -> Schema:
        schema: Schema = {"type": "string", "pattern": f"^{NAME.pattern}$"}
        return schema | ({"not": {"enum": list(self.reserved)}} if self.reserved else {})


@dataclass(frozen=True)
class OneOf(Generic[Choice]):
    """One of a few words of the language."""

    choices: tuple[Choice, ...]

    def read(self, node: Node, reading: Reading, path: Path) -> Choice:
        text = reading.member(node, path, self.choices, ", ".join(self.choices))
        return self.choices[self.choices.index(text)]

    def schema(self, definitions: Definitions) -> Schema:
        return {"enum": list(self.choices)}


@dataclass(frozen=True)
class Known:
    """A name the document itself gives to something of that kind."""

    kind: str

    def read(self, node: Node, reading: Reading, path: Path) -> str:
        allowed = f"the name of a {self.kind}"
        if self.kind not in reading.names:  # what would name them is itself broken, and noted there
            return reading.text(node, path, allowed)
        return reading.member(node, path, reading.names[self.kind], allowed)

    def schema(self, definitions: Definitions) -> Schema:
        return TEXT


@dataclass(frozen=True)
class Trait:
    """A trait's name; where the caller knows the traits there are, one of those."""

    def read(self, node: Node, reading: Reading, path: Path) -> str:
        name = Text().read(node, reading, path)
        if reading.known_traits is None:
            return name
        return reading.member(node, path, reading.known_traits, "the name of a trait")

    def schema(self, definitions: Definitions) -> Schema:
        return Text().schema(definitions)


@dataclass(frozen=True)
class Whole:
    least: int
    most: int = MILLION

    def read(self, node: Node, reading: Reading, path: Path) -> int:
        value = node.value() if isinstance(node, ScalarNode) else None
        if type(value) is not int or not self.least <= value <= self.most:
            reading.refuse(node, path, "kind", self.allowed)
        return value

    @property
    def allowed(self) -> str:
        if self.least == self.most:
            return str(self.least)
        return f"a whole number from {self.least} to {self.most:,}"

    def schema(self, definitions: Definitions) -> Schema:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Millionths:
    """A decimal number of at most six places, as integer millionths: points, thresholds, weights."""

    least: int = -MILLION
    most: int = MILLION

    def read(self, node: Node, reading: Reading, path: Path) -> int:
        allowed = f"a number from {self.least:,} to {self.most:,} with at most six decimals"
        if not isinstance(node, ScalarNode) or not node.plain or not REAL.fullmatch(node.text):
            reading.refuse(node, path, "kind", allowed)
        millionths = Decimal(node.text) * MILLION
        if not self.least * MILLION <= millionths <= self.most * MILLION or millionths % 1:
            reading.refuse(node, path, "bound", allowed)
        return int(millionths)

    def schema(self, definitions: Definitions) -> Schema:
        return {"type": "number", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Share:
    """A percentage of the whole, as integer millionths of it: `25%` is 250,000."""

    def read(self, node: Node, reading: Reading, path: Path) -> int:
        allowed = "a percentage above 0% and up to 100%, such as 25%"
        text = reading.text(node, path, allowed)
        match = re.fullmatch(r"([0-9]{1,3}(?:\.[0-9]{1,4})?)%", text)
        share = int(Decimal(match[1]) * MILLION / 100) if match else 0
        if not 0 < share <= MILLION:
            reading.refuse(node, path, "kind", allowed)
        return share

    def schema(self, definitions: Definitions) -> Schema:
        return {"type": "string", "pattern": r"^[0-9]{1,3}(\.[0-9]{1,4})?%$"}


@dataclass(frozen=True)
class Duration:
    """Microseconds, more than none."""

    units: str = "mhd"

    def read(self, node: Node, reading: Reading, path: Path) -> int:
        text = reading.text(node, path, self.allowed)
        match = DURATION.fullmatch(text)
        microseconds = int(match[1]) * MICROSECONDS[match[2]] if match and match[2] in self.units else 0
        if not 0 < microseconds <= LONGEST_DAYS * MICROSECONDS["d"]:
            reading.refuse(node, path, "kind", self.allowed)
        return microseconds

    @property
    def allowed(self) -> str:
        if self.units == "d":
            return f"whole days, such as 30d, up to {LONGEST_DAYS}d"
        return f"minutes, hours or days, such as 90m, 36h or 30d, up to {LONGEST_DAYS}d"

    def schema(self, definitions: Definitions) -> Schema:
        return {"type": "string", "pattern": f"^0*[1-9][0-9]{{0,8}}[{self.units}]$"}


@dataclass(frozen=True)
class Ago:
    """Microseconds before now, written `-9d`."""

    def read(self, node: Node, reading: Reading, path: Path) -> int:
        allowed = "how long ago, such as -9d, -3h or -0d"
        text = reading.text(node, path, allowed)
        match = DURATION.fullmatch(text.removeprefix("-"))
        ago = int(match[1]) * MICROSECONDS[match[2]] if match and text.startswith("-") else -1
        if not 0 <= ago <= LONGEST_DAYS * MICROSECONDS["d"]:
            reading.refuse(node, path, "kind", allowed)
        return ago

    def schema(self, definitions: Definitions) -> Schema:
        return {"type": "string", "pattern": "^-[0-9]{1,9}[mhd]$"}


@dataclass(frozen=True)
class Truth:
    def read(self, node: Node, reading: Reading, path: Path) -> bool:
        value = node.value() if isinstance(node, ScalarNode) else None
        if not isinstance(value, bool):
            reading.refuse(node, path, "kind", "true or false")
        return value

    def schema(self, definitions: Definitions) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Day:
    def read(self, node: Node, reading: Reading, path: Path) -> date:
        allowed = "a date, such as 2026-03-31"
        text = reading.text(node, path, allowed)
        day = _day(text) if DAY.fullmatch(text) else None
        if day is None:
            reading.refuse(node, path, "kind", allowed)
        return day

    def schema(self, definitions: Definitions) -> Schema:
        return {"type": "string", "pattern": f"^{DAY.pattern}$"}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class Number:
    """A number a value is compared with. Beyond whole numbers it is the float JSON would have."""

    least: float = -LARGEST
    most: float = LARGEST

    def read(self, node: Node, reading: Reading, path: Path) -> int | float:
        value = node.value() if isinstance(node, ScalarNode) else None
        if isinstance(value, bool) or not isinstance(value, int | float):
            reading.refuse(node, path, "kind", self.allowed)
        if not self.least <= value <= self.most:
            reading.refuse(node, path, "bound", self.allowed)
        return value

    @property
    def allowed(self) -> str:
        return "a number" if self.most == LARGEST else f"a number from {self.least:g} to {self.most:g}"

    def schema(self, definitions: Definitions) -> Schema:
        bounds = {} if self.most == LARGEST else {"minimum": self.least, "maximum": self.most}
        return {"type": "number"} | bounds


@dataclass(frozen=True)
class Value:
    """Text, a number, true or false, as YAML 1.2 reads it."""

    def read(self, node: Node, reading: Reading, path: Path) -> Scalar:
        value = node.value() if isinstance(node, ScalarNode) else None
        if value is None:
            reading.refuse(node, path, "kind", "text, a number, true or false")
        return value

    def schema(self, definitions: Definitions) -> Schema:
        return TEXT


@dataclass(frozen=True)
class Anything:
    """Any value JSON has."""

    def read(self, node: Node, reading: Reading, path: Path) -> Any:
        return plain_value(node)

    def schema(self, definitions: Definitions) -> Schema:
        return {}
