"""A network between an SDK and the collector that fails the first requests in the ways that SDKs meet."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from http.server import BaseHTTPRequestHandler
from typing import ClassVar

from tests.listening import listening

DROPPED = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


class Failure(Enum):
    """What happens to one POST."""

    RATE_LIMITED = 429
    UNAVAILABLE = 503
    CUT = "the connection ends before the request has gone on"
    CUT_AFTER = "the collector has stored it, and the connection ends before its answer"


class Network:
    """Forwards to the collector; each POST first uses up one of `failures`."""

    def __init__(self, collector: tuple[str, int]) -> None:
        self.collector = collector
        self.failures: list[Failure] = []
        self.retry_after_s = 1
        self.delivered = 0  # POSTs that the collector has answered
        self.lock = threading.Lock()
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def next_failure(self) -> Failure | None:
        with self.lock:
            return self.failures.pop(0) if self.failures else None

    def forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection(*self.collector, timeout=15)
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.whole = answer.read()
        connection.close()
        with self.lock:
            self.delivered += method == "POST"
        return answer


@contextmanager
def network(collector: tuple[str, int]) -> Iterator[Network]:
    """Running on a free port."""
    between = Network(collector)
    with listening(type("Handler", (_Handler,), {"network": between})) as port:
        between.port = port
        yield between


class _Handler(BaseHTTPRequestHandler):
    network: ClassVar[Network]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        failure = self.network.next_failure()
        if failure in (Failure.RATE_LIMITED, Failure.UNAVAILABLE):
            self._refuse(failure.value)
            return
        if failure is Failure.CUT:
            self._cut()
            return
        answer = self._forward(body)
        if failure is Failure.CUT_AFTER:
            self._cut()
            return
        self._pass_on(answer)

    def do_GET(self) -> None:
        self._pass_on(self._forward(b""))

    do_OPTIONS = do_GET

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def _forward(self, body: bytes) -> http.client.HTTPResponse:
        return self.network.forward(self.command, self.path, dict(self.headers.items()), body)

    def _refuse(self, status: int) -> None:
        """With the headers of the collector's own refusals."""
        body = b'{"success":false,"code":"busy","message":"Send it again."}'
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Retry-After", str(self.network.retry_after_s))
        self.send_header("Access-Control-Allow-Origin", self.headers.get("Origin", "*"))
        self.send_header("Access-Control-Expose-Headers", "Retry-After")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _cut(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    def _pass_on(self, answer: http.client.HTTPResponse) -> None:
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in DROPPED:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.whole)))
        self.end_headers()
        self.wfile.write(answer.whole)
