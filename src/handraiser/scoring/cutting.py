"""Each score's line is cut at every threshold a label or a condition names, so that the kernel compares once.

Cell k of a score holds the values from break k - 1 up to, and without, break k.
"""

from collections.abc import Iterator
from itertools import product
from math import ceil, floor, prod
from typing import Any

from .arrays import NEVER
from .asking import Asking, Row
from .language import All, AnyOf, Condition, Not, ScoreCondition, ScoringModel, Tests


class Cutting:
    def __init__(self, model: ScoringModel) -> None:
        self._model = model
        self._index = {score.name: index for index, score in enumerate(model.scores)}
        self._breaks = [sorted(breaks) for breaks in _breaks(model)]

    def score(self, name: str) -> int:
        return self._index[name]

    def values(self, name: str) -> list[int]:
        """One value out of each cell."""
        breaks = self._breaks[self._index[name]]
        return [breaks[0] - 1, *breaks] if breaks else [0]

    def labels(self, name: str) -> list[int]:
        """The label's index in each cell, highest label first; -1 for none."""
        thresholds = [label.threshold for label in self._model.labels.get(name, ())]
        return [_first(thresholds, value) for value in self.values(name)]

    def codes(self) -> list[str]:
        """The matrix codes by number; none where there is no matrix."""
        matrix = self._model.matrix
        if matrix is None:
            return []
        names = [[label.name for label in self._model.labels[score]] for score in matrix.scores]
        return [matrix.code(dict(zip(matrix.scores, labels, strict=True))) for labels in product(*names)]

    def rows(self, asking: Asking) -> list[Row]:
        """The fields of `plan.SCORE` that cutting decides."""
        return [self._row(score.name, asking) | self._code_step(score.name) for score in self._model.scores]

    def _row(self, name: str, asking: Asking) -> Row:
        breaks = self._breaks[self._index[name]]
        labels = asking.number(self.labels(name))
        return {"breaks": asking.number(breaks), "break_count": len(breaks), "labels": labels}

    def _code_step(self, name: str) -> Row:
        scores = self._model.matrix.scores if self._model.matrix else ()
        if name not in scores:
            return {"in_matrix": 0}
        after = scores[scores.index(name) + 1 :]
        return {"in_matrix": 1, "code_step": prod(len(self._model.labels[other]) for other in after)}


def leaves(condition: Condition) -> Iterator[Condition]:
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield condition


def _breaks(model: ScoringModel) -> list[set[int]]:
    found: dict[str, set[int]] = {score.name: set() for score in model.scores}
    for name, labels in model.labels.items():
        found[name].update(label.threshold for label in labels)
    for rule in model.stages:
        for condition in (rule.if_, rule.unless):
            for leaf in leaves(condition) if condition else ():
                if isinstance(leaf, ScoreCondition):
                    for name, tests in leaf.scores:
                        found[name].update(_edges(tests))
    return list(found.values())


def interval(tests: Tests) -> tuple[int, int]:
    """The least and the most that pass all the tests of whole millionths."""
    low, high = -NEVER, NEVER
    for test in tests:
        operand: Any = test.operand
        match test.operator:
            case "gt" | "gte":
                low = max(low, floor(operand) + 1 if test.operator == "gt" else ceil(operand))
            case "lt" | "lte":
                high = min(high, ceil(operand) - 1 if test.operator == "lt" else floor(operand))
            case _:
                low, high = max(low, ceil(operand[0])), min(high, floor(operand[1]))
    return low, high


def _edges(tests: Tests) -> Iterator[int]:
    for test in tests:
        operand: Any = test.operand
        for value in operand if isinstance(operand, tuple) else (operand,):
            yield ceil(value)
            yield floor(value) + 1


def _first(thresholds: list[int], value: int) -> int:
    return next((index for index, threshold in enumerate(thresholds) if value >= threshold), -1)
