"""Is this message an event? One answer a message: a row for the log, or a row for quarantine with its reason."""

from typing import Any

import msgspec
from django.conf import settings

from handraiser.events import bots, clocks, fields, pages, signals
from handraiser.events.addresses import shorten
from handraiser.events.believing import set_apart
from handraiser.events.models import Flag, Kind, Refusal
from handraiser.events.rows import NewEvent, NewRefusal, Sending

MAX_EVENT = 32 * 1024  # bytes of one event as we store it
MAX_DEPTH = 32  # levels of objects and lists
MAX_QUARANTINED = 64 * 1024  # characters kept of a refused event
KINDS = frozenset(Kind.values)
PIXEL_KINDS = frozenset({"track", "page", "screen"})
OBJECTS = ("properties", "traits", "context")
_encode = msgspec.json.Encoder().encode


class _Refused(Exception):
    """Never leaves this file: a refusal is a value, a `NewRefusal`."""

    def __init__(self, reason: Refusal, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def judge(message: Any, index: int, sending: Sending) -> NewEvent | NewRefusal:
    """`index` is the message's place in its batch, from 0. `message` has been parsed by `unpacking.parse`."""
    try:
        if not isinstance(message, dict):
            raise _Refused(Refusal.NOT_AN_OBJECT, f"found {type(message).__name__}; allowed: an object")
        message = signals.honour(set_apart(_without_secrets(message), sending), sending)
        if sending.kind:
            message["type"] = sending.kind  # the path has said it, and a replay must know it
        if sending.key.revoked:
            raise _Refused(Refusal.REVOKED_KEY, "the key was revoked before this arrived")
        return _accept(message, index, sending)
    except _Refused as refused:
        return _quarantine(message, refused, sending)


def _accept(message: dict[str, Any], index: int, sending: Sending) -> NewEvent:
    payload = _payload(message)
    kind = _kind(message.get("type"), sending)
    properties, context = _objects(message)
    anonymous_id, user_id = fields.identifier(message.get("anonymousId")), fields.identifier(message.get("userId"))
    if anonymous_id is None and user_id is None:
        raise _Refused(Refusal.NO_IDENTIFIER, "anonymousId and userId are both missing; one is needed")
    sent_at = message.get("sentAt") or sending.sent_at
    occurred_us, corrected = _occurred(message, sent_at, sending.arrived_us)
    page = pages.page(properties, context)
    agent = fields.user_agent(context, sending)
    return NewEvent(
        sending.key.source_id,
        fields.message_id(message.get("messageId"), index, sending),
        kind,
        _name(message, kind),
        anonymous_id,
        user_id,
        sending.key.trust,
        occurred_us,
        fields.text(sent_at),
        *page,
        *pages.campaign(context, page[1], page[4]),
        fields.address(context, sending),
        agent,
        sending.flags | corrected | bots.flags(agent, context),
        payload,
    )


def _without_secrets(message: dict[str, Any]) -> dict[str, Any]:
    """Without the key, and with addresses shortened: neither may reach the disk."""
    message.pop("writeKey", None)
    if settings.KEEP_WHOLE_IPS:
        return message
    for holder in (message, message.get("context")):
        if isinstance(holder, dict):
            for name in ("ip", "request_ip"):
                if name in holder:
                    holder[name] = shorten(str(holder[name]), False)
    return message


def _payload(message: dict[str, Any]) -> str:
    payload = _encode(message)
    if len(payload) > MAX_EVENT:
        raise _Refused(Refusal.TOO_LARGE, f"found {len(payload)} bytes; allowed: {MAX_EVENT}")
    if payload.count(b"{") + payload.count(b"[") > MAX_DEPTH and _depth(message) > MAX_DEPTH:
        raise _Refused(Refusal.TOO_DEEP, f"found more than {MAX_DEPTH} levels")
    return payload.decode()


def _depth(value: Any) -> int:
    """Levels of objects and lists; stops counting one past what is allowed."""
    depth, level = 0, [value]
    while level := [inner for inner in level if isinstance(inner, dict | list)]:
        depth += 1
        if depth > MAX_DEPTH:
            break
        level = [each for inner in level for each in (inner.values() if isinstance(inner, dict) else inner)]
    return depth


def _kind(kind: object, sending: Sending) -> str:
    if not isinstance(kind, str) or kind not in KINDS:
        raise _Refused(Refusal.UNKNOWN_TYPE, f"found {_shown(kind)}; allowed: {', '.join(Kind.values)}")
    if sending.pixel and kind not in PIXEL_KINDS:
        raise _Refused(Refusal.UNKNOWN_TYPE, f"found {_shown(kind)}; a pixel takes track, page and screen")
    return kind


def _objects(message: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Properties (none for identify and group, whose traits are no page) and context."""
    for name in OBJECTS:
        if message.get(name) is not None and not isinstance(message[name], dict):
            raise _Refused(Refusal.WRONG_SHAPE, f"{name}: found {type(message[name]).__name__}; allowed: an object")
    context = message.get("context") or {}
    if context.get("traits") is not None and not isinstance(context["traits"], dict):
        raise _Refused(Refusal.WRONG_SHAPE, "context.traits: allowed: an object")
    return message.get("properties") or {}, context


def _name(message: dict[str, Any], kind: str) -> str | None:
    if kind == "track":
        name = fields.text(message.get("event"))
        if name is None or not name.strip():
            raise _Refused(Refusal.NO_NAME, f"event: found {_shown(message.get('event'))}; allowed: a name")
        return name
    if kind in ("page", "screen"):
        return fields.text(message.get("name")) or fields.text(pages.as_object(message.get("properties")).get("name"))
    return None


def _occurred(message: dict[str, Any], sent_at: object, arrived_us: int) -> tuple[int, int]:
    """When it happened, and the flag that says whether that was corrected."""
    for name in ("timestamp", "originalTimestamp"):
        if (value := message.get(name)) not in (None, ""):
            try:
                claimed_us = clocks.read(value)
            except (ValueError, OverflowError):
                raise _Refused(Refusal.BAD_TIME, f"{name}: found {_shown(value)}; allowed: ISO 8601") from None
            occurred_us = clocks.correct(claimed_us, clocks.read_if_possible(sent_at), arrived_us)
            return occurred_us, 0 if occurred_us == claimed_us else Flag.CLOCK_CORRECTED.value
    return arrived_us, 0


def _quarantine(message: Any, refused: _Refused, sending: Sending) -> NewRefusal:
    sent_at = message.get("sentAt") if isinstance(message, dict) else None
    return NewRefusal(
        sending.key.source_id,
        sending.key.digest,
        refused.reason.value,
        str(refused),
        sending.arrived_us,
        sending.key.trust,
        sending.flags,
        fields.text(sent_at or sending.sent_at),
        shorten(sending.ip, settings.KEEP_WHOLE_IPS) if sending.ip else None,
        sending.user_agent,
        _encode(message).decode()[:MAX_QUARANTINED],
    )


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else f"{shown[:80]}…"
