"""Who entered which stage on a day of a shadow run: by the version in force, and by the draft."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from handraiser.lifecycle import unscored
from handraiser.lifecycle.history import Recorded, load, with_baselines
from handraiser.lifecycle.models import ShadowRun, Stage, StageChange
from handraiser.lifecycle.snapshots import snapshot
from handraiser.lifecycle.telling import IDENTITY
from handraiser.organisation.models import Organisation
from handraiser.scoring.compiling import compile_model
from handraiser.scoring.evaluating import evaluate
from handraiser.scoring.language import parse

COUNTED = (Stage.MQL, Stage.SQL)


@dataclass(frozen=True)
class Day:
    """A day of a run: from begin_us on, before end_us."""

    run: ShadowRun
    begin_us: int
    end_us: int


@dataclass(frozen=True)
class Entries:
    """Who entered a stage that day by each of the two, and how the draft rates them at its end."""

    stage: str
    published: set[int]
    drafted: set[int]
    matrix: dict[int, str | None]


def entries(day: Day, people: Sequence[int]) -> list[Entries]:
    with snapshot() as read:
        recorded = load(read, people)
    recorded = unscored.without(recorded, unscored.objecting(recorded.leads))
    drafted, matrix = _by_draft(day, recorded)
    published = _by_version(day, people)
    return [Entries(stage, published[stage], drafted[stage], matrix) for stage in COUNTED]


def _by_draft(day: Day, recorded: Recorded) -> tuple[dict[str, set[int]], dict[int, str | None]]:
    """Who entered which stage that day, and how each is rated at its end."""
    revision = day.run.proposal.revision
    compiled = compile_model(parse(revision.document, timezone=Organisation.get().time_zone))
    leads = recorded.leads
    stood = _stood(leads, day.run.begun_us)
    known = dict(zip(leads, recorded.history.people["known_us"].to_pylist(), strict=True))
    seen = recorded.first_known()
    baselines = [_baseline(day.run.begun_us, stood.get(lead), known[lead], seen.get(lead)) for lead in leads]
    since = np.full(len(leads), day.begin_us - 1, np.int64)
    history = with_baselines(recorded.history, baselines)
    evaluation = evaluate(compiled, history, at_us=day.end_us - 1, since_us=since)
    entered: dict[str, set[int]] = {stage: set() for stage in COUNTED}
    for move in evaluation.moves.select(["lead", "to"]).to_pylist():
        if move["to"] in entered:
            entered[move["to"]].add(move["lead"])
    return entered, dict(zip(leads, evaluation.results["matrix"].to_pylist(), strict=True))


def _baseline(
    begun_us: int, stage: str | None, known_us: int | None, first_us: int | None
) -> tuple[int | None, str | None]:
    """Where somebody stood when the run began; nothing for those who came later."""
    if stage is None and (first_us is None or first_us > begun_us):
        return None, None
    by_known = Stage.LEAD if known_us is not None and known_us <= begun_us else Stage.VISITOR
    return begun_us, stage or by_known


def _stood(leads: Sequence[int], at_us: int) -> dict[int, str]:
    """The stage of each at a moment, of those who had ever moved."""
    rows = StageChange.objects.filter(person__in=leads, at_us__lte=at_us).order_by("at_us", "order")
    return dict(rows.values_list("person_id", "to_stage"))


def _by_version(day: Day, people: Sequence[int]) -> dict[str, set[int]]:
    rows = StageChange.objects.filter(
        person__in=people, to_stage__in=COUNTED, at_us__gte=day.begin_us, at_us__lt=day.end_us
    )
    entered: dict[str, set[int]] = {stage: set() for stage in COUNTED}
    for lead, stage in rows.exclude(cause=IDENTITY).values_list("person_id", "to_stage"):
        entered[stage].add(lead)
    return entered
