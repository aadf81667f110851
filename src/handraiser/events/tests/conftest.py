"""A collector without a server: requests go in as ASGI, rows come out of the real database."""

import asyncio
import base64
import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.conf import settings

from handraiser.events import keys
from handraiser.events.collector import Collector
from handraiser.events.models import Event, KeyKind, Quarantined, SourceKey

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Asked(NamedTuple):
    """A request as a sender makes it; `body` is sent as JSON unless it is bytes."""

    path: str
    body: Any = None
    headers: dict[str, str] = {}
    method: str = "POST"
    address: str = "203.0.113.77"


@pytest.fixture
def website(db):
    """A source with two keys; `public` and `secret` hold their texts."""
    return keys.create_source("Website", None)


@pytest.fixture
def collect(website) -> Callable[..., list[Reply]]:
    """Send requests at the same time through one collector, which then ends; the answers in their order."""

    def run(*asked: Asked, collector: Collector | None = None, at_once: bool = True) -> list[Reply]:
        return asyncio.run(_collect(collector or Collector(), asked, at_once))

    return run


@pytest.fixture
def send(collect, website) -> Callable[..., Reply]:
    """One event or batch with the website's public key; asserts nothing."""

    def run(body: Any, path: str = "/v1/track", key: str = website.public_key, **headers: str) -> Reply:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return collect(Asked(path, body, {**basic(key), "user-agent": BROWSER, **named}))[0]

    return run


def basic(key: str) -> dict[str, str]:
    return {"authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}


def known_key(source, text: str, kind: str = KeyKind.PUBLIC) -> SourceKey:
    """A key of a given text, as a recording needs it."""
    return SourceKey.objects.create(source=source, kind=kind, digest=keys.digest(text), hint=text[-4:])


def track(name: str = "Pricing Seen", **fields: Any) -> dict[str, Any]:
    return {"type": "track", "event": name, "anonymousId": "a1", "messageId": name, **fields}


def stored() -> list[Event]:
    return list(Event.objects.order_by("id"))


def quarantined() -> list[Quarantined]:
    return list(Quarantined.objects.order_by("id"))


def on_sqlite() -> bool:
    return settings.EVENTS_DB != "default"


async def _collect(collector: Collector, asked: tuple[Asked, ...], at_once: bool) -> list[Reply]:
    await collector.start()
    try:
        if at_once:
            return list(await asyncio.gather(*(ask(collector, each) for each in asked)))
        return [await ask(collector, each) for each in asked]
    finally:
        await collector.stop()


async def ask(app: Any, asked: Asked) -> Reply:
    """One request to any ASGI application."""
    path, _, query = asked.path.partition("?")
    body = asked.body if isinstance(asked.body, bytes) else json.dumps(asked.body).encode() if asked.body else b""
    parts = [body[: len(body) // 2], body[len(body) // 2 :]]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": parts.pop(0), "more_body": bool(parts)}

    async def answer(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": asked.method,
        "scheme": "http",
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in asked.headers.items()],
        "client": (asked.address, 4711),
        "server": ("testserver", 80),
    }
    await app(scope, receive, answer)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Reply(sent[0]["status"], headers, b"".join(part.get("body", b"") for part in sent[1:]))
