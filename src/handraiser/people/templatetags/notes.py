"""Notes and visits as people read them."""

from django import template
from django.utils.html import urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.events.channels import Channel
from handraiser.events.devices import Device
from handraiser.organisation.models import User
from handraiser.people import noting
from handraiser.people.headings import Heading
from handraiser.people.models import Note

register = template.Library()
DEVICE_ICONS = {
    Device.PHONE: "smartphone",
    Device.TABLET: "tablet",
    Device.COMPUTER: "monitor",
    Device.SERVER: "server",
}
CHANNEL_ICONS: dict[str, str] = {
    Channel.SEARCH: "search",
    Channel.SOCIAL: "share-2",
    Channel.PAID: "megaphone",
    Channel.MAIL: "mail",
    Channel.REFERRAL: "link",
    Channel.DIRECT: "corner-down-right",
    Channel.OTHER: "globe",
}


@register.filter
def linked(text: str) -> SafeString:
    """Plain text with its web and mail addresses as links; everything else in it is escaped."""
    return mark_safe(urlize(text, trim_url_limit=80, nofollow=True, autoescape=True))  # escaped by it


@register.filter
def corrects(user: User, note: Note) -> bool:
    """Whether the user may still give the note other words."""
    return noting.may_correct(note, user)


@register.filter
def deletes(user: User, note: Note) -> bool:
    """Whether the user may delete the note."""
    return noting.may_delete(note, user)


@register.filter
def device_icon(heading: Heading) -> str:
    """The name of the icon of a visit's device."""
    return DEVICE_ICONS[heading.device]


@register.filter
def lasted(span_us: int) -> str:
    """How long a visit went on, in whole minutes or hours."""
    minutes = round(span_us / clock.MINUTE_US)
    if minutes < 1:
        return _("under a minute")
    return (
        _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}
        if minutes >= 60
        else (_("%(minutes)d min") % {"minutes": minutes})
    )


@register.filter
def came_from(heading: Heading) -> str:
    """The channel, the source in it and the campaign of a visit; "" where nothing tells."""
    touch, campaign = heading.came
    return spoken_touch(touch.channel, touch.source, campaign)


@register.simple_tag
def spoken_touch(channel: str, source: str, campaign: str) -> str:
    """`Search · Google · spring`; "" where nothing tells."""
    words = Channel(channel).label if channel in Channel.values else ""
    return " · ".join(str(word)[:80] for word in (words, source, campaign) if word)


@register.filter
def channel_icon(channel: str) -> str:
    """The name of the channel's icon."""
    return CHANNEL_ICONS.get(channel, "circle-help")
