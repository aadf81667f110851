"""One person's scores as a page shows them: each with its label, its lines by group, and what they add up to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from handraiser.events import reading
from handraiser.events.reading import EventRow
from handraiser.lifecycle import explaining, publishing, wording
from handraiser.people.models import Person
from handraiser.scoring.explaining import Adjustment, Explanation, Known, Line, NextChange, Share

LINES_OF_A_RULE = 6  # shown one by one; the rest of a rule's are summed up in one


@dataclass(frozen=True)
class SheetLine:
    """One line, or the sum of `more` of a rule's. Points in millionths."""

    rule: str
    earned: int
    now: int
    why: str = ""
    event: EventRow | None = None
    more: int = 0
    first: bool = False  # of its rule


@dataclass(frozen=True)
class SheetGroup:
    """Lines and limits of one group of rules."""

    name: str
    lines: list[SheetLine]
    limits: list[Adjustment]

    @property
    def now(self) -> int:
        """What it brings to the score, in millionths."""
        return sum(line.now for line in self.lines) + sum(limit.points for limit in self.limits)


@dataclass(frozen=True)
class ScoreSheet:
    """One score. The groups' and the range's points add up to it exactly."""

    name: str
    value: int | None  # millionths; None: the person is ignored
    label: str | None
    coverage: float
    traits: list[Known]
    groups: list[SheetGroup]
    limits: list[Adjustment]

    @property
    def unknown(self) -> list[str]:
        """The traits it asks that nobody told yet."""
        return [known.trait for known in self.traits if known.value is None]


@dataclass(frozen=True)
class Sheet:
    """Everything about one person at one moment."""

    version: int
    at_us: int
    scores: list[ScoreSheet]
    total: int | None
    shares: list[Share]
    matrix: str | None
    stage: str
    effect: str | None
    excluded_by: str | None
    coming: NextChange | None


def sheet(person: Person, at_us: int | None = None) -> Sheet | None:
    """As at now, or as at a past moment by what was known then; None while no model is published."""
    try:
        explained = explaining.explain(person, at_us)
    except explaining.NothingPublished:
        return None
    explanation, result = explained.explanation, explained.explanation.result
    model = publishing.numbered(explained.version).model
    return Sheet(
        version=explained.version,
        at_us=explained.at_us,
        scores=[_score(score.name, explanation) for score in model.scores],
        total=result["total"],
        shares=list(explanation.shares),
        matrix=result["matrix"],
        stage=result["stage"],
        effect=result["effect"],
        excluded_by=result["excluded_by"],
        coming=explanation.next_change,
    )


def _score(name: str, explanation: Explanation) -> ScoreSheet:
    result = explanation.result
    return ScoreSheet(
        name=name,
        value=result[f"score.{name}"],
        label=result.get(f"label.{name}"),
        coverage=result[f"coverage.{name}"],
        traits=[known for known in explanation.traits if known.score == name],
        groups=list(_groups(name, explanation)),
        limits=[limit for limit in explanation.adjustments if limit.score == name and limit.code == "range"],
    )


def _groups(name: str, explanation: Explanation) -> Iterator[SheetGroup]:
    lines = [line for line in explanation.lines if line.score == name]
    limits = [limit for limit in explanation.adjustments if limit.score == name and limit.group]
    for group in dict.fromkeys(line.group for line in lines):
        of_group = [line for line in lines if line.group == group]
        yield SheetGroup(group, list(_lines(of_group)), [limit for limit in limits if limit.group == group])


def _lines(lines: Sequence[Line]) -> Iterator[SheetLine]:
    """Those of one rule together, the weightiest first."""
    shown = [_of_rule(list(of_rule)) for _, of_rule in groupby(lines, key=lambda line: line.rule)]
    ids = [line.seq for single, _ in shown for line in single if line.seq is not None]
    events = {event.id: event for event in reading.by_ids(ids)}
    for single, rest in shown:
        for place, line in enumerate(single):
            event = events.get(line.seq) if line.seq is not None else None
            why = wording.grounds(line.reason)
            yield SheetLine(line.rule, line.points_earned, line.points_now, why, event, first=place == 0)
        if rest:
            earned, now = (sum(points) for points in zip(*((r.points_earned, r.points_now) for r in rest), strict=True))
            yield SheetLine(single[0].rule, earned, now, more=len(rest))


def _of_rule(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    weightiest = sorted(lines, key=lambda line: (-abs(line.points_now), -(line.seq or 0)))
    cut = LINES_OF_A_RULE if len(lines) > LINES_OF_A_RULE + 1 else len(lines)
    return weightiest[:cut], weightiest[cut:]
