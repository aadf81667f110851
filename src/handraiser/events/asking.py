"""One HTTP request to the collector, read from ASGI."""

import base64
import binascii
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs

from handraiser.events.addresses import client
from handraiser.events.refusing import RequestRefused
from handraiser.events.unpacking import MAX_BODY

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class SenderGone(Exception):
    """The connection was cut before the body was complete; there is nobody left to answer."""


class Request:
    """Headers by lower-case name; of a repeated one the last."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"].rstrip("/")
        self.scheme: str = scope.get("scheme", "http")
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.address = client(scope)
        self._query: bytes = scope.get("query_string", b"")
        self._receive = receive

    def header(self, name: bytes) -> str:
        """Empty where it is not sent."""
        return self.headers.get(name, b"").decode("latin-1").replace("\0", "")

    def query(self, name: str) -> str:
        """The first value; empty where there is none."""
        if name.encode() not in self._query:
            return ""
        return parse_qs(self._query.decode("latin-1")).get(name, [""])[0].replace("\0", "")

    def keys(self, message: object) -> list[str]:
        """All that may be the key, in the order of trying. Headers first: Jitsu's body has stars for its key."""
        return [key for key in self._keys(message) if key]

    def _keys(self, message: object) -> Iterator[str]:
        scheme, _, credentials = self.header(b"authorization").partition(" ")
        if scheme.lower() == "basic":
            yield _basic_user(credentials)
        yield self.header(b"x-write-key")
        if isinstance(message, dict) and isinstance(in_body := message.get("writeKey"), str):
            yield in_body
        yield self.query("writeKey")

    async def body(self) -> bytes:
        """Raises RequestRefused (413) as soon as it is too large, SenderGone when it never ends."""
        length = self.headers.get(b"content-length", b"")
        if length.isdigit() and int(length[:20]) > MAX_BODY:
            raise _TOO_LARGE
        body = b""
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise SenderGone
            body += bytes(message.get("body", b""))
            if len(body) > MAX_BODY:
                raise _TOO_LARGE
            if not message.get("more_body"):
                return body


_TOO_LARGE = RequestRefused(413, "too_large", f"The body is larger than {MAX_BODY} bytes. Send smaller batches.")


def _basic_user(credentials: str) -> str:
    """With its password where there is one: Jitsu's keys have the form `id:secret`."""
    try:
        return base64.b64decode(credentials, validate=True).decode().rstrip(":")
    except (binascii.Error, UnicodeDecodeError):
        return ""
