"""Who would be in an audience, while its condition is written: exact where people are few, else from some of them."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Max, Min, QuerySet

from handraiser import clock
from handraiser.audiences import asking
from handraiser.audiences.asking import Asked
from handraiser.lifecycle import publishing, snapshots
from handraiser.lifecycle.models import Stage
from handraiser.people.models import Person
from handraiser.scoring.language import ModelRefused, Problem

EXACT = 5_000  # so many are all asked
SAMPLE = 2_000
SHOWN = 20


@dataclass(frozen=True)
class Preview:
    """people: how many, or about how many. asked, of: how many were asked, and of how many. first: last seen first."""

    problems: Sequence[Problem] = ()
    people: int = 0
    asked: int = 0
    of: int = 0
    first: Sequence[Person] = field(default_factory=list)
    without_model: bool = False

    @property
    def is_estimate(self) -> bool:
        return self.asked < self.of


def preview(condition: str, stages: Sequence[str]) -> Preview | None:
    """None while nothing is written."""
    if not condition.strip():
        return None
    version = publishing.current()
    if version is None:
        return Preview(without_model=True)
    try:
        asking.read(version, condition)
    except ModelRefused as refused:
        return Preview(problems=refused.problems)
    candidates = _candidates(stages)
    of = candidates.count()
    people = list(candidates.values_list("pk", flat=True)) if of <= EXACT else _some(candidates)
    try:
        answers = asking.answers(version, [Asked(condition, frozenset(stages))], people, clock.now_us())
    finally:
        snapshots.close()  # a thread that serves pages may end at any time
    found = [person for person, answer in answers.items() if answer.holds[0]]
    asked = of if of <= EXACT else len(people)
    first = Person.objects.filter(pk__in=found).select_related("standing").order_by("-last_seen_us", "-pk")[:SHOWN]
    return Preview((), round(len(found) * of / max(asked, 1)), asked, of, list(first))


def _candidates(stages: Sequence[str]) -> "QuerySet[Person]":
    people = Person.objects.listed()
    return (
        people.filter(standing__stage__in=stages)
        if stages
        else people.filter(known_us__isnull=False).exclude(standing__stage=Stage.VISITOR)
    )


def _some(candidates: "QuerySet[Person]") -> list[int]:
    """Picked at random among all numbers that people may have, so that no page of the table is read in full."""
    ends = Person.objects.aggregate(low=Min("pk"), high=Max("pk"))
    found: set[int] = set()
    for _ in range(10):
        drawn = [random.randint(ends["low"], ends["high"]) for _ in range(SAMPLE)]
        found.update(candidates.filter(pk__in=drawn).values_list("pk", flat=True))
        if len(found) >= SAMPLE:
            break
    return random.sample(sorted(found), min(len(found), SAMPLE))
