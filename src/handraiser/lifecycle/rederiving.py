"""Deriving anew: whether what is stored about people still follows from what is recorded about them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from handraiser.lifecycle import history, publishing, unscored, walking
from handraiser.lifecycle.due import Due
from handraiser.lifecycle.history import Recorded
from handraiser.lifecycle.models import StageChange, Standing
from handraiser.lifecycle.snapshots import snapshot
from handraiser.lifecycle.telling import IDENTITY, Told, tell_move, with_reasons
from handraiser.lifecycle.walking import Walk, named
from handraiser.people.models import Rescore

JUDGED = ("scores", "labels", "matrix")  # of a stage change; its lines add up to the scores


class Divergent(NamedTuple):
    """One thing about a person at one moment that is stored otherwise than it follows from the records."""

    person: int
    at_us: int
    what: str  # "stage", "scores", "labels", "matrix", "total", "excluded_by" or "change"
    stored: str
    derived: str


class Derived(NamedTuple):
    """How many people and stage changes were derived anew, and what differs."""

    people: int
    changes: int
    divergent: list[Divergent]


def derive(people: Sequence[int]) -> Derived:
    """Everything about these people from the start, by nothing that was stored about results.

    Left out: who waits to be scored, who objects to profiling, and changes that corrected what was known of somebody.
    """
    publishes = publishing.publishes()
    stood = {row.person_id: row for row in Standing.objects.filter(pk__in=people).select_related("version")}
    changes = _changes(people)
    with snapshot() as read:
        recorded = history.load(read, people)
    waiting = {*Rescore.objects.filter(pk__in=people, touches__gt=0).values_list("pk", flat=True)}
    apart = waiting | unscored.objecting(recorded.leads)
    asked = [lead for lead in recorded.leads if lead in stood and lead not in apart]
    if not asked:
        return Derived(0, 0, [])
    recorded = recorded.of(asked)
    walks = walking.start(recorded, [Due(lead, stood[lead].at_us, 0) for lead in recorded.leads], {}, publishes)
    walking.walk(recorded.history, walks, publishes)
    kept = [change for lead in asked for change in changes.get(lead, [])]
    divergent = [each for one in walks for each in _standing(one, stood[one.lead])]
    divergent += _moves(recorded, walks, changes)
    return Derived(len(asked), len(kept), divergent)


def _changes(people: Sequence[int]) -> Mapping[int, list[StageChange]]:
    found: dict[int, list[StageChange]] = {}
    rows = StageChange.objects.filter(person__in=people).exclude(cause=IDENTITY)
    for change in rows.select_related("version").order_by("at_us", "order"):
        found.setdefault(change.person_id, []).append(change)
    return found


def _standing(one: Walk, stored: Standing) -> Iterator[Divergent]:
    result = one.result
    derived = {
        "version": one.version.number,
        "stage": result["stage"],
        "scores": named(result, "score."),
        "labels": named(result, "label."),
        "matrix": result["matrix"],
        "total": result["total"],
        "excluded_by": result["excluded_by"],
    }
    for what, value in derived.items():
        held = stored.version.number if what == "version" else getattr(stored, what)
        if held != value:
            yield Divergent(one.lead, stored.at_us, what, str(held), str(value))


def _moves(recorded: Recorded, walks: Sequence[Walk], changes: Mapping[int, list[StageChange]]) -> Iterator[Divergent]:
    """Each recorded change is found again, on the same scores."""
    again: list[tuple[StageChange, Told]] = []
    for one in walks:
        moves = {(move.at_us, move.from_stage, move.to_stage): move for move in one.moves}
        for change in changes.get(one.lead, []):
            move = moves.get((change.at_us, change.from_stage, change.to_stage))
            if move is None:
                yield Divergent(one.lead, change.at_us, "change", f"{change.from_stage} → {change.to_stage}", "none")
            else:
                again.append((change, tell_move(recorded, one, move)))
    with_reasons(recorded, [told for _, told in again])
    for stored, told in again:
        for what in JUDGED:
            held, derived = (getattr(change, what) for change in (stored, told.change))
            if held != derived:
                yield Divergent(stored.person_id, stored.at_us, what, str(held), str(derived))
