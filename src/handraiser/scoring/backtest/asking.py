"""What a back-test is asked: the period, what counts as a conversion, and how much sales can take."""

from dataclasses import dataclass

import numpy as np

from handraiser.errors import HandraiserError

from ..arrays import DAY, I64
from ..calendar import Calendar, calendar

CONVERSIONS = ("accepted", "opportunity", "won")
HANDOFFS = ("mql", "sql")
LOOKS = 60  # moments at most at which everybody's rating is looked at
WEEK = 7


class BackTestRefused(HandraiserError):
    """There is nothing to test on, or the question makes no sense; the message says what to do."""


@dataclass(frozen=True)
class Question:
    """begin_us, until_us: the period, its end excluded. timezone: where a week begins, on Monday's midnight.

    conversion: what a lead is good for (accepted, opportunity or won). handoff: the stage that hands a lead to sales
    (mql or sql). salespeople, capacity: how many there are, and how many hand-offs a week each can take; 0 where
    nobody said.
    """

    begin_us: int
    until_us: int
    timezone: str
    conversion: str = "opportunity"
    handoff: str = "sql"
    salespeople: int = 1
    capacity: int = 0

    def __post_init__(self) -> None:
        for given, allowed in ((self.conversion, CONVERSIONS), (self.handoff, HANDOFFS)):
            if given not in allowed:
                raise BackTestRefused(f"{given!r} is none of {', '.join(allowed)}.")
        if self.until_us - self.begin_us < DAY:
            raise BackTestRefused("The period ends less than a day after it begins; allowed: at least one day.")

    @property
    def weeks(self) -> float:
        return (self.until_us - self.begin_us) / (WEEK * DAY)

    def calendar(self) -> Calendar:
        return calendar(self.timezone, self.begin_us - WEEK * DAY, self.until_us)

    def mondays(self) -> I64:
        """The beginnings of the weeks that the period touches."""
        days = self.calendar()
        first = np.flatnonzero(np.diff(days.weeks)) + 1
        mondays = days.midnights[first]
        before = mondays[mondays <= self.begin_us][-1:]
        inside = mondays[(mondays > self.begin_us) & (mondays < self.until_us)]
        found: I64 = np.concatenate([before, inside])
        return found

    def looks(self) -> I64:
        """When everybody's rating is looked at: at the beginning, on Mondays (or every few), at the end."""
        mondays = self.mondays()[1:]
        mondays = mondays[:: -(-mondays.size // LOOKS) or 1]
        found: I64 = np.unique(np.concatenate([[self.begin_us], mondays, [self.until_us - 1]]))
        return found
