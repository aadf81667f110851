"""Conditions become programs: steps in postfix order that the kernel answers with a stack of truths."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

import numpy as np

from . import plan
from .arrays import NEVER
from .asking import Asking
from .cutting import Cutting, interval
from .language import (
    STAGES,
    AbsentCondition,
    All,
    AnyOf,
    Condition,
    CoverageCondition,
    DeltaCondition,
    EventCondition,
    HandRaise,
    LabelCondition,
    MatrixCondition,
    Not,
    Rise,
    ScoreCondition,
    ScoringModel,
    StageCondition,
    Tests,
    TraitCondition,
)
from .operators import Values, satisfying
from .patterns import Pattern, hand_raises

Step = tuple[int, int, int]


class Conditions:
    """Every program of one model, and the tables their leaves look up."""

    def __init__(self, model: ScoringModel, asking: Asking, cutting: Cutting, asked: dict[str, int]) -> None:
        """asked: how many traits each score's rules ask."""
        self._model = model
        self._asking = asking
        self._cutting = cutting
        self._asked = asked
        self.steps: list[Step] = []

    def program(self, condition: Condition) -> tuple[int, int]:
        """The first step that answers the condition, and the one after the last."""
        first = len(self.steps)
        self.steps += self._steps(condition)
        return first, len(self.steps)

    def _steps(self, condition: Condition) -> list[Step]:
        match condition:
            case All(parts):
                return self._joined(plan.AND, map(self._steps, parts))
            case AnyOf(parts):
                return self._joined(plan.OR, map(self._steps, parts))
            case Not(part):
                return [*self._steps(part), (plan.NOT, 0, 0)]
            case TraitCondition(trait, tests):
                return [(plan.FACT, self._asking.whether(trait, tests, self._model.timezone), 0)]
            case EventCondition(event, where, at_least, within):
                return [self._counted(Pattern((event,), where), at_least, within)]
            case HandRaise(names, within):
                return [self._counted(hand_raises(self._model, names), 1, within)]
            case AbsentCondition(silence):
                pattern = Pattern((silence.event,), silence.where)
                return [(plan.SILENT, self._asking.silence(pattern, silence.for_), silence.for_)]
            case _:
                return self._of_scores(condition)

    def _of_scores(self, condition: Condition) -> list[Step]:
        match condition:
            case LabelCondition(pairs):
                return self._joined(plan.AND, ([self._labelled(*pair)] for pair in pairs))
            case ScoreCondition(pairs):
                return self._joined(plan.AND, ([self._scored(*pair)] for pair in pairs))
            case CoverageCondition(pairs):
                return self._joined(plan.AND, ([self._covered(*pair)] for pair in pairs))
            case MatrixCondition(codes):
                return [(plan.CODE, 0, self._tabled(code in codes for code in self._cutting.codes()))]
            case StageCondition(stages):
                return [(plan.STAGE, sum(1 << STAGES.index(stage) for stage in set(stages)), 0)]
            case DeltaCondition(rise):
                return self._risen(rise)
            case _:
                raise TypeError(condition)

    def _risen(self, rise: Rise) -> list[Step]:
        """Who was ignored then had no score to rise from."""
        delta = self._asking.delta(self._cutting.score(rise.score), rise.over, *interval(rise.tests))
        with self._asking.ago(rise.over):
            ignored = self._steps(_ignored(self._model))
        return [(plan.DELTA, delta, 0), *ignored, (plan.NOT, 0, 0), (plan.AND, 0, 0)]

    def _joined(self, step: int, parts: Iterable[list[Step]]) -> list[Step]:
        """None at all is true for AND, false for OR."""
        first, *others = [*parts] or [[(plan.CONSTANT, int(step == plan.AND), 0)]]
        return [*first, *chain.from_iterable([*other, (step, 0, 0)] for other in others)]

    def _counted(self, pattern: Pattern, at_least: int, within: int | None) -> Step:
        window = NEVER if within is None else within
        return plan.COUNTED, self._asking.watch(pattern, window=window, at_least=at_least), 0

    def _labelled(self, score: str, labels: tuple[str, ...]) -> Step:
        names = [label.name for label in self._model.labels[score]]
        holds = (index >= 0 and names[index] in labels for index in self._cutting.labels(score))
        return plan.CELL, self._cutting.score(score), self._tabled(holds)

    def _scored(self, score: str, tests: Tests) -> Step:
        return plan.CELL, self._cutting.score(score), self._tabled(_all_hold(tests, self._cutting.values(score)))

    def _covered(self, score: str, tests: Tests) -> Step:
        asked = self._asked[score]
        shares = [known / asked for known in range(asked + 1)] if asked else [1.0]
        return plan.COVERAGE, self._cutting.score(score), self._tabled(_all_hold(tests, shares))

    def _tabled(self, truths: Iterable[Any]) -> int:
        return self._asking.number(int(truth) for truth in truths)


def _all_hold(tests: Tests, values: Values) -> Any:
    return np.all([np.ones(len(values), np.bool_), *(satisfying(test, values) for test in tests)], axis=0)


def _ignored(model: ScoringModel) -> Condition:
    """Whether the first exclusion that holds has the effect `ignore`."""
    before: list[Condition] = []
    ignored: list[Condition] = []
    for exclusion in model.exclude:
        if exclusion.effect == "ignore":
            ignored.append(All((exclusion.condition, Not(AnyOf(tuple(before))))))
        before.append(exclusion.condition)
    return AnyOf(tuple(ignored))
