"""A sender of its own process: `connections` keep-alive connections that post as fast as they are answered.

Prints one line of JSON: requests, errors, seconds, and the latencies' p50 and p99 in milliseconds.
"""

import asyncio
import base64
import json
import sys
import time
import uuid

AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
EVENT = {
    "type": "track",
    "event": "Pricing Seen",
    "anonymousId": "bee75bbd-4ac5-42a3-8e35-930633112d26",
    "properties": {"plan": "team", "seats": 12},
    "context": {
        "page": {"path": "/pricing", "referrer": "", "search": "", "title": "Pricing", "url": "https://x.test/pricing"},
        "userAgent": AGENT,
        "locale": "en-US",
        "library": {"name": "analytics.js", "version": "npm:next-1.84.3"},
    },
    "integrations": {"Segment.io": True},
    "_metadata": {"bundled": ["Segment.io"], "unbundled": [], "bundledIds": []},
}

START = json.dumps(EVENT)[:-1] + ","


def message_id(ordered: bool) -> str:
    return f"{time.time_ns():020d}-{uuid.uuid4().hex[:12]}" if ordered else str(uuid.uuid4())


def request(head: str, batch: int, ordered: bool) -> bytes:
    """One POST. The event's text is made once: the sender must cost less than the server."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    events = ",".join(f'{START}"messageId":"{message_id(ordered)}","timestamp":"{now}"}}' for _ in range(batch or 1))
    body = f'{{"batch":[{events}]}}' if batch else events
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode()


async def sender(port: int, head: str, batch: int, ordered: bool, until: float, spans: list[float]) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    errors = 0
    while time.monotonic() < until:
        posted = request(head, batch, ordered)
        started = time.perf_counter()
        writer.write(posted)
        answer = await reader.readuntil(b"\r\n\r\n")
        length = int(answer.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        await reader.readexactly(length)
        spans.append(time.perf_counter() - started)
        errors += not answer.startswith(b"HTTP/1.1 200")
    writer.close()
    return errors


async def load(port: int, key: str, connections: int, seconds: float, batch: int, ordered: bool) -> dict[str, float]:
    basic = base64.b64encode(f"{key}:".encode()).decode()
    path = "/v1/batch" if batch else "/v1/track"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {basic}\r\n"
        f"User-Agent: {AGENT}\r\nContent-Type: text/plain\r\n"
    )
    spans: list[float] = []
    started = time.monotonic()
    until = started + seconds
    errors = await asyncio.gather(*(sender(port, head, batch, ordered, until, spans) for _ in range(connections)))
    took = time.monotonic() - started
    spans.sort()
    return {
        "requests": len(spans),
        "errors": sum(errors),
        "seconds": took,
        "p50": spans[len(spans) // 2] * 1000,
        "p99": spans[int(len(spans) * 0.99)] * 1000,
    }


if __name__ == "__main__":
    port, key, connections, seconds, batch, ordered = sys.argv[1:]
    result = load(int(port), key, int(connections), float(seconds), int(batch), ordered == "ordered")
    print(json.dumps(asyncio.run(result)))
