"""The funnel's words: dimensions, their values, and spans of days."""

from babel.dates import format_interval
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handraiser.events.channels import Channel
from handraiser.insight.days import to_date
from handraiser.organisation import regions

DIMENSION_NAMES: dict[str, str | Promise] = {
    "channel": gettext_lazy("Channel"),
    "source": gettext_lazy("Source"),
    "medium": gettext_lazy("Medium"),
    "campaign": gettext_lazy("Campaign"),
    "landing": gettext_lazy("Landing page"),
    "last_channel": gettext_lazy("Channel, last touch"),
    "last_source": gettext_lazy("Source, last touch"),
    "last_medium": gettext_lazy("Medium, last touch"),
    "last_campaign": gettext_lazy("Campaign, last touch"),
    "last_landing": gettext_lazy("Landing page, last touch"),
    "content": gettext_lazy("Content"),
    "size": gettext_lazy("Company size"),
    "version": gettext_lazy("Model version"),
}
_CHANNELS: dict[str, str | Promise] = dict(Channel.choices)


def dimension_name(name: str) -> str:
    """`Channel`, `Company size`."""
    return str(DIMENSION_NAMES[name])


def value_name(dimension: str, value: str) -> str:
    """As people read it; "not known" where nothing tells."""
    if not value:
        return _("not known")
    if dimension.endswith("channel"):
        return str(_CHANNELS.get(value, value))
    if dimension == "size":
        return _("%(band)s people") % {"band": value.replace("-", "–")}
    if dimension == "version":
        return _("Version %(number)s") % {"number": value}
    return value


def dates(first: int, last: int) -> str:
    """`3 – 30 May 2026`, as the region writes it."""
    return str(format_interval(to_date(first), to_date(last), "yMMMd", locale=regions.locale()))
