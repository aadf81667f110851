"""Live updates as server-sent events: a raw ASGI application, as the pages' bridge answers in one piece.

One task a process looks whether anything is new; each open page then asks only for its own.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import close_old_connections

from handraiser.organisation.models import User
from handraiser.web import streams
from handraiser.web.sessions import who_asks

LOOK_EVERY_S = 0.4
BREATH_S = 15.0  # proxies close what is silent for long; also how often it is checked who may still listen
POOL = ThreadPoolExecutor(2, thread_name_prefix="live")
Scope = Mapping[str, Any]
Receive = Callable[[], Any]
Send = Callable[[dict[str, Any]], Any]
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """`/live/alerts` and `/live/sources/<id>`; 401 without a session, 404 for what the user may not see."""
    user, stream = await _in_thread(_open, scope)
    if not stream:
        await send({"type": "http.response.start", "status": 404 if user else 401, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await _until_gone(receive, _tell(scope, stream, send))


async def _tell(scope: Scope, stream: streams.Stream, send: Send) -> None:
    async for message in _messages(scope, stream):
        await send({"type": "http.response.body", "body": message, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _messages(scope: Scope, stream: streams.Stream) -> AsyncIterator[bytes]:
    yield b"retry: 3000\n\n"
    checked = time.monotonic()
    while True:
        for name, text in await _in_thread(stream.news):
            yield _framed(name, text)
        await PULSE.beat(BREATH_S)
        if time.monotonic() - checked >= BREATH_S:
            checked = time.monotonic()
            _, allowed = await _in_thread(_open, scope)
            if not allowed:
                return
            yield b": still here\n\n"


def _framed(name: str, text: str) -> bytes:
    lines = "".join(f"data: {line}\n" for line in text.splitlines() or [""])
    return f"event: {name}\n{lines}\n".encode()


async def _until_gone(receive: Receive, telling: Any) -> None:
    """Stop telling when the browser has left."""
    task = asyncio.ensure_future(telling)
    while not task.done():
        gone = asyncio.ensure_future(receive())
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if gone.done() and gone.result()["type"] == "http.disconnect":
            task.cancel()
            break
        gone.cancel()
    await asyncio.gather(task, return_exceptions=True)


class Pulse:
    """Beats when there is something new for somebody. Looks only while somebody listens."""

    def __init__(self) -> None:
        self._next: asyncio.Future[None] | None = None
        self._listening = 0
        self._task: asyncio.Task[None] | None = None

    async def beat(self, patience_s: float) -> bool:
        """Wait for the next beat; False when none came in time."""
        loop = asyncio.get_running_loop()
        if self._next is None or self._next.done() or self._next.get_loop() is not loop:
            self._next = loop.create_future()
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._look())
        self._listening += 1
        try:
            await asyncio.wait_for(asyncio.shield(self._next), patience_s)
        except TimeoutError:
            return False
        finally:
            self._listening -= 1
        return True

    async def _look(self) -> None:
        seen = None
        silent = 0
        while silent < 3:  # nobody has listened for a while
            silent = 0 if self._listening else silent + 1
            now = await _in_thread(streams.newest)
            if now != seen and self._next and not self._next.done():  # the first look too: what came just before it
                self._next.set_result(None)
            seen = now
            await asyncio.sleep(LOOK_EVERY_S)


PULSE = Pulse()


async def _in_thread(work: Callable[..., Any], *arguments: Any) -> Any:
    return await asyncio.get_running_loop().run_in_executor(POOL, _with_connections, work, arguments)


def _with_connections(work: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    close_old_connections()
    try:
        return work(*arguments)
    finally:
        close_old_connections()


def _open(scope: Scope) -> tuple[User | None, streams.Stream | None]:
    """Who asks, and their stream; None for who is not signed in and for what they may not see."""
    user = who_asks(scope)
    return user, streams.open_stream(scope["path"], user) if user else None
