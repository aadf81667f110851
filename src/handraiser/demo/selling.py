"""What sales makes of those who ask: accepts, rejects or recycles, opens an opportunity, wins or loses it."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from handraiser.clock import DAY_US, HOUR_US, MINUTE_US, from_us
from handraiser.demo.calls import Call
from handraiser.demo.cast import Role, Someone
from handraiser.demo.lots import Lots
from handraiser.demo.rhythm import Rhythm

SALES = ("sam@acme.example", "lena@acme.example", "tom@acme.example")
REJECTED = {"not_a_fit": 30, "no_budget": 22, "no_need": 18, "student_or_job_seeker": 8, "cannot_reach": 22}
RECYCLED = ("not_now", "no_authority", "waiting_for_budget")
LOST = {"no_decision": 34, "price": 26, "competitor": 24, "missing_feature": 16}
STAGES = ("Proposal", "Negotiation")
CURRENCIES = {"CH": "CHF", "US": "USD", "GB": "GBP"}


class Sales:
    """Our salespeople, who get as many deals as their leads are worth, and not the same from the same."""

    def __init__(self, chance: Random, rhythm: Rhythm) -> None:
        self._chance, self._rhythm = chance, rhythm
        self._accepted, self._opened, self._won = Lots(chance), Lots(chance), Lots(chance)

    def outcome(self, who: Someone, raised_us: int) -> Iterator[Call]:
        """From the moment of the hand-raise on."""
        said_us, owner = self._rhythm.at_work(self._chance, raised_us, 55), SALES[who.number % len(SALES)]
        if self._accepted.drawn((0.45 + 0.5 * who.fit) if who.role == Role.BUYER else 0.03):
            yield who.server.track(said_us, "Lead Accepted", owner=owner)
            if self._opened.drawn(0.38 + 0.5 * who.fit):
                yield from self._opportunity(who, said_us, owner)
        elif self._chance.random() < 0.65:
            yield who.server.track(said_us, "Lead Rejected", reason=_one_of(REJECTED, self._chance), owner=owner)
        else:
            review = from_us(said_us + self._chance.randint(30, 120) * DAY_US).date().isoformat()
            yield who.server.track(said_us, "Lead Recycled", reason=self._chance.choice(RECYCLED), review_at=review)

    def _opportunity(self, who: Someone, after_us: int, owner: str) -> Iterator[Call]:
        at_us, deal = self._later(after_us, 2, 8), {"opportunity_id": f"deal-{who.number:05}"}
        money: dict[str, Any] = {"amount": _amount(who, self._chance), "currency": CURRENCIES.get(who.country, "EUR")}
        close = from_us(at_us + self._chance.randint(30, 80) * DAY_US).date().isoformat()
        terms = {"name": f"{who.firm.name if who.firm else who.name}: Acme Planner", "expected_close": close}
        yield who.server.track(at_us, "Opportunity Created", **deal, **money, **terms, stage="Discovery", owner=owner)
        for stage in STAGES[: self._chance.randint(0, 2)]:
            at_us = self._later(at_us, 3, 14)
            yield who.server.track(at_us, "Opportunity Updated", **deal, **money, stage=stage)
        at_us = self._later(at_us, 5, 30)
        if self._won.drawn(0.02 + 0.24 * who.fit + 0.22 * who.keen):
            yield who.server.track(at_us, "Opportunity Won", **deal, **money)
            yield from self._customer(who, at_us)
        else:
            yield who.server.track(at_us, "Opportunity Lost", **deal, reason=_one_of(LOST, self._chance))

    def _customer(self, who: Someone, won_us: int) -> Iterator[Call]:
        """What is asked only of customers, so that it tells nothing about who will become one."""
        at_us = won_us + self._chance.randint(4, 60) * HOUR_US
        yield who.server.identify(at_us, {"billing_contact": True})
        if who.firm:
            yield who.server.group(at_us + MINUTE_US, f"account-{who.firm.domain}", who.firm.traits)

    def _later(self, after_us: int, least_days: int, most_days: int) -> int:
        return self._rhythm.at_work(self._chance, after_us + self._chance.randint(least_days, most_days) * DAY_US, 240)


def _one_of(shares: Mapping[str, int], chance: Random) -> str:
    return chance.choices(tuple(shares), tuple(shares.values()))[0]


def _amount(who: Someone, chance: Random) -> int:
    """Money a year, by seats."""
    seats = min(max((who.firm.employees if who.firm else 3) // 4, 3), 400)
    return int(round(seats * chance.choice((180, 220, 260)) * chance.uniform(0.7, 1.2), -2))
