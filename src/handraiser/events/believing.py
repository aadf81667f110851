"""Claims that nobody should believe are set apart before the message is judged; nothing of it is lost."""

from typing import Any
from urllib.parse import parse_qs, unquote

from handraiser.events.pages import as_object
from handraiser.events.rows import Sending

APART = "not_believed"  # the message's field that keeps them


def set_apart(message: dict[str, Any], sending: Sending) -> dict[str, Any]:
    """The message without what a pixel or a link's query string says about who somebody is.

    Anybody can write an image's or a link's address and make somebody else open it.
    """
    if sending.pixel:
        return _without(message, "userId", "previousId", "traits")
    if sending.key.trust == 0 and (claimed := _ajs_uid(message)) and str(message.get("userId")) in claimed:
        return _without(message, "userId", "traits")  # some SDKs repeat the link's traits in every call's context
    return message


def _ajs_uid(message: dict[str, Any]) -> list[str]:
    """Whom the page's query string names; analytics.js makes an identify of it."""
    page = as_object(as_object(message.get("context")).get("page"))
    query = next((value for value in (page.get("search"), page.get("url")) if isinstance(value, str) and value), "")
    return parse_qs(query.partition("?")[2]).get("ajs_uid", []) if "ajs_uid" in unquote(query) else []


def _without(message: dict[str, Any], *names: str) -> dict[str, Any]:
    apart = {name: message[name] for name in names if message.get(name)}
    kept = {name: value for name, value in message.items() if name not in names}
    context = message.get("context")
    if "traits" in names and isinstance(context, dict) and "traits" in context:
        apart["context.traits"] = context["traits"]
        kept["context"] = {name: value for name, value in context.items() if name != "traits"}
    return {**kept, APART: apart} if apart else kept
