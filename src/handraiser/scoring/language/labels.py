"""Labels (A..D, 1..4), the matrix that combines them, and how conditions name both."""

import itertools
import math
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .nodes import MappingNode, Node, ScalarNode, describe
from .paths import Path
from .problems import shown
from .quantities import Millionths
from .reading import Definitions, Reading, Schema, Unreadable
from .shapes import ListOf, MapOf, attempt
from .texts import Known, Text

MOST_CODES = 10_000
PLACE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Label:
    name: str
    threshold: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """template: text with `{score}` where that score's label stands."""

    template: str
    scores: tuple[str, ...]

    @property
    def readable(self) -> bool:
        return bool(self.scores) and not set("{}") & set(PLACE.sub("", self.template))

    def code(self, labels: Mapping[str, str]) -> str:
        return PLACE.sub(lambda place: labels[place[1]], self.template)

    def codes(self, labels: Mapping[str, Collection[str]]) -> list[str]:
        """The code of every combination, as often as it comes up; labels: of each score."""
        combinations = itertools.product(*(labels[score] for score in self.scores))
        return [self.code(dict(zip(self.scores, chosen, strict=True))) for chosen in combinations]


def matrix(template: str) -> Matrix:
    return Matrix(template, tuple(dict.fromkeys(PLACE.findall(template))))


@dataclass(frozen=True)
class Threshold:
    def read(self, node: Node, reading: Reading, path: Path) -> int:
        if isinstance(node, ScalarNode) and node.empty:
            reading.refuse(node, path, "threshold", "a number of points, such as 60")
        return Millionths().read(node, reading, path)

    def schema(self, definitions: Definitions) -> Schema:
        return Millionths().schema(definitions)


@dataclass(frozen=True)
class Scale:
    """The labels of one score, highest threshold first, however they were written."""

    def read(self, node: Node, reading: Reading, path: Path) -> tuple[Label, ...]:
        if not isinstance(node, MappingNode):
            reading.refuse(node, path, "threshold", "labels with their thresholds, such as {A: 60, B: 35}")
        pairs = self._pairs.read(node, reading, path)
        self._check_distinct(pairs, node, reading, path)
        labels = (Label(name, threshold) for name, threshold in pairs)
        return tuple(sorted(labels, key=lambda label: -label.threshold))

    def _check_distinct(
        self, pairs: tuple[tuple[str, int], ...], node: MappingNode, reading: Reading, path: Path
    ) -> None:
        first: dict[int, str] = {}
        for name, threshold in pairs:
            other = first.setdefault(threshold, name)
            if other != name:
                at = node.get(name) or node
                reading.note(at, path / name, "duplicate_threshold", describe(at), f"a threshold other than {other}'s")
        if len(first) < len(pairs):
            raise Unreadable

    @property
    def _pairs(self) -> MapOf[str, int]:
        return MapOf(Text(20), Threshold(), most=20)

    def schema(self, definitions: Definitions) -> Schema:
        return self._pairs.schema(definitions)


LABELS = MapOf(Known("score"), Scale(), fewest=0)


@dataclass(frozen=True)
class Template:
    """The matrix: at least one `{score}`, each of a labelled score, and no two combinations that read alike."""

    def read(self, node: Node, reading: Reading, path: Path) -> Matrix:
        allowed = "text with labelled scores in braces, such as {fit}{engagement}"
        found = matrix(reading.text(node, path, allowed))
        if not found.readable:
            reading.refuse(node, path, "matrix", allowed)
        self._check_scores(found, node, reading, path)
        self._check_codes(reading, node, path)
        return found

    def _check_scores(self, found: Matrix, node: Node, reading: Reading, path: Path) -> None:
        labelled = reading.names["labelled score"]
        for score in found.scores:
            if score not in labelled:
                reading.unknown("unknown_name", ScalarNode(score, True, node.line, node.column), path, labelled)
        if not set(found.scores) <= set(labelled):
            raise Unreadable

    def _check_codes(self, reading: Reading, node: Node, path: Path) -> None:
        counted = Counter(reading.names.get("matrix code", ()))
        twice = [code for code, times in counted.items() if times > 1]
        if twice:
            reading.note(node, path, "matrix", f"{shown(twice[0])} for two combinations", "a code for each combination")
            raise Unreadable

    def schema(self, definitions: Definitions) -> Schema:
        return {"type": "string", "pattern": r"\{[^{}]+\}"}


def codes(template: str, labels: Mapping[str, Collection[str]]) -> list[str] | None:
    """Every code the matrix can give; None where that cannot be said: too many, or a score without labels."""
    found = matrix(template)
    if not found.readable or not all(labels.get(score) for score in found.scores):
        return None
    if math.prod(len(labels[score]) for score in found.scores) > MOST_CODES:
        return None
    return found.codes(labels)


@dataclass(frozen=True)
class LabelsOf:
    """Of each score, some of its own labels."""

    def read(self, node: Node, reading: Reading, path: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
        mapping = reading.mapping(node, path, "labels of scores, such as {fit: [A, B]}")
        if not mapping.pairs:
            reading.refuse(node, path, "length", "at least one score with its labels")
        read = [self._pair(name, labels, reading, path / name.text) for name, labels in mapping.pairs]
        pairs = tuple(pair for pair in read if pair is not None)
        if len(pairs) < len(read):
            raise Unreadable
        return pairs

    def _pair(self, name: ScalarNode, node: Node, reading: Reading, path: Path) -> tuple[str, tuple[str, ...]] | None:
        score = attempt(lambda: Known("labelled score").read(name, reading, path))
        if score is None:
            return None
        labels = attempt(lambda: ListOf(Known(f"label of {score[0]}")).read(node, reading, path))
        return None if labels is None else (score[0], labels[0])

    def schema(self, definitions: Definitions) -> Schema:
        return MapOf(Text(), ListOf(Text())).schema(definitions)


LABELS_OF = LabelsOf()
