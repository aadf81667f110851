"""Where a visit comes from, told by one page view: its address, its referrer and its UTM parameters."""

import re
from collections.abc import Collection
from typing import NamedTuple
from urllib.parse import parse_qsl

from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser.events.hosts import LONGEST, LOOKED_AT, clean, host_and_path, host_of, same_site
from handraiser.events.referrers import listing


class Channel(models.TextChoices):
    """How people come. A closed list; "" where nothing tells."""

    SEARCH = "search", _("Search")
    SOCIAL = "social", _("Social")
    PAID = "paid", _("Paid")
    MAIL = "mail", _("Mail")
    REFERRAL = "referral", _("Referral")
    DIRECT = "direct", _("Direct")
    OTHER = "other", _("Other")


class Touch(NamedTuple):
    """A channel and a source in it ("Google"; "" where none is named). `channel` "": no touch, one of our own pages."""

    channel: str
    source: str


INSIDE = Touch("", "")
DIRECT = Touch(Channel.DIRECT, "")
_HOST = re.compile(r"(?:[a-z0-9_-]+[.])+[a-z][a-z0-9-]+")
_PAID = re.compile(r"(.*cp[acmvp]|ppc|sem|ads?|.*_ads?|adwords|retargeting|remarketing|programmatic|sponsored|paid.*)")
_MEDIUMS = {  # by medium, words parted by one underscore; what `_PAID` knows is not repeated
    "email": Channel.MAIL, "e_mail": Channel.MAIL, "mail": Channel.MAIL, "newsletter": Channel.MAIL,
    "edm": Channel.MAIL, "drip": Channel.MAIL, "mailing": Channel.MAIL,
    "social": Channel.SOCIAL, "social_media": Channel.SOCIAL, "social_network": Channel.SOCIAL,
    "organic_social": Channel.SOCIAL, "sm": Channel.SOCIAL,
    "organic": Channel.SEARCH, "organic_search": Channel.SEARCH, "search": Channel.SEARCH, "seo": Channel.SEARCH,
    "display": Channel.PAID, "banner": Channel.PAID, "native": Channel.PAID, "interstitial": Channel.PAID,
    "referral": Channel.REFERRAL, "link": Channel.REFERRAL, "partner": Channel.REFERRAL,
    "affiliate": Channel.REFERRAL, "affiliates": Channel.REFERRAL,
    "direct": Channel.DIRECT, "direct_traffic": Channel.DIRECT, "none": Channel.DIRECT,
}  # fmt: skip
_AD_CLICKS = {  # set by an advertising network on the clicks that it charges for
    "gclid": "Google", "gbraid": "Google", "wbraid": "Google", "dclid": "Google", "msclkid": "Bing",
    "li_fat_id": "LinkedIn", "ttclid": "TikTok", "twclid": "Twitter", "yclid": "Yandex", "rdt_cid": "Reddit",
    "sccid": "Snapchat", "epik": "Pinterest",
}  # fmt: skip
_CLICKS = {  # set on every click; fbclid also on those that nobody paid for
    "fbclid": Touch(Channel.SOCIAL, "Facebook"), "igshid": Touch(Channel.SOCIAL, "Instagram"),
    "igsh": Touch(Channel.SOCIAL, "Instagram"), "mc_eid": Touch(Channel.MAIL, "Mailchimp"),
    "mc_cid": Touch(Channel.MAIL, "Mailchimp"), "_hsenc": Touch(Channel.MAIL, "HubSpot"),
    "mkt_tok": Touch(Channel.MAIL, "Marketo"),
}  # fmt: skip
_LISTED = {
    "search": Channel.SEARCH, "social": Channel.SOCIAL, "paid": Channel.PAID, "email": Channel.MAIL,
    "referral": Channel.REFERRAL, "unknown": Channel.REFERRAL,
}  # fmt: skip


def classify(
    url: str | None,
    referrer: str | None,
    utm_source: str | None,
    utm_medium: str | None,
    own_hosts: Collection[str] = (),
) -> Touch:
    """The touch of one page view. Everything given is a visitor's word; nothing of it raises.

    In this order: the click id of an advertising network, the UTM medium, another click id, the UTM source, the
    referrer. `own_hosts`: hosts of our pages beside the address' own, whose referrers are no touch.
    Raises NoReferrerList where the list of referrers is not installed.
    """
    named = clean(utm_source)
    clicked = _click_ids(url)
    for name, network in _AD_CLICKS.items():
        if name in clicked:
            return Touch(Channel.PAID, _spelled(named) or network)
    came = _referred(url, referrer, own_hosts)
    if (channel := _by_medium(utm_medium)) is not None:
        return Touch(channel, _spelled(named) or ("" if channel == Channel.DIRECT else came.source))
    for name, touch in _CLICKS.items():
        if name in clicked:
            return Touch(touch.channel, _spelled(named) or touch.source)
    if named:
        return _by_source(named, came)
    return Touch(Channel.OTHER, came.source) if clean(utm_medium) else came


def _referred(url: str | None, referrer: str | None, own_hosts: Collection[str]) -> Touch:
    host, path = host_and_path(referrer) if referrer else ("", "")
    if not host:
        return DIRECT
    if host in own_hosts or same_site(host, host_of(url)):
        return INSIDE
    listed = listing().host(host, path)
    return Touch(_LISTED[listed.medium], listed.source) if listed else Touch(Channel.REFERRAL, host[:LONGEST])


def _by_medium(medium: str | None) -> Channel | None:
    word = "_".join(re.split(r"[^a-z0-9]+", clean(medium).lower())).strip("_")
    if not word:
        return None
    return Channel.PAID if _PAID.fullmatch(word) else _MEDIUMS.get(word)


def _by_source(named: str, came: Touch) -> Touch:
    """Without a medium that tells: what the list says of the source, else its own word, else the referrer."""
    host = host_of(f"https://{named}") if _HOST.fullmatch(named.lower()) else ""
    listed = listing().name(named) or (listing().host(host, "") if host else None)
    if listed:
        return Touch(_LISTED[listed.medium], listed.source)
    if (channel := _by_medium(named)) is not None:
        return Touch(channel, named.lower())
    if host:
        return Touch(Channel.REFERRAL, host)
    outside = came.channel and came != DIRECT
    return Touch(came.channel if outside else Channel.OTHER, named.lower())


def _spelled(named: str) -> str:
    """As the list spells it, so that `google` and `Google` are one; others in lower case."""
    listed = listing().name(named) if named else None
    return listed.source if listed else named.lower()


def _click_ids(url: str | None) -> frozenset[str]:
    query = url[:LOOKED_AT].partition("?")[2].partition("#")[0] if url else ""
    if not query:
        return frozenset()
    try:
        return frozenset(name.lower() for name, value in parse_qsl(query, max_num_fields=200) if value)
    except ValueError:  # more parameters than anybody sends by a click
        return frozenset()
