"""What a new version alone would change: found as each person crosses from the version before to it.

A version's own stage is where it would have the person, had it always been in force; the same is asked of the version
before. Where the two differ, and the person stands elsewhere than the new one says, the change waits. So nobody waits
for what an earlier version had brought about already, nor for what was left alone then; what nobody has decided
yet waits on.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handraiser.lifecycle.history import Recorded, of_leads
from handraiser.lifecycle.models import Stage, WaitingChange
from handraiser.lifecycle.publishing import Publish, Published, numbered
from handraiser.lifecycle.standings import Stood
from handraiser.lifecycle.walking import Walk, named
from handraiser.scoring.evaluating import evaluate

BY_RULES = (Stage.LEAD, Stage.MQL, Stage.SQL)


def crossing(
    walks: Sequence[Walk], stood: Mapping[int, Stood], publishes: Sequence[Publish], objectors: Collection[int]
) -> list[Walk]:
    """Those who come under the newest version for the first time, and are scored."""
    newest = publishes[-1]

    def crosses(one: Walk) -> bool:
        last = stood.get(one.lead)
        arrives = one.version.id == newest.id and one.baseline[0] == newest.published_us
        return arrives and (last is None or last.version != newest.id) and one.lead not in objectors

    return [one for one in walks if crosses(one)]


def find(recorded: Recorded, walks: Sequence[Walk], publishes: Sequence[Publish]) -> list[WaitingChange]:
    """What is to wait, of those who cross. The version before is asked only about whom the new one would move."""
    newest = publishes[-1]
    after = _stages(numbered(newest.number), recorded, [one for one in walks if _is_where_rules_lead(one)], newest)
    moved = [one for one in walks if one.lead in after and _moves(one, after[one.lead])]
    before = _stages(numbered(publishes[-2].number), recorded, moved, newest) if len(publishes) > 1 else {}
    undecided = _undecided([one.lead for one in moved])
    told = [(one, before.get(one.lead), after[one.lead]) for one in moved]
    return [
        _row(one, newest, then, now)
        for one, then, now in told
        if then is None or then.stage != now.stage or one.lead in undecided
    ]


def record(walks: Sequence[Walk], found: Sequence[WaitingChange]) -> None:
    """Write them in the caller's transaction, in the place of what an earlier version left undecided."""
    if walks:
        people = [one.lead for one in walks]
        WaitingChange.objects.filter(person__in=people, settling=None).delete()
        WaitingChange.objects.bulk_create(found, ignore_conflicts=True)


@dataclass
class _Said:
    """What a version says of a person, had it always been in force; rule and because are of the last move."""

    result: dict[str, Any]
    rule: str = ""
    because: str = ""

    @property
    def stage(self) -> str:
        return str(self.result["stage"])

    @property
    def scores(self) -> dict[str, Any]:
        return named(self.result, "score.")


def _stages(version: Published, recorded: Recorded, walks: Sequence[Walk], at: Publish) -> dict[int, _Said]:
    """What a version says of these people at the moment of a publish, had it always been in force."""
    if not walks:
        return {}
    history = of_leads(recorded.history, [one.lead for one in walks])
    evaluation = evaluate(version.compiled, history, at_us=at.published_us)
    said = {row["lead"]: _Said(row) for row in evaluation.results.to_pylist()}
    for move in evaluation.moves.select(["lead", "rule", "because"]).to_pylist():
        said[move["lead"]].rule, said[move["lead"]].because = move["rule"] or "", move["because"] or ""
    return said


def _is_where_rules_lead(one: Walk) -> bool:
    """Known, not in a deal nor disqualified, and not moved on since."""
    return one.baseline[1] in BY_RULES and one.result["stage"] == one.baseline[1] and not one.result["effect"]


def _undecided(leads: Sequence[int]) -> set[int]:
    rows = WaitingChange.objects.filter(person__in=leads, settling=None)
    return set(rows.values_list("person_id", flat=True))


def _moves(one: Walk, now: _Said) -> bool:
    return now.stage in BY_RULES and now.stage != one.baseline[1] and not now.result["effect"]


def _row(one: Walk, newest: Publish, then: _Said | None, now: _Said) -> WaitingChange:
    return WaitingChange(
        person_id=one.lead,
        version_id=newest.id,
        from_stage=one.baseline[1] or "",
        to_stage=now.stage,
        at_us=newest.published_us,
        rule=now.rule[:255],
        because=now.because[:255],
        scores_before=then.scores if then else {},
        scores_after=now.scores,
        matrix_before=then.result["matrix"] if then else None,
        matrix_after=now.result["matrix"],
    )
