"""Shapes of numbers, durations and dates."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .nodes import LARGEST, REAL, Node, ScalarNode
from .paths import Path
from .reading import Definitions, Reading, Schema

MILLION = 1_000_000
MICROSECONDS = {"m": 60 * MILLION, "h": 3_600 * MILLION, "d": 86_400 * MILLION}
LONGEST_DAYS = 36_500
DURATION = re.compile(r"([0-9]{1,9})([mhd])")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


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
    positive: bool = False

    def read(self, node: Node, reading: Reading, path: Path) -> int:
        start = "above 0, at most" if self.positive else f"from {self.least:,} to"
        allowed = f"a number {start} {self.most:,} with at most six decimals"
        if not isinstance(node, ScalarNode) or not node.plain or not REAL.fullmatch(node.text):
            reading.refuse(node, path, "kind", allowed)
        millionths = Decimal(node.text) * MILLION
        least = 1 if self.positive else self.least * MILLION
        if not least <= millionths <= self.most * MILLION or millionths % 1:
            reading.refuse(node, path, "bound", allowed)
        return int(millionths)

    def schema(self, definitions: Definitions) -> Schema:
        least = {"exclusiveMinimum": 0} if self.positive else {"minimum": self.least}
        return {"type": "number", **least, "maximum": self.most}


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
        microseconds = microseconds_of(text) if text[-1:] in self.units else 0
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


def microseconds_of(text: str) -> int:
    """0 where the text is no duration."""
    match = DURATION.fullmatch(text)
    return int(match[1]) * MICROSECONDS[match[2]] if match else 0


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
