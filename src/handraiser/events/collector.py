"""The collector: a bare ASGI application that answers 200 when the events are on the disk, and not before."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from handraiser.clock import now_us
from handraiser.events import answering, paths, sdk_settings, signals, tracker, unpacking
from handraiser.events.answering import Answer
from handraiser.events.asking import Receive, Request, Scope, Send, SenderGone
from handraiser.events.committing import GroupCommit
from handraiser.events.judging import judge
from handraiser.events.keyring import KeyRing
from handraiser.events.limiting import RateLimit
from handraiser.events.paths import Path
from handraiser.events.refusing import RequestRefused
from handraiser.events.rows import Key, NewEvent, NewRefusal, Sending
from handraiser.events.stores import Store, open_store

MAX_EVENTS = 2_500  # in one batch
MAX_TOLD = 100  # refusals listed in one answer
AWAY = 10.0  # seconds without a commit, after which /health says so


class Collector:
    """One a process, on one loop: the keys, the rate limits and the queue before the one writer."""

    def __init__(self, open_store: Callable[[], Store] = open_store) -> None:
        self._open_store = open_store
        self._limit = RateLimit()
        self._keys: KeyRing
        self._commit: GroupCommit
        self._verbs = {
            "single": self._single,
            "batch": self._batch,
            "pixel": self._pixel,
            "settings": self._settings,
            "source_config": self._source_config,
            "metrics": self._metrics,
            "health": self._health,
            "tracker": self._tracker,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """ASGI's entry, its lifespan included."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            request = Request(scope, receive)
            try:
                await answering.send(await self._answer(request), request, send)
            except SenderGone:
                return

    async def start(self) -> None:
        """Before the first request, on the loop that will answer them all."""
        self._keys = KeyRing()
        await self._keys.start()
        self._commit = GroupCommit(self._open_store)

    async def stop(self) -> None:
        """After the last request: what waits is written first."""
        await asyncio.get_running_loop().run_in_executor(None, self._commit.stop)
        await self._keys.stop()

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.start()
            else:
                await self.stop()
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return

    async def _answer(self, request: Request) -> Answer:
        path = paths.find(request.path)
        if path is None:
            return _NOT_FOUND
        if request.method == "OPTIONS":
            return answering.preflight(request)
        if request.method not in _METHODS[path.verb]:
            return answering.json(_WRONG_METHOD, 405, (b"allow", ", ".join(_METHODS[path.verb]).encode()))
        try:
            return await self._verbs[path.verb](request, path)
        except RequestRefused as refused:
            return answering.GIF if path.verb == "pixel" else answering.refusal(refused)

    async def _single(self, request: Request, path: Path) -> Answer:
        body = await _unpacked(request)
        message = unpacking.parse(body)
        key = await self._key(request, message)
        return await self._store([message], _sending(request, path, key, body))

    async def _batch(self, request: Request, path: Path) -> Answer:
        body = await _unpacked(request)
        envelope = unpacking.parse(body)
        key = await self._key(request, envelope)
        messages = envelope.get("batch") if isinstance(envelope, dict) else None
        if not isinstance(messages, list):
            raise RequestRefused(400, "no_batch", 'A batch is an object with a list: {"batch": [...]}.')
        if len(messages) > MAX_EVENTS:
            raise RequestRefused(413, "too_many", f"A batch may hold {MAX_EVENTS} events; this has {len(messages)}.")
        sending = _sending(request, path, key, body)
        return await self._store(messages, sending._replace(sent_at=envelope.get("sentAt")))

    async def _pixel(self, request: Request, path: Path) -> Answer:
        """An image in a mail or a page. Whatever it asks, it gets the image."""
        if request.method == "GET":
            body = unpacking.unpack_pixel(request.query("data"))
            message = unpacking.parse(body)
            key = await self._key(request, message)
            await self._store([message], _sending(request, path, key, body)._replace(pixel=True))
        return answering.GIF

    async def _settings(self, request: Request, path: Path) -> Answer:
        await self._key(request, {"writeKey": path.key})
        return sdk_settings.segment(path.key, request)

    async def _source_config(self, request: Request, path: Path) -> Answer:
        key = await self._key(request, None)
        text = next(iter(request.keys(None)), "")
        return sdk_settings.rudder(key, text)

    async def _metrics(self, request: Request, path: Path) -> Answer:
        """What an SDK reports about itself: taken and dropped."""
        await request.body()
        return answering.SUCCESS

    async def _health(self, request: Request, path: Path) -> Answer:
        away_since = self._commit.away_since
        away = away_since is not None and time.monotonic() - away_since > AWAY
        told = {"status": "store_away" if away else "ok", "events_waiting": self._commit.events_waiting}
        return answering.json(told, 503 if away else 200)

    async def _tracker(self, request: Request, path: Path) -> Answer:
        return tracker.answer(request)

    async def _key(self, request: Request, message: object) -> Key:
        """Raises RequestRefused (401)."""
        candidates = request.keys(message)
        key = await self._keys.find(candidates)
        if key is None:
            found = "is not known" if candidates else "is missing"
            raise RequestRefused(401, "unknown_key", f"The write key {found}. Settings, Sources shows your keys.")
        return key

    async def _store(self, messages: list[Any], sending: Sending) -> Answer:
        """The one way into the log: limit, judge each message, commit, answer."""
        self._limit.spend(sending.key.id, len(messages))
        judged = [judge(message, index, sending) for index, message in enumerate(messages)]
        events = [row for row in judged if isinstance(row, NewEvent)]
        refusals = [row for row in judged if isinstance(row, NewRefusal)]
        if judged:
            await self._commit.commit(events, refusals)
        return _told(judged) if refusals else answering.SUCCESS


_METHODS = dict.fromkeys(("single", "batch", "metrics"), ("POST",)) | dict.fromkeys(
    ("pixel", "settings", "source_config", "health", "tracker"), ("GET", "HEAD")
)
_WRONG_METHOD = {"success": False, "code": "wrong_method", "message": "This path does not take this method."}
_NOT_FOUND = answering.json(
    {"success": False, "code": "not_found", "message": "No such path. Handraiser speaks the Segment HTTP API."}, 404
)


async def _unpacked(request: Request) -> bytes:
    return unpacking.unpack(await request.body(), request.header(b"content-encoding"))


def _sending(request: Request, path: Path, key: Key, body: bytes) -> Sending:
    agent = request.header(b"user-agent") or None
    signal = signals.sent_by(request)
    return Sending(key, body, now_us(), path.kind, None, request.address, agent, path.flags, signal=signal)


def _told(judged: list[NewEvent | NewRefusal]) -> Answer:
    """Success all the same: sending it again would not make it better. Developers see what was wrong with what."""
    refused = [
        {"index": index, "reason": row.reason, "detail": row.detail}
        for index, row in enumerate(judged)
        if isinstance(row, NewRefusal)
    ]
    return answering.json({"success": True, "quarantined": len(refused), "refusals": refused[:MAX_TOLD]})
