"""Which of the moves that a fold found are news, and the rows they become."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handraiser.lifecycle.history import Recorded
from handraiser.lifecycle.models import HandRaise, StageChange
from handraiser.lifecycle.telling import Told, tell_correction, tell_hand_raise, tell_move, with_reasons
from handraiser.lifecycle.walking import Walk
from handraiser.people import bulk

_BEFORE = -1  # the order of a correction that stands before the moves of its moment


@dataclass(frozen=True)
class Change:
    """A recorded one, as far as the next ones ask."""

    at_us: int
    order: int
    to: str


@dataclass(frozen=True)
class Found:
    """What is to be recorded."""

    changes: list[StageChange]
    raises: list[HandRaise]


def find(recorded: Recorded, walks: Sequence[Walk]) -> Found:
    """The stage changes and hand-raises that are not recorded yet."""
    asked = [one for one in walks if one.moves or one.stage != one.result["stage"]]
    known = _known(asked)
    told = [each for one in asked for each in _changes(recorded, one, known.get(one.lead, []))]
    raises = [
        tell_hand_raise(recorded, one, hand) for one in walks for hand in one.raises if _is_new(one, hand, recorded)
    ]
    return Found(with_reasons(recorded, told), raises)


def record(found: Found) -> None:
    """Write them, in the caller's transaction; what is there already stays."""
    if found.raises:
        HandRaise.objects.bulk_create(found.raises, ignore_conflicts=True)
    if found.changes:
        StageChange.objects.bulk_create(found.changes, ignore_conflicts=True)


def _is_new(one: Walk, hand: Mapping[str, Any], recorded: Recorded) -> bool:
    """A walk from the start meets again what was told when it happened."""
    return bool(hand["at_us"] > one.heard_us or recorded.marked(hand["seq"])["backfill"])


def _known(walks: Sequence[Walk]) -> dict[int, list[Change]]:
    """What is recorded about these people, oldest first."""
    known: dict[int, list[Change]] = {}
    among, ids = bulk.among([one.lead for one in walks])
    sql = (
        'SELECT person_id, at_us, "order", to_stage FROM lifecycle_stagechange'
        f' WHERE person_id {among} ORDER BY at_us, "order"'
    )
    for person, at_us, order, to in bulk.rows(sql, ids) if walks else ():
        known.setdefault(person, []).append(Change(at_us, order, to))
    return known


def _changes(recorded: Recorded, one: Walk, known: Sequence[Change]) -> Iterator[Told]:
    """The moves that follow on what is recorded, and a silent correction wherever they do not join on to it.

    What imported history adds before all that is recorded is told too; between recorded changes nothing is put.
    """
    if one.with_history and known:
        for move in one.moves:
            if move.at_us < known[0].at_us:
                told = tell_move(recorded, one, move)
                told.change.silent = True
                yield told
    yield from _further(recorded, one, known)


def _further(recorded: Recorded, one: Walk, known: Sequence[Change]) -> Iterator[Told]:
    last_us = known[-1].at_us if known else one.since_us
    keys = {(change.at_us, change.order) for change in known}
    stage = known[-1].to if known and one.is_first else one.stage
    for move in one.moves:
        if move.at_us < last_us or (move.at_us, move.order) in keys:
            continue
        if move.from_stage != stage:
            yield tell_correction(one, move.at_us, _BEFORE, (stage, move.from_stage))
        yield tell_move(recorded, one, move)
        stage = move.to_stage
    if stage != one.result["stage"]:
        order = 1 + max((change.order for change in known if change.at_us == one.result["at_us"]), default=-1)
        yield tell_correction(one, one.result["at_us"], order, (stage, one.result["stage"]))
