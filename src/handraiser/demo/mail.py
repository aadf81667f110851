"""Our newsletters: opened by programs, clicked by people and, within seconds, by the scanners of their companies."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

from handraiser.clock import HOUR_US, MINUTE_US, SECOND_US
from handraiser.demo import channels, library
from handraiser.demo.calls import Call
from handraiser.demo.journeys import Journey
from handraiser.demo.rhythm import Rhythm, at
from handraiser.demo.visitors import reading_us

SCANNERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0 Mimecast",
    "BarracudaCentral Link Scanner/2.1",
)
_EVERY_DAYS = 14
_SCANNED = 0.12  # of the companies


def newsletters(chance: Random, rhythm: Rhythm, journeys: Sequence[Journey]) -> Iterator[Call]:
    """One on every second Thursday, to everybody known by then."""
    first = rhythm.days[0] + timedelta(days=(3 - rhythm.days[0].weekday()) % 7)
    for number in range((rhythm.days[-1] - first).days // _EVERY_DAYS + 1):
        day = first + timedelta(days=number * _EVERY_DAYS)
        campaign, post = f"newsletter-{day:%Y-%m-%d}", library.BLOG[number % len(library.BLOG)]
        for journey in journeys:
            if journey.known_us is not None and journey.known_us < (sent_us := at(day, 9, 30)):
                yield from _read(chance, journey, sent_us, campaign, post)


def _read(chance: Random, journey: Journey, sent_us: int, campaign: str, post: library.Content) -> Iterator[Call]:
    who, link = journey.who, {"campaign": campaign, "url": f"{library.SITE}{post.path}"}
    if who.firm and hash_of(who.firm.domain) < _SCANNED and chance.random() < 0.5:
        seconds = chance.randint(1, 6) * SECOND_US
        yield who.server.track(sent_us + seconds, "Email Clicked", agent=chance.choice(SCANNERS), **link)
    if chance.random() < 0.08 + 0.1 * who.keen:
        opened_us = sent_us + int(chance.expovariate(1 / 9) * HOUR_US) + MINUTE_US
        yield who.server.track(opened_us, "Email Opened", campaign=campaign)
        if chance.random() < 0.08 + 0.28 * who.keen:
            clicked_us = opened_us + reading_us(chance)
            yield who.server.track(clicked_us, "Email Clicked", agent=journey.browser.agent, **link)
            yield journey.browser.page(clicked_us + SECOND_US, post.page, channels.by_mail(campaign))


def hash_of(text: str) -> float:
    """Always the same number from 0 to 1 for the same text."""
    return Random(text).random()
