"""From where visits come: search, social networks, paid campaigns, mail, other sites, or nowhere that can be seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from urllib.parse import urlencode


@dataclass(frozen=True)
class Came:
    """The referrer and the query of a visit's first address."""

    referrer: str = ""
    query: str = ""


def _utm(source: str, medium: str, campaign: str, **more: str) -> str:
    return "?" + urlencode({f"utm_{name}": value for name, value in _parts(source, medium, campaign, more)})


def _parts(source: str, medium: str, campaign: str, more: Mapping[str, str]) -> list[tuple[str, str]]:
    return [("source", source), ("medium", medium), ("campaign", campaign), *more.items()]


DIRECT = Came()
SEARCH = (
    (Came("https://www.google.com/"), 70),
    (Came("https://www.bing.com/"), 14),
    (Came("https://duckduckgo.com/"), 10),
    (Came("https://www.ecosia.org/"), 6),
)
SOCIAL = (
    (Came("https://www.linkedin.com/"), 45),
    (Came("https://www.linkedin.com/", _utm("linkedin", "social", "weekly-tip")), 25),
    (Came("https://www.reddit.com/"), 12),
    (Came("https://www.youtube.com/", _utm("youtube", "social", "demo-tour")), 12),
    (Came("https://t.co/"), 6),
)
PAID = (
    (Came("https://www.google.com/", _utm("google", "cpc", "brand", term="acme planner")), 30),
    (Came("https://www.google.com/", _utm("google", "cpc", "project-software", term="project planning software")), 35),
    (Came("https://www.linkedin.com/", _utm("linkedin", "paid_social", "operations-leaders")), 25),
    (Came("https://www.bing.com/", _utm("bing", "cpc", "project-software")), 10),
)
REFERRAL = (
    (Came("https://softwarereviews.example/project-planning"), 40),
    (Came("https://ops-weekly.example/tools"), 30),
    (Came("https://partner.example/integrations/acme", _utm("partner", "referral", "integration-page")), 20),
    (Came("https://forum.planners.example/t/4711"), 10),
)
FAIR = Came("", _utm("swiss-project-fair", "event", "fair-badge-card"))
_OF = {"search": SEARCH, "direct": ((DIRECT, 1),), "social": SOCIAL, "paid": PAID, "referral": REFERRAL}
Ways = tuple[tuple[tuple[str, Came], ...], tuple[float, ...]]  # all ways of all channels, and their sums of shares


def _ways(**shares: int) -> Ways:
    """Channels by their share, and the ways within each by theirs."""
    weighed = [
        ((channel, way), share * part / sum(part for _, part in _OF[channel]))
        for channel, share in shares.items()
        for way, part in _OF[channel]
    ]
    return tuple(way for way, _ in weighed), tuple(accumulate(weight for _, weight in weighed))


FIRST = _ways(search=40, direct=21, social=13, paid=14, referral=12)
KEEN = _ways(search=34, direct=15, social=12, paid=13, referral=26)  # whom others recommend us to
AGAIN = _ways(search=22, direct=48, social=12, paid=6, referral=12)


def came(chance: Random, ways: Ways) -> tuple[str, Came]:
    """A channel, and one way in it."""
    return chance.choices(ways[0], cum_weights=ways[1])[0]


def by_mail(campaign: str) -> Came:
    """A click in one of our newsletters."""
    return Came("", _utm("newsletter", "email", campaign))
