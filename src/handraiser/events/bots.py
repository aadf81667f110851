"""Which events come from crawlers, scanners and browsers without a screen. Kept, flagged, never scored."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

import crawleruseragents
import re2
from crawlerdetect.providers.crawlers import data as crawlerdetect_names
from crawlerdetect.providers.exclusions import data as crawlerdetect_real
from django.db import transaction
from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError
from handraiser.events import bot_signs
from handraiser.events.models import BotPattern, Flag
from handraiser.organisation import audit
from handraiser.organisation.models import User

LONGEST = 1024  # characters of a user agent that are looked at
REMEMBERED = 20_000  # distinct user agents whose answer is kept
EVERYBODY = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
)


class PatternRefused(HandraiserError):
    """The pattern is empty, no RE2, already there, or would flag ordinary browsers."""


def _options(case_sensitive: bool) -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 128 << 20  # 1,500 alternatives in one automaton
    options.case_sensitive = case_sensitive
    return options


def _any_of(patterns: Iterable[str], *, case_sensitive: bool = False) -> re2._Regexp:
    """One automaton for all of them; those that RE2 refuses (look-arounds) are left out."""
    alternatives = (f"(?:{pattern})" for pattern in patterns if _is_re2(pattern))
    return re2.compile("|".join(alternatives), _options(case_sensitive))


def _is_re2(pattern: str) -> bool:
    try:
        re2.compile(pattern, _options(case_sensitive=False))
    except re2.error:
        return False
    return True


_REAL = _any_of(bot_signs.REAL)
_DEVICE_NAME = _any_of([bot_signs.DEVICE_NAME])
_PLATFORM = _any_of(bot_signs.PLATFORM)
_TRADE = _any_of(bot_signs.TRADE)
_CONTACT = _any_of(bot_signs.CONTACT)
_HEADLESS = _any_of(bot_signs.HEADLESS)
_CRAWLERDETECT = _any_of(crawlerdetect_names)
_CRAWLERDETECT_REAL = _any_of(crawlerdetect_real)
_CRAWLER_USER_AGENTS = _any_of(
    (crawler["pattern"] for crawler in crawleruseragents.CRAWLER_USER_AGENTS_DATA), case_sensitive=True
)
_ours: tuple[str, ...] = ()  # the organisation's patterns, as `refresh` last read them


def flags(user_agent: str | None, context: Mapping[str, object]) -> int:
    """Bits BOT and HEADLESS of `Flag` for one event.

    `user_agent` is the visitor's: `context.userAgent`, else the request's header where a browser sent it. Never the
    header of a server's SDK: that is a program which reports what people did. None or empty says nothing: 0.
    """
    found = _of_user_agent(user_agent[:LONGEST]) if user_agent else 0
    return found | Flag.HEADLESS if _looks_headless(context) else found


@lru_cache(maxsize=REMEMBERED)
def _of_user_agent(user_agent: str) -> int:
    if _HEADLESS.search(user_agent):
        return Flag.BOT | Flag.HEADLESS
    return int(Flag.BOT) if _is_program(user_agent) or _is_ours(user_agent) else 0


def _is_program(user_agent: str) -> bool:
    said = _REAL.sub("", user_agent)
    if not _PLATFORM.search(user_agent) or _CONTACT.search(said):
        return True
    said = _DEVICE_NAME.sub(r"\1", said)
    return bool(
        _TRADE.search(said)
        or _CRAWLER_USER_AGENTS.search(said)
        or _CRAWLERDETECT.search(_CRAWLERDETECT_REAL.sub("", said))
    )


def _is_ours(user_agent: str) -> bool:
    return bool(_ours) and bool(_any_of(_ours).search(user_agent))


def _looks_headless(context: Mapping[str, object]) -> bool:
    """A browser that automation drives says so, has no screen, or brands itself headless."""
    screen, brands = context.get("screen"), context.get("userAgentData")
    return (
        context.get("webdriver") is True
        or (isinstance(screen, Mapping) and screen.get("width") == 0 and screen.get("height") == 0)
        or (isinstance(brands, Mapping) and "Headless" in str(brands.get("brands")))
    )


def refresh() -> None:
    """Read the organisation's patterns again. The collector calls it every few seconds, as it does for its keys."""
    global _ours
    patterns = tuple(BotPattern.objects.order_by("id").values_list("pattern", flat=True))
    if patterns != _ours:
        _ours = patterns
        _of_user_agent.cache_clear()


@transaction.atomic
def add_pattern(pattern: str, note: str, by: User | None, *, by_name: str = "") -> BotPattern:
    """Flag what matches from now on; events already stored keep their flags. Raises PatternRefused."""
    pattern = pattern.strip()
    if not 0 < len(pattern) <= 255 or not _is_re2(pattern):
        raise PatternRefused(_("This is no RE2 pattern of 1 to 255 characters. Look-around is not part of RE2."))
    if any(_any_of([pattern]).search(browser) for browser in EVERYBODY):
        raise PatternRefused(_("This pattern would flag ordinary browsers. Make it narrower."))
    if BotPattern.objects.filter(pattern=pattern).exists():
        raise PatternRefused(_("This pattern is there already."))
    audit.record("bot_pattern.added", pattern, by=by, by_name=by_name, note=note)
    return BotPattern.objects.create(pattern=pattern, note=note[:255], created_by=by)


@transaction.atomic
def remove_pattern(row: BotPattern, by: User | None, *, by_name: str = "") -> None:
    """Events that it flagged keep their flags."""
    audit.record("bot_pattern.removed", row.pattern, by=by, by_name=by_name)
    row.delete()
