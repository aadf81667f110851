"""Shapes of mappings with fixed keys: read into a dataclass whose fields name their own shapes."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from .nodes import MappingNode, Node, describe
from .paths import Path
from .problems import nearest, one_of
from .reading import Definitions, Reading, Schema, Shape, Unreadable
from .shapes import attempt

Made = TypeVar("Made")
Check = Callable[[MappingNode, Reading, Path], None]
REQUIRED: Any = object()
Misplaced = Mapping[str, tuple[str, str]]  # key -> code and what is allowed, for keys refused in their own words


class Rest(Protocol):
    """Reads the keys of a mapping that no field claims: a test's operators, an example event's properties."""

    def names(self) -> tuple[str, ...]: ...
    def read_rest(self, node: MappingNode, reading: Reading, path: Path, claimed: list[str]) -> Any: ...
    def schema_rest(self, definitions: Definitions) -> Schema: ...


@dataclass(frozen=True)
class Key:
    """One key of a mapping. default: what its absence means."""

    shape: Shape[Any]
    says: str
    name: str
    default: Any


def reads(shape: Shape[Any], says: str, *, name: str = "", default: Any = REQUIRED) -> dict[str, Key]:
    """Metadata of a dataclass field that is read from a key; `name` where the field cannot carry the key's."""
    return {"key": Key(shape, says, name, default)}


def reads_rest(shape: Rest) -> dict[str, Rest]:
    return {"rest": shape}


@dataclass(frozen=True)
class Record(Generic[Made]):
    """title: its name in the JSON Schema. finish: changes the values read before they become the dataclass."""

    made: type[Made]
    title: str = ""
    shapes: Mapping[str, Shape[Any]] = field(default_factory=dict)
    misplaced: Misplaced = field(default_factory=dict)
    checks: tuple[Check, ...] = ()
    finish: Callable[[dict[str, Any], MappingNode], None] | None = None

    def claims(self) -> Iterator[tuple[str, str, Key]]:
        """Field, key as written, and what the field says of it."""
        for part in dataclasses.fields(self.made):  # type: ignore[arg-type]
            if "key" in part.metadata:
                found: Key = part.metadata["key"]
                shape = self.shapes.get(part.name, found.shape)
                yield part.name, found.name or part.name, dataclasses.replace(found, shape=shape)

    def rest(self) -> tuple[str, Rest] | None:
        parts = dataclasses.fields(self.made)  # type: ignore[arg-type]
        return next(((part.name, part.metadata["rest"]) for part in parts if "rest" in part.metadata), None)

    def read(self, node: Node, reading: Reading, path: Path) -> Made:
        mapping = reading.mapping(node, path, f"the keys {', '.join(self._allowed())}")
        before = len(reading.problems)
        values = self._fields(mapping, reading, path)
        for check in self.checks:
            check(mapping, reading, path)
        if values is None or len(reading.problems) > before:
            raise Unreadable
        if self.finish:
            self.finish(values, mapping)
        return self.made(**values, **self._place(mapping, path))

    def _place(self, node: MappingNode, path: Path) -> dict[str, Any]:
        place = {"path": str(path), "line": node.line, "name": path.name}
        own = {part.name for part in dataclasses.fields(self.made) if not part.metadata}  # type: ignore[arg-type]
        return {name: value for name, value in place.items() if name in own}

    def _fields(self, node: MappingNode, reading: Reading, path: Path) -> dict[str, Any] | None:
        values: dict[str, Any] = {}
        broken = self._unknown(node, reading, path)
        for name, written, wanted in self.claims():
            value = self._field(node, written, wanted, reading, path)
            broken |= value is None
            values[name] = value and value[0]
        if tail := self.rest():
            claimed = [*(written for _, written, _ in self.claims()), *self.misplaced]
            read = attempt(lambda: tail[1].read_rest(node, reading, path, claimed))
            broken |= read is None
            values[tail[0]] = read and read[0]
        return None if broken else values

    def _field(self, node: MappingNode, written: str, wanted: Key, reading: Reading, path: Path) -> tuple[Any] | None:
        if (value := node.get(written)) is not None:
            return attempt(lambda: wanted.shape.read(value, reading, path / written))
        if wanted.default is not REQUIRED:
            return (wanted.default,)
        reading.note(node, path, "missing_key", f"no {written}", written)
        return None

    def _unknown(self, node: MappingNode, reading: Reading, path: Path) -> bool:
        known = {written for _, written, _ in self.claims()}
        here = set(node)
        unclaimed = [word for word in self._allowed() if word not in here] or self._allowed()
        strange = here - known if self.rest() is None else here & set(self.misplaced)
        for name, _ in node.pairs:
            if name.text in self.misplaced:
                misplaced(node, name.text, self.misplaced, reading, path)
            elif name.text in strange:
                reading.unknown("unknown_key", name, path / name.text, unclaimed)
        return bool(strange)

    def _allowed(self) -> list[str]:
        tail = self.rest()
        return [*(written for _, written, _ in self.claims()), *(tail[1].names() if tail else ())]

    def schema(self, definitions: Definitions) -> Schema:
        title = self.title or self.made.__name__
        if title not in definitions:
            definitions[title] = {}  # conditions nest: the name must be there before the body is
            definitions[title] = self._schema(definitions)
        return {"$ref": f"#/$defs/{title}"}

    def _schema(self, definitions: Definitions) -> Schema:
        keys = [(written, wanted) for _, written, wanted in self.claims()]
        schema: Schema = {
            "type": "object",
            "properties": {w: k.shape.schema(definitions) | {"description": k.says} for w, k in keys},
            "required": [written for written, wanted in keys if wanted.default is REQUIRED],
            "additionalProperties": False,
        }
        if tail := self.rest():
            more = tail[1].schema_rest(definitions)
            schema["properties"] |= more.pop("properties", {})
            schema["minProperties"] = len(schema["required"]) + more.pop("minProperties", 0)
            schema |= more
        return schema


