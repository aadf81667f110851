"""What sales decided on the hand-offs of a period: how many it accepted, by week, and why it rejected the others."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from handraiser.handoff.models import Decision, Verdict
from handraiser.insight.asked import Asked
from handraiser.insight.behind import address_of_decided
from handraiser.insight.days import Calendar
from handraiser.insight.deciding import decisions
from handraiser.insight.reporting import Number, share


@dataclass(frozen=True)
class Verdicts:
    """Hand-offs by verdict; a person may have had several. The addresses list the people."""

    accepted: Number
    rejected: Number
    recycled: Number

    @property
    def decided(self) -> int:
        """What the rate is of: to recycle says nothing on the quality of a lead, only that it is too early."""
        return self.accepted.people + self.rejected.people

    @property
    def rate(self) -> float | None:
        return share(self.accepted.people, self.decided)


@dataclass(frozen=True)
class Acceptance:
    """Of a period. `weeks`: the newest first. `reasons` of rejecting: the most frequent first, "": none was given."""

    total: Verdicts
    before: Verdicts
    weeks: list[tuple[Asked, Verdicts]]
    reasons: list[tuple[str, Number]]

    @property
    def is_empty(self) -> bool:
        return not self.weeks


def acceptance(asked: Asked, calendar: Calendar) -> Acceptance:
    """Of those people whom the filters leave."""
    rows = [(calendar.day(at_us), verdict, reason) for at_us, verdict, reason in _rows(decisions(asked, calendar))]
    before = Counter(verdict for _at_us, verdict, _reason in _rows(decisions(asked.before, calendar)))
    by_week: dict[int, Counter[str]] = {}
    for day, verdict, _reason in rows:
        by_week.setdefault(calendar.week(day), Counter())[verdict] += 1
    weeks = [(_of_week(asked, week), counts) for week, counts in sorted(by_week.items(), reverse=True)]
    reasons = Counter(reason for _day, verdict, reason in rows if verdict == Verdict.REJECTED).most_common()
    return Acceptance(
        _verdicts(asked, Counter(verdict for _day, verdict, _reason in rows)),
        _verdicts(asked.before, before),
        [(part, _verdicts(part, counts)) for part, counts in weeks],
        [(reason, Number(many, address_of_decided(asked, Verdict.REJECTED, reason))) for reason, many in reasons],
    )


def _rows(found: "QuerySet[Decision]") -> "QuerySet[Decision, tuple[Any, ...]]":
    return found.values_list("at_us", "verdict", "reason")


def _of_week(asked: Asked, week: int) -> Asked:
    return replace(asked, first=max(week, asked.first), last=min(week + 6, asked.last))


def _verdicts(asked: Asked, counts: Counter[str]) -> Verdicts:
    return Verdicts(*(Number(counts[each], address_of_decided(asked, each)) for each in Verdict))
