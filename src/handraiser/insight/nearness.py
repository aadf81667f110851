"""Who is one label away from moving on: a few points more and a stage rule would hold."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from handraiser.lifecycle import publishing
from handraiser.lifecycle.models import Standing
from handraiser.scoring.language import Label, ScoringModel
from handraiser.scoring.language.conditions import All, AnyOf, Condition, LabelCondition, MatrixCondition
from handraiser.scoring.language.stages import StageRule

NEAR = 10_000_000  # ten points, in millionths
LOOKED_AT = 500  # of those who could be near, the highest totals


@dataclass(frozen=True)
class Near:
    """`gap` more points (millionths) of `score` would move this person to `to`."""

    standing: Standing
    to: str
    score: str
    gap: int


def near(limit: int) -> list[Near]:
    """The nearest first. Empty where no rule of the model reads labels, or nothing is published."""
    version = publishing.current()
    if version is None or version.model.matrix is None:
        return []
    found = [one for rule in version.model.stages if not rule.backward for one in _near_by(version.model, rule)]
    nearest = {one.standing.pk: one for one in sorted(found, key=lambda one: -one.gap)}  # the nearest of each is kept
    return sorted(nearest.values(), key=lambda one: (one.gap, -(one.standing.total or 0)))[:limit]


def _near_by(model: ScoringModel, rule: StageRule) -> Iterator[Near]:
    if not (codes := list(_codes_below(model, rule.if_))):
        return
    waiting = Standing.objects.filter(stage__in=rule.from_, matrix__in=codes, effect=None).filter(person__bot=False)
    for standing in waiting.select_related("person__company", "person__owner").order_by("-total")[:LOOKED_AT]:
        yield from _steps(model, rule, standing)


def _codes_below(model: ScoringModel, condition: Condition) -> Iterator[str]:
    """Codes at which the rule does not hold, and would with one label more."""
    if model.matrix is None:
        return
    names = {score: [label.name for label in model.labels[score]] for score in model.matrix.scores}
    for labels in _combinations(names):
        if not _holds(model, condition, labels) and any(
            _holds(model, condition, {**labels, score: better})
            for score in names
            if (better := _better(names[score], labels[score]))
        ):
            yield model.matrix.code(labels)


def _combinations(names: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = [{}]
    for score, labels in names.items():
        rows = [{**row, score: label} for row in rows for label in labels]
    return rows


def _steps(model: ScoringModel, rule: StageRule, standing: Standing) -> Iterator[Near]:
    for score, labels in standing.labels.items():
        scale = model.labels.get(score, ())
        better = _better([label.name for label in scale], labels)
        points = standing.scores.get(score)
        if better is None or points is None:
            continue
        gap = _threshold(scale, better) - points
        if 0 < gap <= NEAR and _holds(model, rule.if_, {**standing.labels, score: better}):
            yield Near(standing, rule.to, score, gap)


def _better(names: Sequence[str], label: str | None) -> str | None:
    """The label above; scales are written highest first."""
    at = names.index(label) if label in names else 0
    return names[at - 1] if at > 0 else None


def _threshold(scale: Sequence[Label], name: str) -> int:
    return next(label.threshold for label in scale if label.name == name)


def _holds(model: ScoringModel, condition: Condition, labels: Mapping[str, str]) -> bool:
    """As far as labels say; what reads anything else is taken not to hold, so that nobody is promised too much."""
    if isinstance(condition, MatrixCondition):
        return model.matrix is not None and model.matrix.code(labels) in condition.codes
    if isinstance(condition, LabelCondition):
        return all(labels.get(score) in names for score, names in condition.labels)
    if isinstance(condition, All):
        return all(_holds(model, each, labels) for each in condition.conditions)
    return isinstance(condition, AnyOf) and any(_holds(model, each, labels) for each in condition.conditions)
