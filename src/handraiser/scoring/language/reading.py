"""What is known while a document is read, and where its problems are noted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn, Protocol, TypeVar

from .nodes import MappingNode, Node, RefusedNode, ScalarNode, describe
from .operands import Scalar
from .paths import Path
from .problems import MOST_PROBLEMS, ModelRefused, Problem, message, nearest, one_of, shown

Schema = dict[str, Any]
Read_co = TypeVar("Read_co", covariant=True)


class Unreadable(Exception):
    """The node's problem is already noted; whoever reads a larger part goes on with its other nodes."""


class Definitions(dict[str, Schema]):
    """The named parts of a JSON Schema, each written once."""


class Shape(Protocol[Read_co]):
    """One thing a document may hold: how it is read, and the JSON Schema of just that."""

    def read(self, node: Node, reading: "Reading", path: Path) -> Read_co:
        """Raises Unreadable once everything wrong inside `node` is noted."""
        ...

    def schema(self, definitions: Definitions) -> Schema: ...


@dataclass
class Reading:
    """names: what the document itself names, by kind ("score", "list", ...)."""

    problems: list[Problem]
    names: Mapping[str, Collection[str]]
    known_traits: Collection[str] | None
    lists: dict[str, tuple[Scalar, ...]] = field(default_factory=dict)

    def note(self, at: Node, path: Path, code: str, found: str, allowed: str, meant: str | None = None) -> None:
        if isinstance(at, RefusedNode):
            return
        words = message(code, found, allowed, meant)
        self.problems.append(Problem(at.line, at.column, str(path), found, allowed, words, code))
        if len(self.problems) >= MOST_PROBLEMS:
            raise ModelRefused(self.problems)

    def refuse(self, at: Node, path: Path, code: str, allowed: str) -> NoReturn:
        """Note the problem with what stands there."""
        self.note(at, path, code, describe(at), allowed)
        raise Unreadable

    def unknown(self, code: str, at: ScalarNode, path: Path, names: Collection[str]) -> None:
        near = nearest(at.text, names)
        self.note(at, path, code, shown(at.text), one_of(names, near), near[0] if near else None)

    def text(self, node: Node, path: Path, allowed: str = "text") -> str:
        """What was written, whatever YAML would make of it: `NO`, `on` and `1E2` stay as they are."""
        if not isinstance(node, ScalarNode) or node.empty:
            self.refuse(node, path, "kind", allowed)
        return node.text

    def member(self, node: Node, path: Path, names: Collection[str], allowed: str) -> str:
        """One of `names`; refused with the nearest of them."""
        name = self.text(node, path, allowed)
        if name not in names and isinstance(node, ScalarNode):
            self.unknown("unknown_name", node, path, names)
            raise Unreadable
        return name

    def mapping(self, node: Node, path: Path, allowed: str = "keys and values") -> MappingNode:
        if not isinstance(node, MappingNode):
            self.refuse(node, path, "kind", allowed)
        return node
