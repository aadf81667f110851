"""Scoring people anew: the kernel's word on each, and every row that follows from it, in one transaction."""

from collections.abc import Callable, Sequence

import msgspec
from django.db import transaction

from handraiser.lifecycle import changes, colleagues, standings, unscored, waiting, walking
from handraiser.lifecycle.due import Due
from handraiser.lifecycle.history import load
from handraiser.lifecycle.models import Standing
from handraiser.lifecycle.publishing import publishes
from handraiser.lifecycle.snapshots import snapshot
from handraiser.lifecycle.walking import Walk, named


def rescore(due: Sequence[Due], guard: Callable[[], None]) -> None:
    """Bring these people's standings to their moments. `guard` runs first in the transaction that writes.

    Needs a published model. What is read is of one moment; a touch after it stays due.
    """
    published = publishes()
    due = colleagues.with_due(due)
    with snapshot() as read:
        recorded = load(read, [one.person for one in due])
    objectors = unscored.objecting(recorded.leads)
    companies = recorded.companies()
    recorded = unscored.without(recorded, objectors)
    stood = standings.stood(recorded.leads)
    walks = walking.start(recorded, due, stood, published)
    walking.walk(recorded.history, walks, published)
    unscored.empty(walks, objectors)
    found = changes.find(recorded, walks)
    found.raises.extend(unscored.hand_raises(walks, objectors))
    crossing = waiting.crossing(walks, stood, published, objectors)
    wait = waiting.find(recorded, crossing, published)
    with transaction.atomic():
        guard()
        standings.keep([_standing(one, companies.get(one.lead)) for one in walks])
        changes.record(found)
        waiting.record(crossing, wait)
        standings.look_again([_look(one) for one in walks])
        _forget(due, recorded.leads)


def _standing(one: Walk, company: int | None) -> standings.Stands:
    row, encode = one.result, msgspec.json.encode
    baseline = one.baseline
    return standings.Stands(
        one.lead,
        one.version.id,
        row["at_us"],
        row["stage"],
        row["stage_since_us"],
        encode(named(row, "score.")).decode(),
        encode(named(row, "label.")).decode(),
        encode(named(row, "coverage.")).decode(),
        row["matrix"],
        row["total"],
        row["excluded_by"],
        row["effect"],
        *baseline,
        company,
    )


def _look(one: Walk) -> standings.Look:
    next_look = one.result["next_look_us"] or standings.NO_LOOK_US
    return standings.Look(one.lead, next_look, one.touches)


def _forget(due: Sequence[Due], found: Sequence[int]) -> None:
    """Who was folded into somebody else stands nowhere."""
    standing = set(found)
    gone = [one for one in due if one.person not in standing]
    if gone:
        Standing.objects.filter(person_id__in=[one.person for one in gone]).delete()
        standings.look_again([standings.Look(one.person, standings.NO_LOOK_US, one.touches) for one in gone])
