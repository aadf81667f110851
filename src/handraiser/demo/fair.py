"""The trade fair: badges scanned at our stand, and visits by the card that was handed over."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from handraiser.clock import MINUTE_US
from handraiser.demo import channels, journeys, library
from handraiser.demo.calls import Browser
from handraiser.demo.cast import Someone
from handraiser.demo.journeys import Journey
from handraiser.demo.lots import Lots
from handraiser.demo.rhythm import Rhythm, at

NAME = "Swiss Project Fair"


def at_the_fair(chance: Random, rhythm: Rhythm, cast: Sequence[Someone]) -> list[Journey]:
    """One journey each, from the stand on."""
    lots = Lots(chance)
    return [_met(chance, rhythm, who, raises=journeys.raises(who, lots)) for who in cast]


def _met(chance: Random, rhythm: Rhythm, who: Someone, *, raises: bool) -> Journey:
    journey = Journey(who, chance, rhythm, Browser.new(chance))
    day = rhythm.fair + timedelta(days=chance.randrange(3))
    met_us = at(day, chance.randint(9, 17), chance.randrange(60)) + chance.randrange(MINUTE_US)
    journey.known_us = met_us
    journey.calls += [
        who.server.identify(met_us, who.long_form),
        who.server.track(met_us + 1, "Booth Visited", fair=NAME),
    ]
    if chance.random() < 0.3 + 0.5 * who.keen:
        at_us = rhythm.later(chance, met_us, 4)
        journey.calls.append(journey.browser.page(at_us, library.PRODUCT, channels.FAIR))
        journey.calls.append(journey.browser.identify(at_us + MINUTE_US, who.first_form))
        for _ in range(chance.randint(0, int(2 + 5 * who.keen))):
            at_us = journey.come_again(rhythm.later(chance, at_us, 12))
        if raises:
            journey.raise_hand(rhythm.later(chance, at_us, 2.5))
    return journey