@dataclass(frozen=True)
class Kinds(Generic[Made]):
    """A mapping whose keys say what it is: the first key of `kinds` that is there decides."""

    title: str
    kinds: Mapping[str, "Record[Any]"]
    misplaced: Misplaced = field(default_factory=dict)

    def read(self, node: Node, reading: Reading, path: Path) -> Made:
        mapping = reading.mapping(node, path, f"one of the keys {', '.join(self.kinds)}")
        for name in self.misplaced:
            if name in mapping:
                misplaced(mapping, name, self.misplaced, reading, path)
                raise Unreadable
        for name, record in self.kinds.items():
            if name in mapping:
                self._check_one(mapping, record, reading, path)
                made: Made = record.read(node, reading, path)
                return made
        self._refuse(mapping, reading, path)
        raise Unreadable

    def _check_one(self, node: MappingNode, record: "Record[Any]", reading: Reading, path: Path) -> None:
        own = {written for _, written, _ in record.claims()}
        others = [name for name in self.kinds if name in node and name not in own]
        for name in others:
            told = ", ".join(kind for kind in self.kinds if kind in node and kind not in others)
            reading.note(
                node.key(name), path / name, "two_kinds", name, f"{told} without {name}, or the other way round"
            )
        if others:
            raise Unreadable

    def _refuse(self, node: MappingNode, reading: Reading, path: Path) -> None:
        near = [name for written in node for name in nearest(written, self.kinds, 1)]
        found = f"only {', '.join(list(node)[:6])}" if node.pairs else describe(node)
        reading.note(node, path, "no_kind", found, one_of(list(self.kinds)), near[0] if near else None)

    def schema(self, definitions: Definitions) -> Schema:
        if self.title not in definitions:
            definitions[self.title] = {}
            kinds = [shape.schema(definitions) for shape in self.kinds.values()]
            definitions[self.title] = {"anyOf": kinds}
        return {"$ref": f"#/$defs/{self.title}"}


def misplaced(node: MappingNode, name: str, words: Misplaced, reading: Reading, path: Path) -> None:
    code, allowed = words[name]
    reading.note(node.key(name), path / name, code, name, allowed)
