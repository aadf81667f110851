"""What sort of device a user agent names, roughly: enough for an icon and a word."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Device(TextChoices):
    """Where an event came from, as its user agent says."""

    PHONE = "phone", _("Phone")
    TABLET = "tablet", _("Tablet")
    COMPUTER = "computer", _("Computer")
    SERVER = "server", _("Server")  # no browser at all


_TABLETS = ("ipad", "tablet", "kindle", "silk/")
_PHONES = ("iphone", "ipod", "mobi", "android", "windows phone")


def device(user_agent: str | None) -> Device:
    """A browser of unknown sort is a computer's; what calls itself no browser is a server."""
    text = (user_agent or "").lower()
    if any(word in text for word in _TABLETS) or ("android" in text and "mobi" not in text):
        return Device.TABLET
    if any(word in text for word in _PHONES):
        return Device.PHONE
    return Device.COMPUTER if text.startswith(("mozilla/", "opera/")) else Device.SERVER
