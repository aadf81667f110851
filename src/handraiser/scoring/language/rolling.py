"""Which scores a rollup or a `delta` may read: those that hold no rollup, so that nothing goes round in a circle."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .nodes import Node
from .paths import Path
from .reading import Definitions, Reading, Schema
from .texts import Known


@dataclass(frozen=True)
class Rolled:
    """A score that holds no rollup; any other is refused with the way it would go."""

    def read(self, node: Node, reading: Reading, path: Path) -> str:
        score = Known("score").read(node, reading, path)
        if f"rolled by {score}" in reading.names:
            begin = [str(path.parts[1])] if path.parts[0] == "scores" else []
            way = " -> ".join(_way([*begin, score], reading.names))
            plain = [name for name in reading.names["score"] if f"rolled by {name}" not in reading.names]
            reading.note(node, path, "rollup", way, ", ".join(plain) or "a score that holds no rollup")
        return score

    def schema(self, definitions: Definitions) -> Schema:
        return Known("score").schema(definitions)


def _way(way: list[str], names: Mapping[str, Collection[str]]) -> list[str]:
    """On along the first rollup of each score, until it ends or comes round."""
    following = next(iter(names.get(f"rolled by {way[-1]}", ())), None)
    if following is None or way[-1] in way[:-1]:
        return way
    return _way([*way, following], names)
