"""The parts of a document that people speak about: rules, groups, scores, stages, lists, tests."""

from collections.abc import Iterator

from .language import ModelRefused
from .language.composing import compose
from .language.nodes import MappingNode, Node, SequenceNode
from .language.paths import ROOT, Path

NAMED = ("lists", "exclude", "labels", "tests")  # their entries have names
LISTED = ("ignore", "stages")  # theirs have numbers


def places(document: str) -> list[str]:
    """Their paths, in the document's order; none where it cannot be read."""
    try:
        root = compose(document)[0]
    except ModelRefused:
        return []
    return [str(path) for path in _of_document(root)]


def nearest(path: str, among: list[str]) -> str:
    """The smallest of these parts that `path` lies in; "" where none does."""
    around = [each for each in among if path == each or path.startswith((f"{each}.", f"{each}["))]
    return max(around, key=len, default="")


def _of_document(root: Node) -> Iterator[Path]:
    for name, node in _pairs(root):
        path = ROOT / name
        yield path
        if name == "scores":
            yield from _of_scores(node, path)
        elif name in NAMED:
            yield from (path / key for key, _ in _pairs(node))
        elif name in LISTED and isinstance(node, SequenceNode):
            yield from (path / place for place in range(len(node.items)))


def _of_scores(scores: Node, path: Path) -> Iterator[Path]:
    for score, node in _pairs(scores):
        yield path / score
        for group, inner in _pairs(_get(node, "groups")):
            yield path / score / "groups" / group
            for rule, _ in _pairs(_get(inner, "rules")):
                yield path / score / "groups" / group / "rules" / rule


def _pairs(node: Node | None) -> Iterator[tuple[str, Node]]:
    if isinstance(node, MappingNode):
        yield from ((name.text, value) for name, value in node.pairs)


def _get(node: Node, key: str) -> Node | None:
    return node.get(key) if isinstance(node, MappingNode) else None
