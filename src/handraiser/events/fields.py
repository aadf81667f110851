"""One field of a message as its column takes it: an id, a text, the visitor's browser and address."""

import hashlib
from typing import Any

from django.conf import settings

from handraiser.events.addresses import shorten
from handraiser.events.rows import Sending

MAX_MESSAGE_ID = 255  # what the column takes


def identifier(value: object) -> str | None:
    """As sent, whether or not it can identify anybody; None for empty text and for what is neither text nor number."""
    if isinstance(value, str):
        return value or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def text(value: object) -> str | None:
    """Text, or a number as text; None for empty text and for all else."""
    if isinstance(value, str):
        return value or None
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def message_id(value: object, index: int, sending: Sending) -> str:
    """What the source may store once. Without one of its own, the same place in the same request is the same."""
    given = identifier(value)
    if given is not None and len(given) <= MAX_MESSAGE_ID:
        return given
    if given is not None:
        return "long-" + hashlib.sha256(given.encode()).hexdigest()
    return "auto-" + hashlib.sha256(b"%s %d %s" % (sending.key.digest.encode(), index, sending.body)).hexdigest()


def user_agent(context: dict[str, Any], sending: Sending) -> str | None:
    """The browser's. A server's own (its SDK's) says nothing about the person, so only what it passes on counts."""
    given = context.get("userAgent")
    if isinstance(given, str) and given:
        return given
    return sending.user_agent if sending.key.trust == 0 else None


def address(context: dict[str, Any], sending: Sending) -> str | None:
    """The browser's, or the one that a server passes on."""
    given = context.get("ip") if sending.key.trust else sending.ip
    return shorten(given, settings.KEEP_WHOLE_IPS) if isinstance(given, str) else None
