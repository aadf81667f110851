"""`Sec-GPC` and `DNT`: a browser that asks not to be profiled is heard, whichever SDK it sends with."""

from typing import Any

from handraiser.events.asking import Request
from handraiser.events.pages import as_object
from handraiser.events.rows import Sending

SIGNALS = ((b"sec-gpc", "gpc"), (b"dnt", "dnt"))
PURPOSE = "profiling"


def sent_by(request: Request) -> str:
    """`gpc`, `dnt`, or empty."""
    return next((name for header, name in SIGNALS if request.headers.get(header) == b"1"), "")


def honour(message: dict[str, Any], sending: Sending) -> dict[str, Any]:
    """The message with a no to profiling where its browser signalled one, and with the signal as the proof.

    Whatever else it says about profiling is overruled. A server's own headers are not the visitor's.
    """
    context = message.get("context")
    if not sending.signal or sending.key.trust or not isinstance(context, dict | None):
        return message
    consent = {**_refusing(as_object(context).get("consent")), "signal": sending.signal}
    heard = _overruled({**message, "context": {**as_object(context), "consent": consent}})
    return {**heard, "context": _overruled(heard["context"])}


def _overruled(holder: dict[str, Any]) -> dict[str, Any]:
    """Traits may carry a consent as well, and theirs counts more."""
    traits = holder.get("traits")
    if not isinstance(traits, dict) or "consent" not in traits:
        return holder
    return {**holder, "traits": {**traits, "consent": _refusing(traits["consent"])}}


def _refusing(consent: object) -> dict[str, Any]:
    """Either of the two shapes that `people.said` reads, made the one that Segment writes."""
    given = as_object(consent)
    preferences = given.get("categoryPreferences")
    purposes = preferences if isinstance(preferences, dict) else given
    return {"categoryPreferences": {**purposes, PURPOSE: False}}
