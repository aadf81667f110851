"""Asking conditions of people: read in the model in force, answered by the kernel, limited to stages."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from handraiser.audiences.audience_rows import Audience
from handraiser.lifecycle import history, publishing, snapshots, unscored
from handraiser.lifecycle.models import Stage
from handraiser.lifecycle.publishing import Published
from handraiser.people.models import Person
from handraiser.scoring import probing
from handraiser.scoring.arrays import NEVER
from handraiser.scoring.compiling import CompiledModel
from handraiser.scoring.language import Condition


class Asked(NamedTuple):
    """A condition as text, and the stages it is limited to; none: everybody known."""

    condition: str
    stages: frozenset[str]


@dataclass(frozen=True)
class Answer:
    """About one person. `holds`: one a condition. `next_us`: when an answer may change by itself; None: never."""

    holds: tuple[bool, ...]
    next_us: int | None


def asked_by(audience: Audience) -> Asked:
    return Asked(audience.condition, frozenset(audience.stages))


def read(version: Published, text: str) -> Condition:
    """Raises ModelRefused with all that is wrong, each with its line."""
    return probing.parse_condition(text, version.model, publishing.known_traits())


def answers(version: Published, asked: Sequence[Asked], people: Sequence[int], at_us: int) -> dict[int, Answer]:
    """Of those of the people who may be in an audience; folded ones, crawlers, the erased and objectors are left out.

    Visitors fulfil only what names their stage.
    """
    stages = _stages(people)
    if not stages:
        return {}
    with snapshots.snapshot() as snapshot:
        recorded = history.load(snapshot, list(stages))
    objecting = unscored.objecting(recorded.leads)
    leads = [lead for lead in recorded.leads if lead in stages and lead not in objecting]
    about = history.of_leads(recorded.history, leads)
    holds = np.zeros((len(leads), len(asked)), bool)
    next_us = np.full(len(leads), NEVER, np.int64)
    for start in range(0, len(asked) if leads else 0, probing.MOST):
        some = asked[start : start + probing.MOST]
        found = probing.ask(_probe(version, tuple(each.condition for each in some)), about, at_us)
        holds[:, start : start + len(some)] = found.holds
        next_us = np.minimum(next_us, found.next_us)
    return {
        lead: Answer(
            tuple(bool(held) and _meant(each, stages[lead]) for each, held in zip(asked, row, strict=True)),
            int(due_us) if due_us < NEVER else None,
        )
        for lead, row, due_us in zip(leads, holds, next_us, strict=True)
    }


def _meant(asked: Asked, stage: str) -> bool:
    return stage in asked.stages if asked.stages else stage != Stage.VISITOR


@functools.lru_cache(maxsize=16)
def _probe(version: Published, conditions: tuple[str, ...]) -> CompiledModel:
    return probing.probe(version.model, [probing.parse_condition(text, version.model) for text in conditions])


def _stages(people: Sequence[int]) -> dict[int, str]:
    rows = Person.objects.listed().filter(pk__in=people).values_list("pk", "known_us", "standing__stage")
    return {pk: stage or (Stage.VISITOR if known_us is None else Stage.LEAD) for pk, known_us, stage in rows}
