"""Real receivers on loopback, and an alert about Bob that sales must see."""

import json
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from handraiser.exchange.delivering import Dispatcher
from handraiser.exchange.models import Delivery
from handraiser.exchange.webhooks import create_webhook
from handraiser.handoff.alerting import raise_alerts
from handraiser.handoff.models import Alert
from handraiser.handoff.tests.cast import Somebody, make_bob


@dataclass
class Received:
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict:
        return json.loads(self.body)


@dataclass
class Receiver:
    """Answers `statuses` one after the other, the last one for ever. `slow_s` seconds pass before each."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [200])
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"thanks"
    slow_s: float = 0.0
    got: list[Received] = field(default_factory=list)


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        receiver = self.server.receiver
        body = self.rfile.read(int(self.headers["content-length"]))
        receiver.got.append(Received({name.lower(): value for name, value in self.headers.items()}, body))
        if receiver.slow_s:
            self.server.ended.wait(receiver.slow_s)
        self.send_response(receiver.statuses.pop(0) if len(receiver.statuses) > 1 else receiver.statuses[0])
        for name, value in receiver.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(receiver.body)

    def log_message(self, *_arguments):
        """Quiet."""


class _Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A client that hangs up is part of some tests."""


@pytest.fixture
def start_receiver(settings):
    settings.ALLOW_PRIVATE_WEBHOOKS = True
    servers = []

    def start(**columns) -> Receiver:
        server = _Server(("127.0.0.1", 0), _Handler)
        server.ended = threading.Event()
        server.receiver = Receiver(f"http://127.0.0.1:{server.server_port}/hooks", **columns)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        servers.append(server)
        return server.receiver

    yield start
    for server in servers:
        server.ended.set()
        server.shutdown()
        server.server_close()


@pytest.fixture
def receiver(start_receiver) -> Receiver:
    return start_receiver()


@pytest.fixture
def webhook(receiver, root):
    return create_webhook("CRM", receiver.url, root).webhook


@pytest.fixture
def bob(db) -> Somebody:
    return make_bob()


@pytest.fixture
def alert(bob, sam) -> Alert:
    bob.does(kind="page", name=None, path="/pricing", title="Pricing")
    demo = bob.raises_hand()
    bob.moves(at_us=demo.at_us)
    raise_alerts(100)
    return Alert.objects.get()


@pytest.fixture
def dispatcher():
    made = Dispatcher()
    yield made
    made.finish(0.1)


@pytest.fixture
def deliver_all(dispatcher):
    """Runs the chore until nothing is under way."""

    def run(seconds: float = 10.0) -> None:
        end = time.monotonic() + seconds
        while dispatcher.step(100) or dispatcher.busy:
            assert time.monotonic() < end, list(Delivery.objects.values())
            time.sleep(0.005)

    return run
