"""The way in: requests to the collector itself, in this process, by the keys of a source."""

import asyncio
import base64
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from handraiser.clock import from_us
from handraiser.demo.arriving import Played
from handraiser.demo.calls import Call
from handraiser.errors import HandraiserError
from handraiser.events.collector import MAX_EVENTS, Collector
from handraiser.events.keys import NewSource
from handraiser.events.stores import open_store

_encode = msgspec.json.Encoder().encode


class NotTaken(HandraiserError):
    """The collector refused what the demo sent."""


class Sender:
    """Sends calls in batches, as SDKs do; each key's calls apart, all in the order in which they happened."""

    def __init__(self, source: NewSource) -> None:
        self._heads = {False: _head(source.public_key), True: _head(source.secret_key)}
        self._collector = Collector(partial(open_store, Played))
        self._loop = asyncio.Runner()
        self._sent = 0

    def __enter__(self) -> "Sender":
        self._loop.run(self._collector.start())
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.run(self._collector.stop())
        self._loop.close()

    def send(self, calls: Sequence[Call]) -> None:
        """Returns when all of them are stored. Raises NotTaken."""
        self._loop.run(self._send(calls))

    async def _send(self, calls: Sequence[Call]) -> None:
        batches = [self._batch(secret, some) for secret, some in _batches(calls)]
        await asyncio.gather(*(self._post(*batch) for batch in batches))

    def _batch(self, secret: bool, calls: Sequence[Call]) -> tuple[bool, bytes]:
        messages = [self._message(call) for call in calls]
        return secret, zlib.compress(_encode({"batch": messages}), 1, wbits=31)

    def _message(self, call: Call) -> dict[str, Any]:
        self._sent += 1
        return call.body | {"messageId": f"demo-{self._sent:08}", "timestamp": from_us(call.at_us).isoformat()}

    async def _post(self, secret: bool, body: bytes) -> None:
        status, answer = await _asked(self._collector, self._heads[secret], body)
        if status == 429:
            await asyncio.sleep(1)
            return await self._post(secret, body)
        if status != 200 or b"quarantined" in answer:
            told = {"status": status, "answer": answer.decode(errors="replace")[:500]}
            raise NotTaken(_("The collector answered %(status)s: %(answer)s") % told)
        return None


def _batches(calls: Sequence[Call]) -> Iterator[tuple[bool, list[Call]]]:
    for secret, some in groupby(calls, key=lambda call: call.secret):
        whole = list(some)
        for begin in range(0, len(whole), MAX_EVENTS):
            yield secret, whole[begin : begin + MAX_EVENTS]


def _head(key: str) -> dict[str, Any]:
    basic = base64.b64encode(f"{key}:".encode())
    headers = [(b"authorization", b"Basic " + basic), (b"content-encoding", b"gzip")]
    return {"type": "http", "method": "POST", "path": "/v1/batch", "headers": headers, "query_string": b""}


async def _asked(collector: Collector, scope: Mapping[str, Any], body: bytes) -> tuple[int, bytes]:
    """One request and its answer."""
    said: list[dict[str, Any]] = []

    async def receive() -> Mapping[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    await collector(scope, receive, send)
    return said[0]["status"], b"".join(bytes(message.get("body", b"")) for message in said[1:])
