"""The many who look around and say nothing: most of them once, one page or two."""

from collections.abc import Iterator
from itertools import accumulate
from random import Random

from handraiser.clock import SECOND_US
from handraiser.demo import channels, library
from handraiser.demo.calls import Browser, Call
from handraiser.demo.library import Page
from handraiser.demo.rhythm import Rhythm

_OTHER = (library.PRODUCT, library.INTEGRATIONS, library.SECURITY, library.ABOUT, library.HELP, library.CAREERS)
_MORE_PAGES = 0.32  # after each page
_COMES_BACK = 0.07
_LOOKS_AT_PRICES = 0.03


def visitors(chance: Random, rhythm: Rhythm, count: int) -> Iterator[Call]:
    """`count` devices whose owners stay unknown."""
    for _ in range(count):
        browser, at_us = Browser.new(chance), rhythm.moment(chance)
        channel, came = channels.came(chance, channels.FIRST)
        yield from _visit(chance, browser, at_us, landing(chance, channel), came)
        if chance.random() < _COMES_BACK:
            channel, came = channels.came(chance, channels.AGAIN)
            at_us = rhythm.later(chance, at_us, 9)
            yield from _visit(chance, browser, at_us, landing(chance, channel), came)


def landing(chance: Random, channel: str) -> Page:
    """Where a visit of this channel begins."""
    if channel == "search" or (channel == "social" and chance.random() < 0.7):
        return chance.choices(library.BLOG, cum_weights=_POPULAR)[0].page
    if channel == "paid":
        return library.PRODUCT if chance.random() < 0.6 else chance.choice(library.E_BOOKS).page
    if channel == "referral":
        return library.PRODUCT if chance.random() < 0.7 else chance.choice(library.CASE_STUDIES).page
    return library.HOME


def reading_us(chance: Random) -> int:
    """How long a page is looked at."""
    return chance.randrange(12 * SECOND_US, 200 * SECOND_US)


def _visit(chance: Random, browser: Browser, at_us: int, first: Page, came: channels.Came) -> Iterator[Call]:
    yield browser.page(at_us, first, came)
    while chance.random() < _MORE_PAGES:
        at_us += reading_us(chance)
        yield browser.page(at_us, _next(chance))


def _next(chance: Random) -> Page:
    if chance.random() < _LOOKS_AT_PRICES / _MORE_PAGES:
        return library.PRICING
    return chance.choice(library.BLOG).page if chance.random() < 0.5 else chance.choice(_OTHER)


_POPULAR = tuple(accumulate(1 / (place + 3) for place in range(len(library.BLOG))))
