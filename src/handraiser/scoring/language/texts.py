"""Shapes of words: text, names, one of a few, and values of any kind."""

import re
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from .nodes import Node, ScalarNode, plain_value
from .operands import Scalar
from .paths import Path
from .reading import Definitions, Reading, Schema

TEXT: Schema = {"type": ["string", "number", "boolean"]}  # what a YAML loader makes of text without quotes
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,49}")
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
class Truth:
    def read(self, node: Node, reading: Reading, path: Path) -> bool:
        value = node.value() if isinstance(node, ScalarNode) else None
        if not isinstance(value, bool):
            reading.refuse(node, path, "kind", "true or false")
        return value

    def schema(self, definitions: Definitions) -> Schema:
        return {"type": "boolean"}


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
