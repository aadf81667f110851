"""Everything that happened, put together from its parts and brought in order. A pure function of the `Plan`."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from handraiser.clock import DAY_US, HOUR_US
from handraiser.demo import journeys, mail, oddities, robots, selling, visitors
from handraiser.demo.bob import bob
from handraiser.demo.calls import Browser, Call
from handraiser.demo.cast import Someone, people
from handraiser.demo.fair import at_the_fair
from handraiser.demo.firms import found, inventors
from handraiser.demo.journeys import Journey
from handraiser.demo.lots import Lots
from handraiser.demo.rhythm import Rhythm

VISITORS = 21  # who stay unknown, for each lead
MONTH_US = 30 * DAY_US + 10 * HOUR_US
_FRESH_US = 44 * HOUR_US  # these hand-raises are news


@dataclass(frozen=True)
class Plan:
    """What to invent. The same plan gives the same history."""

    leads: int
    months: int
    seed: int
    until_us: int

    @property
    def begin_us(self) -> int:
        return self.until_us - self.months * MONTH_US

    @property
    def news_us(self) -> int:
        """Since when nobody has come to reading alerts and answering."""
        return self.until_us - 2 * DAY_US

    def chance(self, part: str) -> Random:
        """A source of chance of each part's own: more of one thing changes nothing of the others."""
        return Random(f"{self.seed} {part}")

    def share(self, part: float, least: int = 1) -> int:
        """So many for each lead."""
        return max(round(self.leads * part), least)


def history(plan: Plan) -> list[Call]:
    """In the order in which it happened."""
    rhythm = Rhythm(plan.begin_us, plan.until_us)
    walked = _journeys(plan, rhythm)
    calls = [call for part in _parts(plan, rhythm, walked) for call in part]
    calls = [call for call in calls if plan.begin_us <= call.at_us < plan.until_us]
    return sorted(calls, key=lambda call: call.at_us)


def _journeys(plan: Plan, rhythm: Rhythm) -> list[Journey]:
    """All who leave an address, but Bob."""
    invent = inventors(plan.seed)
    firms = found(plan.chance("firms"), invent, plan.share(0.2, 5))
    outsiders = list(oddities.outsiders(plan.chance("outsiders"), rhythm, invent["en_GB"], plan.share(0.01, 4)))
    doubles, fair, fresh = plan.share(0.0125), plan.share(0.05), plan.share(0.003, 4)
    cast = people(plan.chance("cast"), invent, firms, max(plan.leads - len(outsiders) - doubles - 1, fair + fresh))
    chance = plan.chance("journeys")
    lots = Lots(chance)
    ordinary = [_walk(who, chance, rhythm, raises=journeys.raises(who, lots)) for who in cast[fair + fresh :]]
    met = at_the_fair(plan.chance("fair"), rhythm, cast[:fair])
    asking = [_asks_now(who, chance, rhythm, number) for number, who in enumerate(cast[fair : fair + fresh])]
    again = list(oddities.second_addresses(plan.chance("again"), rhythm, ordinary, doubles))
    return [*ordinary, *met, *asking, *again, *outsiders]


def _parts(plan: Plan, rhythm: Rhythm, walked: list[Journey]) -> Iterator[Iterator[Call] | list[Call]]:
    left = oddities.leaving(plan.chance("leaving"), walked[: plan.share(0.5)], plan.share(0.01))
    yield [call for journey in walked for call in journey.calls]
    yield list(left.values())
    yield bob(rhythm, plan.chance("bob")).calls  # to whom nothing else happens
    yield visitors.visitors(plan.chance("visitors"), rhythm, plan.leads * VISITORS)
    yield robots.robots(plan.chance("robots"), rhythm, plan.leads)
    staying = [journey for journey in walked if journey.who.number not in left]
    yield mail.newsletters(plan.chance("mail"), rhythm, staying)
    yield oddities.shared_devices(plan.chance("shared"), rhythm, walked, plan.share(0.0075))
    chance = plan.chance("registers")
    yield [call for one in walked if one.known_us for call in journeys.enriched(one.who, one.known_us, chance)]
    chance = plan.chance("selling")
    sales = selling.Sales(chance, rhythm)
    for journey in walked:
        if journey.raised_us is not None and journey.raised_us < plan.news_us:
            yield sales.outcome(journey.who, journey.raised_us)


def _walk(who: Someone, chance: Random, rhythm: Rhythm, *, raises: bool) -> Journey:
    """Once more where the first form would come after the end."""
    while True:
        journey = Journey(who, chance, rhythm, Browser.new(chance))
        journey.walk(rhythm.moment(chance), raises=raises)
        if journey.known_us is not None and journey.known_us < rhythm.until_us:
            return journey


def _asks_now(who: Someone, chance: Random, rhythm: Rhythm, number: int) -> Journey:
    """Somebody who asked within the last two days, each some hours after the one before."""
    asked_us = rhythm.until_us - (number % 6 + 1) * _FRESH_US // 7 + chance.randrange(HOUR_US)
    journey = Journey(who, chance, rhythm, Browser.new(chance))
    journey.walk(asked_us - chance.randint(9, 30) * DAY_US, raises=False)
    journey.calls = [call for call in journey.calls if call.at_us < asked_us - HOUR_US]
    journey.raise_hand(asked_us)
    return journey
