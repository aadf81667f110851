"""What is kept and not scored: people who object to profiling, and claims at a strict source until confirmed.

Their hand-raises alert all the same: whoever asks for sales wants an answer, not a score.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db.models import Q

from handraiser.events import reading
from handraiser.events.models import Flag
from handraiser.events.reading import EventRow
from handraiser.lifecycle.history import Recorded
from handraiser.lifecycle.models import HandRaise, Stage, Standing
from handraiser.lifecycle.telling import DEAL, PERSON
from handraiser.lifecycle.walking import Walk
from handraiser.people import consenting
from handraiser.people.loading import strict_sources
from handraiser.people.models import Sighting
from handraiser.scoring.language import ScoringModel

KNOWN = "known"
OBJECTION = "objection"  # stands in `Standing.excluded_by`
_NOTHING = {"matrix": None, "total": None, "excluded_by": OBJECTION, "effect": "objected"}


def objecting(leads: Sequence[int]) -> set[int]:
    """Which of these canonical people object to profiling: the strictest answer of all that they are."""
    return consenting.refusing("profiling", leads)


def without(recorded: Recorded, leads: Collection[int]) -> Recorded:
    """The same, with nothing that these people did or are."""
    if not leads:
        return recorded
    unwanted = pa.array(list(leads), pa.int64())
    events, traits = (
        table.filter(pc.invert(pc.is_in(table["lead"], unwanted)))
        for table in (recorded.history.events, recorded.history.traits)
    )
    return replace(recorded, history=replace(recorded.history, events=events, traits=traits))


def empty(walks: Sequence[Walk], objectors: Collection[int]) -> None:
    """Take every score, label and coverage from those who object. Becoming known, deals and users still move them."""
    silenced = [one for one in walks if one.lead in objectors]
    if not silenced:
        return
    since = dict(Standing.objects.filter(pk__in=[one.lead for one in silenced]).values_list("pk", "stage_since_us"))
    for one in silenced:
        one.moves = [move for move in one.moves if move.cause in (KNOWN, PERSON, DEAL)]
        last = one.moves[-1] if one.moves else None
        stage, stage_since_us = (last.to_stage, last.at_us) if last else (one.stage, since.get(one.lead))
        one.result |= nothing(one.result) | {"stage": stage, "stage_since_us": stage_since_us}


def nothing(result: Mapping[str, Any]) -> dict[str, Any]:
    """What takes the place of scores, labels, matrix and total in the kernel's result."""
    return dict.fromkeys(name for name in result if name.startswith(("score.", "label.", "coverage."))) | _NOTHING


def hand_raises(walks: Sequence[Walk], objectors: Collection[int]) -> Iterator[HandRaise]:
    """Those among the events that the kernel was not shown; ones recorded before come again."""
    if not objectors and not strict_sources():
        return
    of = {one.lead: one for one in walks}
    unseen = Sighting.objects.filter(
        Q(held=True) | Q(identity__person__canonical__in=list(objectors)),
        identity__person__canonical__in=list(of),
        bot=False,
    ).values_list("event_id", "known_us", "identity__person__canonical", "identity__claimed")
    about = {event_id: (known_us, of[lead or 0], claimed) for event_id, known_us, lead, claimed in unseen}
    for event in reading.by_ids(list(about)):
        known_us, one, claimed = about[event.id]
        if _raises_a_hand(event, one.version.model):
            yield _row(event, known_us, one, claimed)


def _raises_a_hand(event: EventRow, model: ScoringModel) -> bool:
    return any(event.kind == hand.call and hand.name in (None, event.name) for hand in model.hand_raises)


def _row(event: EventRow, known_us: int, one: Walk, claimed: bool) -> HandRaise:
    stage = one.result["stage"]
    return HandRaise(
        event_id=event.id,
        person_id=one.lead,
        name=event.name or "",
        occurred_us=event.occurred_us,
        at_us=known_us,
        stage_before=stage,
        stage_after=stage,
        unconfirmed=claimed,
        silent=bool(event.flags & Flag.BACKFILL) or stage == Stage.DISQUALIFIED,
    )
