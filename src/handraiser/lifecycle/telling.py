"""The rows that say who moved or raised a hand: with the scores and lines of that moment."""

from functools import cached_property
from typing import Any

import msgspec

from handraiser import clock
from handraiser.lifecycle.history import Recorded, of_leads, with_baselines
from handraiser.lifecycle.models import HandRaise, Move, Stage, StageChange
from handraiser.lifecycle.publishing import Published
from handraiser.lifecycle.walking import Baseline, Moved, Walk, named
from handraiser.scoring.explaining import explain
from handraiser.scoring.history import History

IDENTITY = "identity"  # what is known about somebody was rearranged: a fold undone, a claim cut, a crawler cleared
PERSON = "person"


class Telling:
    """Words one person's stage changes."""

    def __init__(self, recorded: Recorded, one: Walk) -> None:
        self._recorded = recorded
        self._lead = one.lead

    def move(self, move: Moved) -> StageChange:
        """A move of the fold."""
        by_hand = self._by_hand(move) if move.cause == PERSON else None
        return self._row(
            move.version,
            move.baseline,
            at_us=move.at_us,
            order=move.order,
            from_stage=move.from_stage,
            to_stage=move.to_stage,
            cause=move.cause,
            rule=move.rule or "",
            because=by_hand.reason if by_hand else move.because or "",
            by=by_hand and by_hand.by,
            event_id=move.seq,
            silent=self._is_old_news(move),
        )

    def correction(self, one: Walk, at_us: int, order: int, stages: tuple[str, str]) -> StageChange:
        """A step between what was recorded and what is so by all that is known now. Nobody is told."""
        from_stage, to_stage = stages
        return self._row(
            one.version,
            one.baseline,
            at_us=at_us,
            order=order,
            from_stage=from_stage,
            to_stage=to_stage,
            cause=IDENTITY,
            silent=True,
        )

    def _row(self, version: Published, baseline: Baseline, *, at_us: int, **fields: Any) -> StageChange:
        explained = explain(version.compiled, with_baselines(self._history, [baseline]), at_us=at_us)
        return StageChange(
            person_id=self._lead,
            version_id=version.id,
            at_us=at_us,
            scores=named(explained.result, "score."),
            labels=named(explained.result, "label."),
            matrix=explained.result["matrix"],
            lines=msgspec.to_builtins(explained.lines),
            recorded_us=clock.now_us(),
            **fields,
        )

    @cached_property
    def _history(self) -> History:
        return of_leads(self._recorded.history, [self._lead])

    def _is_old_news(self, move: Moved) -> bool:
        """Imported history is; and so is a stage that somebody brings along who had reached it before being folded."""
        if move.seq is not None and self._recorded.marked(move.seq)["backfill"]:
            return True
        folded = self._recorded.folded_at(self._lead, move.at_us)
        return bool(folded) and StageChange.objects.filter(person__in=folded, to_stage=move.to_stage).exists()

    def _by_hand(self, move: Moved) -> Move | None:
        moves = Move.objects.filter(person__canonical=self._lead, to_stage=move.to_stage, at_us__lte=move.at_us)
        return moves.select_related("by").order_by("at_us", "id").last()


def tell_hand_raise(recorded: Recorded, one: Walk, hand: dict[str, Any]) -> HandRaise:
    """An event by which somebody asked for sales. Nobody is told of imported history nor of who is excluded."""
    marks = recorded.marked(hand["seq"])
    after = hand["stage_after"] or one.stage
    return HandRaise(
        event_id=hand["seq"],
        person_id=one.lead,
        name=hand["name"] or "",
        occurred_us=marks["occurred_us"],
        at_us=hand["at_us"],
        stage_before=hand["stage_before"] or one.stage,
        stage_after=after,
        unconfirmed=marks["claimed"],
        silent=marks["backfill"] or hand["effect"] == "ignore" or after == Stage.DISQUALIFIED,
    )
