"""What a document that is not in force would say: of a few people, and of each of its rules."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Max, Min, QuerySet
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.lifecycle import history, publishing, snapshots, standings, unscored
from handraiser.lifecycle.history import Recorded
from handraiser.lifecycle.models import Pin, StageChange, Standing
from handraiser.lifecycle.walking import Baseline, named
from handraiser.organisation.models import Organisation, User
from handraiser.people.models import Person
from handraiser.scoring.compiling import CompiledModel, compile_model
from handraiser.scoring.evaluating import evaluate
from handraiser.scoring.explaining import explain_each
from handraiser.scoring.language import parse

MOST_PINS = 12
UNPINNED = 5  # people shown to who has pinned nobody: those who moved last
SAMPLE = 300  # people drawn by lot to weigh rules by, where there are more
NO_BASELINE: Baseline = (None, None)


class TooManyPins(HandraiserError):
    """As many people as are previewed are pinned already."""


@dataclass(frozen=True)
class Previewed:
    """One person by the version in force and by the document, as at now; results as `named` by score.

    before: None while nothing is published. objects: to profiling, so neither is said.
    """

    person: Person
    is_pinned: bool
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]
    objects: bool


@dataclass(frozen=True)
class Weight:
    """What a rule gives today. points: integer millionths, the sum over those whom it gives or takes any."""

    path: str
    people: int
    points: int


@dataclass(frozen=True)
class Weights:
    """asked: how many people were asked; everybody where `is_all`."""

    rules: list[Weight]
    asked: int
    is_all: bool


def pin(user: User, person: Person) -> None:
    """Keep a person in view. Twice is once. Raises TooManyPins."""
    person = person.canonical or person
    if not Pin.objects.filter(user=user, person=person).exists() and Pin.objects.filter(user=user).count() >= MOST_PINS:
        raise TooManyPins(_("At most %(most)d people are kept in view. Let one go first.") % {"most": MOST_PINS})
    Pin.objects.get_or_create(user=user, person=person, defaults={"at_us": clock.now_us()})


def unpin(user: User, person: Person) -> None:
    """Let a person go."""
    Pin.objects.filter(user=user, person__canonical=person.canonical or person).delete()


def preview(document: str, user: User) -> list[Previewed]:
    """Those whom the user has pinned, else those who moved last. Raises ModelRefused."""
    model = compile_model(parse(document, timezone=Organisation.get().time_zone))
    pinned = _canonical(Pin.objects.filter(user=user).order_by("at_us"))
    shown = pinned or _canonical(StageChange.objects.order_by("-id")[: 4 * UNPINNED])[:UNPINNED]
    people = Person.objects.filter(pk__in=shown, erased_us=None).in_bulk()
    if not people:
        return []
    now_us = clock.now_us()
    recorded, objectors = _recorded(list(people))
    after = _results(model, recorded, [NO_BASELINE] * len(recorded.leads), now_us)
    before = _in_force(recorded, now_us)
    return [
        Previewed(people[lead], bool(pinned), before.get(lead), after[lead], lead in objectors)
        for lead in shown
        if lead in after
    ]


def weigh(document: str) -> Weights:
    """How many people each rule of a document gives points today, and how many. Raises ModelRefused."""
    model = compile_model(parse(document, timezone=Organisation.get().time_zone))
    people, is_all = _drawn()
    recorded, objectors = _recorded(people)
    counted, points = Counter[str](), Counter[str]()
    moments = np.full(len(recorded.leads), clock.now_us(), np.int64)
    for explanation in explain_each(model, recorded.history, moments):
        paid = Counter[str]()
        for line in explanation.lines:
            paid[line.rule] += line.points_now
        for rule, now in paid.items():
            counted[rule] += bool(now)
            points[rule] += now
    rules = [Weight(rule.path, counted[rule.path], points[rule.path]) for _, _, rule in model.model.rules()]
    return Weights(rules, len(recorded.leads) - len(objectors), is_all)


def _canonical(rows: "QuerySet[Any]") -> list[int]:
    """Who the people of these rows are now, each once, in the order of the rows."""
    people = rows.values_list("person__canonical", flat=True)
    return [person for person in dict.fromkeys(people) if person is not None]


def _drawn() -> tuple[list[int], bool]:
    """People with a result: all of them, or some drawn by lot."""
    first = list(Standing.objects.order_by("pk").values_list("pk", flat=True)[: SAMPLE + 1])
    if len(first) <= SAMPLE:
        return first, True
    ends = Standing.objects.aggregate(first=Min("pk"), last=Max("pk"))
    lots = np.random.default_rng(0).integers(ends["first"], ends["last"] + 1, 8 * SAMPLE)  # the same while one writes
    found = Standing.objects.filter(pk__in=np.unique(lots).tolist()).values_list("pk", flat=True)
    drawn = np.random.default_rng(1).permutation(list(found))
    return sorted(map(int, drawn[:SAMPLE])), False


def _recorded(people: Sequence[int]) -> tuple[Recorded, set[int]]:
    with snapshots.plainly() as read:
        recorded = history.load(read, people)
    objectors = unscored.objecting(recorded.leads)
    return unscored.without(recorded, objectors), objectors


def _in_force(recorded: Recorded, at_us: int) -> dict[int, dict[str, Any]]:
    current = publishing.current()
    if current is None:
        return {}
    stood = standings.stood(recorded.leads)
    baselines = [
        (one.baseline_us, one.baseline_stage) if (one := stood.get(lead)) and one.version == current.id else NO_BASELINE
        for lead in recorded.leads
    ]
    return _results(current.compiled, recorded, baselines, at_us)


def _results(
    model: CompiledModel, recorded: Recorded, baselines: Sequence[Baseline], at_us: int
) -> dict[int, dict[str, Any]]:
    evaluation = evaluate(model, history.with_baselines(recorded.history, baselines), at_us=at_us)
    return {
        row["lead"]: {
            "scores": named(row, "score."),
            "labels": named(row, "label."),
            "matrix": row["matrix"],
            "total": row["total"],
            "stage": row["stage"],
            "excluded_by": row["excluded_by"],
        }
        for row in evaluation.results.to_pylist()
    }
