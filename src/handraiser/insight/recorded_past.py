"""Everybody's recorded past with its outcomes, part by part, as a back-test takes it."""

from collections.abc import Iterator, Sequence

import pyarrow as pa
from django.db.models import F

from handraiser.handoff.models import Decision, Verdict
from handraiser.lifecycle import unscored
from handraiser.lifecycle.history import load, of_leads
from handraiser.lifecycle.models import Deal, DealMark
from handraiser.lifecycle.snapshots import snapshot
from handraiser.people.models import Person
from handraiser.scoring.history import OUTCOMES, History

AT_ONCE = 2_000  # people
DEALS = {Deal.CREATED: "opportunity", Deal.WON: "won", Deal.LOST: "lost"}


def recorded_past(at_once: int = AT_ONCE, *, with_colleagues: bool = False) -> Iterator[tuple[History, pa.Table]]:
    """Each person who speaks for themselves is in one part. Whoever objects to profiling is in none.

    Without baselines: as if one model had been in force from the first event on. with_colleagues: for a draft that has
    rollups.
    """
    last = 0
    while people := _after(last, at_once):
        with snapshot() as read:
            recorded = load(read, people, with_colleagues=with_colleagues)
        objectors = unscored.objecting(recorded.leads)
        leads = [lead for lead in recorded.leads if lead not in objectors]
        history = of_leads(recorded.history, leads) if objectors else recorded.history
        yield history, _outcomes(leads)
        last = people[-1]


def _after(last: int, at_once: int) -> list[int]:
    people = Person.objects.filter(pk__gt=last, canonical=F("pk")).order_by("pk")
    return list(people.values_list("pk", flat=True)[:at_once])


def _outcomes(leads: Sequence[int]) -> pa.Table:
    deals = DealMark.objects.filter(person__canonical__in=leads).order_by("at_us", "pk")
    told: list[tuple[int | None, int, str, str | None]] = [
        (lead, at_us, DEALS[Deal(what)], opportunity)
        for lead, at_us, what, opportunity in deals.values_list("person__canonical", "at_us", "what", "opportunity")
    ]
    decided = Decision.objects.filter(verdict__in=(Verdict.ACCEPTED, Verdict.REJECTED)).order_by("at_us", "pk")
    decided = decided.filter(handoff__person__canonical__in=leads)
    told += [
        (lead, at_us, str(verdict), None)
        for lead, at_us, verdict in decided.values_list("handoff__person__canonical", "at_us", "verdict")
    ]
    columns = list(zip(*told, strict=True)) if told else [()] * 4
    return pa.table([*map(list, columns), list(range(len(told)))], schema=OUTCOMES)
