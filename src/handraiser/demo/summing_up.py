"""What the demo holds when it is loaded, in figures."""

from dataclasses import dataclass

from django.db.models import Count

from handraiser.deals.models import Opportunity, State
from handraiser.lifecycle.models import Stage, StageChange, Standing
from handraiser.people.models import Company, Person


@dataclass(frozen=True)
class Figures:
    """people: at each stage now. entered: how many people ever came to it. rates: cohorts, 0 to 1."""

    companies: int
    people: dict[str, int]
    entered: dict[str, int]
    rates: dict[str, float]


def figures() -> Figures:
    """Of people who are no crawlers."""
    listed = Person.objects.listed()
    now = dict(Standing.objects.filter(person__in=listed).values_list("stage").annotate(Count("pk")).order_by())
    ever: dict[str, dict[int, int]] = {stage: {} for stage in Stage.values}
    changes = StageChange.objects.filter(person__canonical__in=listed).order_by("at_us", "order")
    for person, stage, at_us in changes.values_list("person__canonical", "to_stage", "at_us"):
        ever[stage].setdefault(person or 0, at_us)
    ever["visitor"] = dict.fromkeys(listed.values_list("pk", flat=True), 0)
    ever["lead"] = {pk: known_us for pk, known_us in listed.values_list("pk", "known_us") if known_us is not None}
    closed = dict(Opportunity.objects.exclude(state=State.OPEN).values_list("state").annotate(Count("pk")).order_by())
    return Figures(
        companies=Company.objects.count(),
        people={stage: now.get(stage, 0) for stage in Stage.values},
        entered={stage: len(people) for stage, people in ever.items()},
        rates={
            f"{before} to {after}": _rate(ever[before], ever[after])
            for before, after in (("visitor", "lead"), ("lead", "mql"), ("mql", "sql"), ("sql", "opportunity"))
        }
        | {"win rate": closed.get(State.WON, 0) / (sum(closed.values()) or 1)},
    )


def _rate(before: dict[int, int], after: dict[int, int]) -> float:
    """Of those who came to one stage, how many came to the other afterwards."""
    followed = [person for person, at_us in before.items() if after.get(person, -1) >= at_us]
    return len(followed) / len(before) if before else 0.0
