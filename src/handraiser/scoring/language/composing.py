"""From text to nodes, within bounds: no input costs more than the caps below allow."""

import io
from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)
from ruamel.yaml.reader import ReaderError

from .nodes import MappingNode, Node, RefusedNode, ScalarNode, SequenceNode
from .paths import ROOT, Path
from .problems import MOST_PROBLEMS, ModelRefused, Problem, message, shown

LARGEST_TEXT = 1_000_000  # characters
MOST_NODES = 50_000
DEEPEST = 40


def compose(text: str) -> tuple[Node, list[Problem]]:
    """The document's one tree and what is wrong with its YAML but does not keep it from being read.

    Raises ModelRefused where it cannot be read at all.
    """
    if len(text) > LARGEST_TEXT:
        raise _refused(1, 1, "too_large", f"{len(text):,} characters", f"at most {LARGEST_TEXT:,}")
    composing = _Composing(text)
    try:
        return composing.document(), composing.problems
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = str(error.problem or error.context or "a broken line").removeprefix("found ")
        raise _refused(mark.line + 1, mark.column + 1, "yaml", what, "well-formed YAML") from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _refused(line, 1, "yaml", "a control character", "printable text") from error
    except (YAMLError, ValueError, OverflowError) as error:  # ruamel lets e.g. chr() of a wild escape through
        line, column = composing.place
        raise _refused(line, column, "yaml", shown(str(error)), "well-formed YAML") from error


def _refused(line: int, column: int, code: str, found: str, allowed: str) -> ModelRefused:
    return ModelRefused([Problem(line, column, "", found, allowed, message(code, found, allowed), code)])


class _Composing:
    """The state of one walk along the parser's events."""

    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self.place = (1, 1)
        self.nodes = 0
        self.events: Iterator[Event] = YAML(typ="safe", pure=True).parse(io.StringIO(text))

    def document(self) -> Node:
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                root = self.node(self.next(), ROOT, 1)
                next(self.events)
                self._only_one()
                return root
        raise _refused(1, 1, "yaml", "an empty document", "a scoring model")

    def _only_one(self) -> None:
        event = self.next()
        if not isinstance(event, StreamEndEvent):
            raise _refused(*self.place, "yaml", "a second document", "one document in a file")

    def next(self) -> Event:
        event = next(self.events)
        self.place = (event.start_mark.line + 1, event.start_mark.column + 1)
        return event

    def node(self, event: Event, path: Path, depth: int) -> Node:
        line, column = self.place
        self._bound(depth)
        if isinstance(event, AliasEvent):
            self.note("alias", path, shown(f"*{event.anchor}"), "the part itself")
            return RefusedNode(line, column)
        if tag := getattr(event, "tag", None):
            self.note("tag", path, shown(str(tag)), "the plain value")
        if isinstance(event, ScalarEvent):
            return ScalarNode(event.value, event.style is None, line, column)
        if isinstance(event, SequenceStartEvent):
            return SequenceNode(tuple(self.items(path, depth)), line, column)
        return MappingNode(tuple(self.pairs(path, depth)), line, column)

    def _bound(self, depth: int) -> None:
        self.nodes += 1
        if depth > DEEPEST:
            raise _refused(*self.place, "too_deep", f"{depth} levels", f"at most {DEEPEST}")
        if self.nodes > MOST_NODES:
            raise _refused(*self.place, "too_large", f"over {MOST_NODES:,} values", f"at most {MOST_NODES:,}")

    def items(self, path: Path, depth: int) -> Iterator[Node]:
        index = 0
        while not isinstance(event := self.next(), SequenceEndEvent):
            yield self.node(event, path / index, depth + 1)
            index += 1

    def pairs(self, path: Path, depth: int) -> Iterator[tuple[ScalarNode, Node]]:
        seen: dict[str, int] = {}
        while not isinstance(event := self.next(), MappingEndEvent):
            key = self.key(event, path, depth)
            value = self.node(self.next(), path / key.text if key else path, depth + 1)
            if key and key.text not in seen:
                seen[key.text] = key.line
                yield key, value
            elif key:
                self._note_twice(key, path / key.text, seen[key.text])

    def key(self, event: Event, path: Path, depth: int) -> ScalarNode | None:
        """None, once noted, for a key that is no text."""
        node = self.node(event, path, depth + 1)
        if isinstance(node, ScalarNode):
            return node
        if not isinstance(node, RefusedNode):
            self.note("key_kind", path, "a list or keys and values", "plain text", (node.line, node.column))
        return None

    def _note_twice(self, key: ScalarNode, path: Path, first: int) -> None:
        allowed = f"it once (first on line {first})"
        self.note("duplicate_key", path, shown(key.text), allowed, (key.line, key.column))

    def note(self, code: str, path: Path, found: str, allowed: str, place: tuple[int, int] | None = None) -> None:
        """At `place` (line, column), or else where the walk is."""
        words = message(code, found, allowed)
        self.problems.append(Problem(*(place or self.place), str(path), found, allowed, words, code))
        if len(self.problems) >= MOST_PROBLEMS:
            raise ModelRefused(self.problems)
