"""The rows that say who moved or raised a hand: with the scores and lines of that moment."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from handraiser import clock
from handraiser.lifecycle.history import Recorded, of_leads, with_baselines
from handraiser.lifecycle.models import DealMark, HandRaise, Move, Stage, StageChange
from handraiser.lifecycle.publishing import Published
from handraiser.lifecycle.walking import LATE_US, Baseline, Moved, Walk, named
from handraiser.scoring.explaining import explain_each
from handraiser.scoring.explanation import Explanation

IDENTITY = "identity"  # what is known about somebody was rearranged: a fold undone, a claim cut, a crawler cleared
PERSON = "person"
DEAL = "deal"
OF_DEALS = (Stage.OPPORTUNITY, Stage.CUSTOMER)  # nothing else leads there


@dataclass(frozen=True)
class Told:
    """A stage change that waits for its scores and lines, and by what they are to be found."""

    change: StageChange
    version: Published
    baseline: Baseline


def tell_move(recorded: Recorded, one: Walk, move: Moved) -> Told:
    """A move of the fold."""
    by_hand = _by_hand(one.lead, move) if move.cause == PERSON else None
    deal = _of_deal(one.lead, move) if move.cause == DEAL else None
    change = _change(
        one.lead,
        move.version,
        at_us=move.at_us,
        order=move.order,
        from_stage=move.from_stage,
        to_stage=move.to_stage,
        cause=move.cause,
        rule=(move.rule or "")[:255],
        because=(by_hand.reason if by_hand else move.because or "")[:255],
        by=by_hand and by_hand.by,
        event_id=deal.event_id if deal else move.seq,
        silent=(deal is not None and deal.backfill) or _is_old_news(recorded, one, move),
    )
    return Told(change, move.version, move.baseline)


def tell_correction(one: Walk, at_us: int, order: int, stages: tuple[str, str]) -> Told:
    """A step between what was recorded and what is so by all that is known now. Nobody is told."""
    change = _change(
        one.lead,
        one.version,
        at_us=at_us,
        order=order,
        from_stage=stages[0],
        to_stage=stages[1],
        cause=DEAL if stages[1] in OF_DEALS else IDENTITY,
        silent=True,
    )
    return Told(change, one.version, one.baseline)


def tell_hand_raise(recorded: Recorded, one: Walk, hand: Mapping[str, Any]) -> HandRaise:
    """An event by which somebody asked for sales. Nobody is told of imported history nor of who is excluded."""
    marks = recorded.marked(hand["seq"])
    after = hand["stage_after"] or one.stage
    return HandRaise(
        event_id=hand["seq"],
        person_id=one.lead,
        name=(hand["name"] or "")[:255],
        occurred_us=marks["occurred_us"],
        at_us=hand["at_us"],
        stage_before=hand["stage_before"] or one.stage,
        stage_after=after,
        unconfirmed=marks["claimed"],
        silent=marks["backfill"] or hand["effect"] == "ignore" or after == Stage.DISQUALIFIED,
    )


def with_reasons(recorded: Recorded, told: Iterable[Told]) -> list[StageChange]:
    """The rows, each with the scores, labels, matrix and lines of its moment. Moments of many people go together."""
    told = list(told)
    waiting = {(each.version, each.change.person_id, each.change.at_us): each for each in told}
    explained: dict[tuple[Published, int, int], Explanation] = {}
    while rest := [key for key in waiting if key not in explained]:
        version = rest[0][0]
        round_ = list({key[1]: key for key in rest if key[0] is version}.values())
        for key, explanation in _explain(recorded, version, [waiting[key] for key in round_]):
            explained[key] = explanation
    for each in told:
        _reason(each.change, explained[each.version, each.change.person_id, each.change.at_us])
    return [each.change for each in told]


def _explain(
    recorded: Recorded, version: Published, told: Sequence[Told]
) -> Iterable[tuple[tuple[Published, int, int], Explanation]]:
    """At one moment each, of people who are all different."""
    by_lead = {each.change.person_id: each for each in told}
    history = of_leads(recorded.history, list(by_lead))
    ordered = [by_lead[lead] for lead in history.people["lead"].to_pylist()]
    history = with_baselines(history, [each.baseline for each in ordered])
    moments = np.array([each.change.at_us for each in ordered], np.int64)
    for each, explanation in zip(ordered, explain_each(version.compiled, history, moments), strict=True):
        yield (version, each.change.person_id, each.change.at_us), explanation


def _reason(change: StageChange, explanation: Explanation) -> None:
    change.scores = named(explanation.result, "score.")
    change.labels = named(explanation.result, "label.")
    change.matrix = explanation.result["matrix"]
    change.lines = msgspec.to_builtins(explanation.lines)


def _change(lead: int, version: Published, **fields: Any) -> StageChange:
    return StageChange(person_id=lead, version_id=version.id, recorded_us=clock.now_us(), **fields)


def _is_old_news(recorded: Recorded, one: Walk, move: Moved) -> bool:
    """Imported history is, with what it alone brought about since; and so is a stage that somebody brings along who
    had reached it before being folded.
    """
    if move.at_us <= one.heard_us or (move.seq is not None and recorded.marked(move.seq)["backfill"]):
        return True
    if one.with_history and move.seq is None and move.at_us < one.at_us - LATE_US:
        return True
    folded = recorded.folded_at(one.lead, move.at_us)
    return bool(folded) and StageChange.objects.filter(person__in=folded, to_stage=move.to_stage).exists()


def _of_deal(lead: int, move: Moved) -> DealMark | None:
    """The mark that moved somebody: the last by then."""
    return DealMark.objects.filter(person__canonical=lead, at_us__lte=move.at_us).order_by("at_us", "id").last()


def _by_hand(lead: int, move: Moved) -> Move | None:
    moves = Move.objects.filter(person__canonical=lead, to_stage=move.to_stage, at_us__lte=move.at_us)
    return moves.select_related("by").order_by("at_us", "id").last()
