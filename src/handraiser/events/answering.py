"""What the collector answers: JSON that every SDK takes, readable from every website."""

import base64
from typing import NamedTuple

import msgspec

from handraiser.events.asking import Request, Send
from handraiser.events.refusing import RequestRefused

Headers = list[tuple[bytes, bytes]]
_JSON = (b"content-type", b"application/json")
_EXPOSED = (b"access-control-expose-headers", b"Retry-After")


class Answer(NamedTuple):
    """Without CORS headers; those depend on who asked."""

    status: int
    body: bytes
    headers: Headers


def json(value: object, status: int = 200, *headers: tuple[bytes, bytes]) -> Answer:
    """Never cached."""
    return Answer(status, msgspec.json.encode(value), [_JSON, (b"cache-control", b"no-store"), *headers])


SUCCESS = json({"success": True})
GIF = Answer(
    200,
    base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"),
    [(b"content-type", b"image/gif"), (b"cache-control", b"no-store")],
)


def refusal(refused: RequestRefused) -> Answer:
    """The code for programs, the message for people."""
    headers = [(b"retry-after", b"%d" % refused.retry_after)] if refused.retry_after is not None else []
    return json({"success": False, "code": refused.code, "message": str(refused)}, refused.status, *headers)


def preflight(request: Request) -> Answer:
    """Whatever the browser wants to send: an SDK's next release may add a header, and would lose its events."""
    asked = request.headers.get(b"access-control-request-headers", b"*")
    allowed = [
        (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
        (b"access-control-allow-headers", asked),
        (b"access-control-max-age", b"86400"),
    ]
    return Answer(204, b"", allowed)


async def send(answer: Answer, request: Request, to: Send) -> None:
    """With the headers that let a page of another origin read it."""
    origin = request.headers.get(b"origin", b"*")
    headers = [
        *answer.headers,
        (b"content-length", b"%d" % len(answer.body)),
        (b"access-control-allow-origin", origin),
        (b"vary", b"Origin"),
        _EXPOSED,
    ]
    await to({"type": "http.response.start", "status": answer.status, "headers": headers})
    await to({"type": "http.response.body", "body": b"" if request.method == "HEAD" else answer.body})
