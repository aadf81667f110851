"""What a webhook says. The shape is documented in docs/reference/webhook-payload.md; fields are only ever added."""

from typing import Any

import msgspec

from handraiser.clock import from_us
from handraiser.exchange.models import Delivery
from handraiser.handoff.models import Alert
from handraiser.handoff.wording import MILLION, reason, word


def payload(delivery: Delivery) -> str:
    """JSON text; the same for every try of one delivery."""
    alert = delivery.alert
    return msgspec.json.encode(_of_alert(alert) if alert else _test(delivery)).decode()


def _test(delivery: Delivery) -> dict[str, Any]:
    return {
        "type": "test",
        "timestamp": from_us(delivery.created_us),
        "data": {"message": "A test from Handraiser. Nothing happened to anybody."},
    }


def _of_alert(alert: Alert) -> dict[str, Any]:
    facts, wording = alert.facts, word(alert)
    result = facts["result"]
    return {
        "type": f"alert.{alert.kind}",
        "timestamp": from_us(alert.created_us),
        "data": {
            "alert_id": alert.pk,
            "title": wording.title,
            "unconfirmed": alert.unconfirmed,
            "url": wording.url,
            "person": facts["person"],
            "hand_raise": _timed(facts["hand_raise"]),
            "stage_change": _timed(facts["stage"]),
            "scores": _points(result.get("scores", {})),
            "labels": result.get("labels", {}),
            "matrix": result.get("matrix"),
            "reasons": [_line(line) for line in facts["lines"]],
            "deeds": [
                {"text": said.text} | (_timed(deed) or {})
                for deed, said in zip(facts["deeds"], wording.deeds, strict=True)
            ],
        },
    }


def _line(line: dict[str, Any]) -> dict[str, Any]:
    return {
        "text": reason(line),
        "score": line.get("score"),
        "rule": line.get("rule"),
        "points": line["points_now"] / MILLION,
    }


def _points(scores: dict[str, int | None]) -> dict[str, float | None]:
    return {name: None if value is None else value / MILLION for name, value in scores.items()}


def _timed(fact: dict[str, Any] | None) -> dict[str, Any] | None:
    """Moments as RFC 3339 text: `occurred_us` becomes `occurred_at`."""
    if fact is None:
        return None
    return dict(_dated(name, value) for name, value in fact.items())


def _dated(name: str, value: Any) -> tuple[str, Any]:
    return (name.removesuffix("us") + "at", from_us(value)) if name.endswith("_us") else (name, value)
