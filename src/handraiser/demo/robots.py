"""Crawlers, monitors and browsers without a screen: each call from a device of its own, as they keep no cookies."""

from collections.abc import Iterator
from random import Random

from handraiser.clock import SECOND_US
from handraiser.demo import library
from handraiser.demo.calls import Browser, Call
from handraiser.demo.rhythm import Rhythm

AGENTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/140.0.0.0"
    " Safari/537.36",
)
_PAGES = (*(post.page for post in library.BLOG), library.HOME, library.PRICING, library.PRODUCT)


def robots(chance: Random, rhythm: Rhythm, count: int) -> Iterator[Call]:
    """`count` visits at any hour, a few pages in as many seconds."""
    for _ in range(count):
        browser = Browser(f"{chance.getrandbits(96):024x}", chance.choice(AGENTS))
        at_us = chance.randrange(rhythm.begin_us, rhythm.until_us)
        for number in range(chance.choice((1, 1, 1, 2, 4))):
            yield browser.page(at_us + number * SECOND_US, chance.choice(_PAGES))
