"""A YAML document as a tree that keeps where everything stood and how it was written."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .problems import shown

NULLS = ("", "~", "null", "Null", "NULL")
TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
WHOLE = re.compile(r"[-+]?[0-9]{1,19}")
REAL = re.compile(r"[-+]?(\.[0-9]{1,40}|[0-9]{1,40}(\.[0-9]{0,40})?)([eE][-+]?[0-9]{1,3})?")
LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class ScalarNode:
    """text: as written, quotes and escapes undone. plain: without quotes, so it may be a number or nothing."""

    text: str
    plain: bool
    line: int
    column: int

    @property
    def empty(self) -> bool:
        return self.plain and self.text in NULLS

    def value(self) -> str | int | float | bool | None:
        """What YAML 1.2's core schema makes of it; numbers beyond 64 bits stay text."""
        if not self.plain:
            return self.text
        if self.text in NULLS:
            return None
        if self.text in TRUTHS:
            return TRUTHS[self.text]
        return self._number()

    def _number(self) -> str | int | float:
        if WHOLE.fullmatch(self.text) and abs(int(self.text)) <= LARGEST:
            return int(self.text)
        if REAL.fullmatch(self.text) and math.isfinite(float(self.text)):
            return float(self.text)
        return self.text


@dataclass(frozen=True, slots=True)
class SequenceNode:
    items: tuple["Node", ...]
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys are unique; of a key written twice the first is kept."""

    pairs: tuple[tuple[ScalarNode, "Node"], ...]
    line: int
    column: int

    def __contains__(self, key: str) -> bool:
        return any(name.text == key for name, _ in self.pairs)

    def __iter__(self) -> Iterator[str]:
        return (name.text for name, _ in self.pairs)

    def get(self, key: str) -> "Node | None":
        return next((node for name, node in self.pairs if name.text == key), None)

    def key(self, key: str) -> ScalarNode:
        return next(name for name, _ in self.pairs if name.text == key)


@dataclass(frozen=True, slots=True)
class RefusedNode:
    """Stands where something already refused was written, so that nothing else is said of it."""

    line: int
    column: int


Node = ScalarNode | SequenceNode | MappingNode | RefusedNode


def describe(node: Node) -> str:
    """What was found, for an author to read."""
    match node:
        case ScalarNode():
            return "nothing" if node.empty else shown(node.text) + _quotes(node)
        case SequenceNode():
            return "a list" if node.items else "an empty list"
        case MappingNode():
            return "keys and values" if node.pairs else "an empty {}"
        case RefusedNode():
            return "something refused"


def _quotes(node: ScalarNode) -> str:
    """Said only where the quotes are what makes it text."""
    bare = ScalarNode(node.text, True, node.line, node.column)
    return "" if node.plain or isinstance(bare.value(), str) else " in quotes, which is text"


def plain_value(node: Node) -> Any:
    """The tree as JSON has it."""
    match node:
        case ScalarNode():
            return node.value()
        case SequenceNode():
            return [plain_value(item) for item in node.items]
        case MappingNode():
            return {name.text: plain_value(value) for name, value in node.pairs}
        case RefusedNode():
            return None
