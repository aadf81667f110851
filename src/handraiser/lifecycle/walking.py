"""From version to version: a person is scored up to a publish by the version before it, from then on by the next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from handraiser import clock
from handraiser.lifecycle.due import Due
from handraiser.lifecycle.history import Recorded, of_leads, with_baselines
from handraiser.lifecycle.publishing import Publish, Published, numbered
from handraiser.lifecycle.standings import Stood
from handraiser.scoring.evaluating import evaluate
from handraiser.scoring.history import History

LATE_US = clock.HOUR_US  # what is found this much later still moves and alerts; older finds correct in silence
_ALWAYS = -(2**62)
Baseline = tuple[int | None, str | None]


class Moved(NamedTuple):
    """A move that the fold found, and under which version."""

    version: Published
    baseline: Baseline
    at_us: int
    order: int
    from_stage: str
    to_stage: str
    cause: str
    rule: str | None
    because: str | None
    seq: int | None


@dataclass
class Walk:
    """One person on the way to `at_us`: where it stands, and what was found on the way.

    place: of the version it is scored by. stage: by the last scoring, or where a first one begins. version: of the
    result. raises: rows of `Evaluation.hand_raises`. with_history: something about the person was imported, so the walk
    is from the start each time; heard_us: up to when all that was not imported has been told already.
    """

    lead: int
    at_us: int
    touches: int
    place: int
    since_us: int
    baseline: Baseline
    stage: str
    is_first: bool
    with_history: bool = False
    heard_us: int = _ALWAYS
    moves: list[Moved] = field(default_factory=list)
    raises: list[dict[str, Any]] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=dict)
    version: Published = field(init=False)

    def cross(self, published_us: int) -> None:
        """The next version begins with where the one before has brought the person."""
        self.place += 1
        self.baseline = (published_us, self.result["stage"])
        self.since_us = max(self.since_us, published_us)


def start(recorded: Recorded, due: Sequence[Due], stood: dict[int, Stood], publishes: Sequence[Publish]) -> list[Walk]:
    """A walk for each person found, in the order of the history. `publishes` are all there were, oldest first."""
    imported = recorded.imported()
    first_known = recorded.first_known() if len(stood) < len(due) or imported else {}
    of = {one.person: one for one in due}
    places = {publish.id: place for place, publish in enumerate(publishes)}
    people = recorded.history.people
    walks = []
    for lead, known_us in zip(people["lead"].to_pylist(), people["known_us"].to_pylist(), strict=True):
        if lead in imported:
            walks.append(_anew(of[lead], stood.get(lead), first_known.get(lead), publishes))
        elif last := stood.get(lead):
            walks.append(_further(of[lead], last, places[last.version]))
        else:
            walks.append(_first(of[lead], first_known.get(lead), known_us, publishes))
    return walks


def _further(due: Due, last: Stood, place: int) -> Walk:
    since = max(last.at_us - LATE_US, last.baseline_us or _ALWAYS)
    baseline = (last.baseline_us, last.baseline_stage)
    return Walk(due.person, max(due.at_us, last.at_us), due.touches, place, since, baseline, last.stage, False)


def _anew(due: Due, last: Stood | None, first_us: int | None, publishes: Sequence[Publish]) -> Walk:
    """From the start, as if all of it had been known when it became so; the first model judges what was before it."""
    at_us = max(due.at_us, last.at_us) if last else due.at_us
    place = max(0, sum(publish.published_us <= (at_us if first_us is None else first_us) for publish in publishes) - 1)
    heard_us = last.at_us - LATE_US if last else _ALWAYS
    return Walk(due.person, at_us, due.touches, place, _ALWAYS, (None, None), "visitor", True, True, heard_us)


def _first(due: Due, first_us: int | None, known_us: int | None, publishes: Sequence[Publish]) -> Walk:
    """By the version in force when first seen; who was there before any version is in the baseline of the first."""
    place = sum(publish.published_us <= (due.at_us if first_us is None else first_us) for publish in publishes) - 1
    if place >= 0:
        return Walk(due.person, due.at_us, due.touches, place, _ALWAYS, (None, None), "visitor", True)
    begin = publishes[0].published_us
    stage = "visitor" if known_us is None or known_us > begin else "lead"
    return Walk(due.person, max(due.at_us, begin), due.touches, 0, begin, (begin, stage), stage, True)


def walk(history: History, walks: Sequence[Walk], publishes: Sequence[Publish]) -> None:
    """Bring each to its moment; each evaluation takes all who are under that version."""
    for place, publish in enumerate(publishes):
        here = [one for one in walks if one.place == place]
        if here:
            last = place + 1 == len(publishes)
            _step(history, here, numbered(publish.number), None if last else publishes[place + 1].published_us)


def _step(history: History, walks: Sequence[Walk], version: Published, end_us: int | None) -> None:
    if len(walks) < history.people.num_rows:
        history = of_leads(history, [one.lead for one in walks])
    evaluation = evaluate(
        version.compiled,
        with_baselines(history, [one.baseline for one in walks]),
        at_us=np.array([one.at_us if end_us is None else min(one.at_us, end_us) for one in walks], np.int64),
        since_us=np.array([one.since_us for one in walks], np.int64),
    )
    by_lead = {one.lead: one for one in walks}
    for lead, *move in zip(*(column.to_pylist() for column in evaluation.moves.columns), strict=True):
        one = by_lead[lead]
        one.moves.append(Moved(version, one.baseline, *move))
    for hand in evaluation.hand_raises.to_pylist():
        by_lead[hand["lead"]].raises.append(hand)
    for one, row in zip(walks, _rows(evaluation.results), strict=True):
        one.result, one.version = row, version
        if end_us is not None and one.at_us >= end_us:
            one.cross(end_us)


def _rows(table: Any) -> Iterator[dict[str, Any]]:
    """As `to_pylist`, in half the time."""
    names = table.column_names
    for row in zip(*(column.to_pylist() for column in table.columns), strict=True):
        yield dict(zip(names, row, strict=True))


def named(row: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    """The columns of a result that are one of each score: by the score's name."""
    return {name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)}
