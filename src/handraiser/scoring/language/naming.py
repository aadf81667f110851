"""What a document names: found before it is read, so that each use can be checked where it stands."""

import functools
import zoneinfo
from collections.abc import Collection
from dataclasses import dataclass

from handraiser.scoring.lists import SHIPPED

from .comparing import LONGEST_LIST
from .labels import codes
from .nodes import MappingNode, Node, ScalarNode, SequenceNode
from .operands import Scalar
from .paths import Path
from .reading import Definitions, Reading, Schema
from .shapes import ListOf, MapOf, Mapped
from .texts import Name, Value


def names_of(root: Node) -> dict[str, Collection[str]]:
    """By kind; a kind that cannot be known, as what would name it is broken, is left out."""
    labels = _part(root, "labels")
    names: dict[str, Collection[str]] = {
        "list": _keys(_part(root, "lists")),
        "score": _keys(_part(root, "scores")),
        "exclusion": _keys(_part(root, "exclude")),
        "labelled score": _keys(labels),
        "hand-raise": _texts(_part(root, "hand_raises")),
    }
    of_scores = {score: _keys(scale) for score, scale in _parts(labels)}
    names |= {f"rolled by {score}": of for score, of in _rolled_by(_part(root, "scores")).items()}
    names |= {f"label of {score}": of_score for score, of_score in of_scores.items() if of_score}
    matrix = _part(root, "matrix")
    possible = codes(matrix.text, of_scores) if isinstance(matrix, ScalarNode) else []
    return names if possible is None else names | {"matrix code": possible}


def traits_in_tests(root: Node) -> set[str]:
    return {trait for _, test in _parts(_part(root, "tests")) for trait in _keys(_part(test, "traits"))}


def _rolled_by(scores: Node | None) -> dict[str, list[str]]:
    """The scores that each score's rollups read, of those that hold any."""
    found: dict[str, list[str]] = {}
    for score, node in _parts(scores):
        for _, group in _parts(_part(node, "groups")):
            for _, rule in _parts(_part(group, "rules")):
                of = _part(_part(rule, "rollup"), "of")
                if _part(rule, "rollup") is not None:
                    found.setdefault(score, []).append(getattr(of, "text", ""))
    return found


def _part(node: Node | None, key: str) -> Node | None:
    return node.get(key) if isinstance(node, MappingNode) else None


def _parts(node: Node | None) -> list[tuple[str, Node]]:
    return [(name.text, part) for name, part in node.pairs] if isinstance(node, MappingNode) else []


def _keys(node: Node | None) -> list[str]:
    return list(node) if isinstance(node, MappingNode) else []


def _texts(node: Node | None) -> list[str]:
    items = node.items if isinstance(node, SequenceNode) else ()
    return [item.text for item in items if isinstance(item, ScalarNode)]


@dataclass(frozen=True)
class NamedList:
    """Values written out, or "@..." for a list the product ships; tests that name it find it in the reading."""

    def read(self, node: Node, reading: Reading, path: Path) -> tuple[Scalar, ...]:
        if isinstance(node, ScalarNode):
            if node.text not in SHIPPED:
                reading.refuse(node, path, "kind", f"a list, such as [a, b], or {', '.join(SHIPPED)}")
            values: tuple[Scalar, ...] = tuple(sorted(SHIPPED[node.text]()))
        else:
            values = ListOf(Value(), fewest=0, most=LONGEST_LIST).read(node, reading, path)
        reading.lists[path.name] = values
        return values

    def schema(self, definitions: Definitions) -> Schema:
        written = ListOf(Value(), fewest=0, most=LONGEST_LIST).schema(definitions)
        return {"anyOf": [{"enum": list(SHIPPED)}, written]}


LISTS = Mapped(MapOf(Name(), NamedList(), fewest=0), dict)


@functools.cache
def time_zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


@dataclass(frozen=True)
class TimeZone:
    def read(self, node: Node, reading: Reading, path: Path) -> str:
        return reading.member(node, path, time_zones(), "an IANA time zone, such as Europe/Zurich")

    def schema(self, definitions: Definitions) -> Schema:
        return {"type": "string", "minLength": 1}
