"""Shapes made of other shapes: lists, ranges, named parts, and references to shapes defined further down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from .nodes import Node, ScalarNode, SequenceNode
from .paths import Path
from .reading import Definitions, Reading, Schema, Shape, Unreadable

Item = TypeVar("Item")
Key = TypeVar("Key")
Given = TypeVar("Given")


@dataclass(frozen=True)
class ListOf(Generic[Item]):
    item: Shape[Item]
    fewest: int = 1
    most: int = 1_000

    def read(self, node: Node, reading: Reading, path: Path) -> tuple[Item, ...]:
        if not isinstance(node, SequenceNode):
            reading.refuse(node, path, "kind", "a list, such as [a, b]")
        if not self.fewest <= len(node.items) <= self.most:
            allowed = entries(self.fewest, self.most)
            reading.note(node, path, "length", f"{len(node.items):,} entries", allowed)
            raise Unreadable
        return self._items(node, reading, path)

    def _items(self, node: SequenceNode, reading: Reading, path: Path) -> tuple[Item, ...]:
        items: list[Item] = []
        for index, item in enumerate(node.items):
            try:
                items.append(self.item.read(item, reading, path / index))
            except Unreadable:
                continue
        if len(items) < len(node.items):
            raise Unreadable
        return tuple(items)

    def schema(self, definitions: Definitions) -> Schema:
        items = self.item.schema(definitions)
        return {"type": "array", "items": items, "minItems": self.fewest, "maxItems": self.most}


@dataclass(frozen=True)
class MapOf(Generic[Key, Item]):
    """Pairs in written order."""

    key: Shape[Key]
    item: Shape[Item]
    fewest: int = 1
    most: int = 200

    def read(self, node: Node, reading: Reading, path: Path) -> tuple[tuple[Key, Item], ...]:
        mapping = reading.mapping(node, path)
        if not self.fewest <= len(mapping.pairs) <= self.most:
            allowed = entries(self.fewest, self.most)
            reading.note(node, path, "length", f"{len(mapping.pairs):,} entries", allowed)
            raise Unreadable
        read = [self._pair(name, item, reading, path) for name, item in mapping.pairs]
        pairs = tuple(pair for pair in read if pair is not None)
        if len(pairs) < len(read):
            raise Unreadable
        return pairs

    def _pair(self, name: ScalarNode, item: Node, reading: Reading, path: Path) -> tuple[Key, Item] | None:
        here = path / name.text
        key = attempt(lambda: self.key.read(name, reading, here))
        value = attempt(lambda: self.item.read(item, reading, here))
        return None if key is None or value is None else (key[0], value[0])

    def schema(self, definitions: Definitions) -> Schema:
        names = {k: v for k, v in self.key.schema(definitions).items() if k in ("pattern", "not", "maxLength")}
        schema: Schema = {"type": "object", "additionalProperties": self.item.schema(definitions)}
        bounds = {"minProperties": self.fewest, "maxProperties": self.most}
        return schema | bounds | ({"propertyNames": names} if names else {})


def entries(fewest: int, most: int) -> str:
    return f"{fewest} to {most:,} entries" if fewest else f"at most {most:,} entries"


def attempt(read: Callable[[], Given]) -> tuple[Given] | None:
    """None where it could not be read; what is wrong is then already noted."""
    try:
        return (read(),)
    except Unreadable:
        return None


@dataclass(frozen=True)
class Pair(Generic[Item]):
    """[low, high]"""

    end: Shape[Item]

    def read(self, node: Node, reading: Reading, path: Path) -> tuple[Item, Item]:
        if not isinstance(node, SequenceNode) or len(node.items) != 2:
            reading.refuse(node, path, "kind", "two numbers, such as [0, 100]")
        low, high = ListOf(self.end).read(node, reading, path)
        if low > high:  # type: ignore[operator]
            found = f"[{', '.join(i.text for i in node.items if isinstance(i, ScalarNode))}]"
            reading.note(node, path, "order", found, "the low end first")
            raise Unreadable
        return low, high

    def schema(self, definitions: Definitions) -> Schema:
        return {"type": "array", "items": self.end.schema(definitions), "minItems": 2, "maxItems": 2}


@dataclass(frozen=True)
class Mapped(Generic[Item, Given]):
    """What `shape` reads, turned into the model's own type."""

    shape: Shape[Item]
    make: Callable[[Item], Given]

    def read(self, node: Node, reading: Reading, path: Path) -> Given:
        return self.make(self.shape.read(node, reading, path))

    def schema(self, definitions: Definitions) -> Schema:
        return self.shape.schema(definitions)


@dataclass(frozen=True)
class OrNothing(Generic[Item]):
    """`null` says that there is none."""

    shape: Shape[Item]

    def read(self, node: Node, reading: Reading, path: Path) -> Item | None:
        if isinstance(node, ScalarNode) and node.empty:
            return None
        return self.shape.read(node, reading, path)

    def schema(self, definitions: Definitions) -> Schema:
        return {"anyOf": [{"type": "null"}, self.shape.schema(definitions)]}


@dataclass(frozen=True)
class WordOr(Generic[Item]):
    """One of a few words, or else what `shape` reads."""

    words: Mapping[str, Item]
    shape: Shape[Item]
    allowed: str

    def read(self, node: Node, reading: Reading, path: Path) -> Item:
        if not isinstance(node, ScalarNode):
            return self.shape.read(node, reading, path)
        if node.empty or node.text not in self.words:
            reading.refuse(node, path, "kind", self.allowed)
        return self.words[node.text]

    def schema(self, definitions: Definitions) -> Schema:
        return {"anyOf": [{"enum": list(self.words)}, self.shape.schema(definitions)]}


@dataclass(frozen=True)
class Later(Generic[Item]):
    """A shape that is defined further down: conditions nest."""

    shape: Callable[[], Shape[Item]]

    def read(self, node: Node, reading: Reading, path: Path) -> Item:
        return self.shape().read(node, reading, path)

    def schema(self, definitions: Definitions) -> Schema:
        return self.shape().schema(definitions)
