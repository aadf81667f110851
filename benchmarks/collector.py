"""How fast the collector stores, on both databases, against itself with a sink that stores nothing.

python benchmarks/collector.py [--seconds 4] [--rows 1000000] [--only sqlite|postgresql]

The server has one process, the sender another, and first the worker runs beside them. Goals: single events at 64
connections at 60 % (SQLite) and 50 % (PostgreSQL) of the sink's rate, with p99 under 50 ms on a quiet machine; batches
of 100 at 15,000 events/s.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

HERE = Path(__file__).resolve().parent
POSTGRES = os.environ.get("HANDRAISER_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
GOAL = {"sqlite": 0.60, "postgresql": 0.50}


class Installation:
    """A data folder or a database, with a source whose public key is `key`."""

    def __init__(self, folder: str, url: str = "") -> None:
        self.environment = {
            **os.environ,
            "HANDRAISER_DATA": folder,
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "handraiser.settings",
            "PYTHONPATH": f"{HERE.parent / 'src'}{os.pathsep}{HERE}",
            "HANDRAISER_RATE_LIMIT": "0",
        }
        for alias in ("default",) if url else ("default", "events"):
            self.python("-m", "django", "migrate", "--verbosity=0", f"--database={alias}")
        self.key = self.python("-c", _MAKE_SOURCE).strip()

    def python(self, *arguments: str) -> str:
        """Run Python in this installation to its end; what it printed."""
        return subprocess.run(
            [sys.executable, *arguments], env=self.environment, check=True, capture_output=True, text=True
        ).stdout

    def fill(self, rows: int, ordered: bool) -> None:
        """So many earlier events, with message ids of the kind that will follow."""
        self.python("-c", _FILL, str(rows), "ordered" if ordered else "random")

    def empty(self) -> None:
        """The log without a row."""
        self.python("-c", _EMPTY)

    @contextmanager
    def serving(self, app: str) -> Iterator[int]:
        """The port of a server with one process."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        server = subprocess.Popen([sys.executable, "-c", _SERVE, app, f"127.0.0.1:{port}"], env=self.environment)
        try:
            _wait(port)
            yield port
        finally:
            server.terminate()
            server.wait()

    @contextmanager
    def beside(self, what: str) -> Iterator[None]:
        """The worker, which identifies and scores what the collector stores, or nothing."""
        if what == "nothing":
            yield
            return
        worker = subprocess.Popen([sys.executable, "-m", "handraiser", "worker"], env=self.environment)
        try:
            yield
        finally:
            worker.kill()
            worker.wait()

    def load(self, port: int, seconds: float, batch: int = 0, ordered: bool = False) -> dict[str, float]:
        """What the sender measured; `events` is the rate a second."""
        connections = 8 if batch else 64
        kind = "ordered" if ordered else "random"
        arguments = [str(port), self.key, str(connections), str(seconds), str(batch), kind]
        told = json.loads(self.python(str(HERE / "_load.py"), *arguments))
        told["events"] = told["requests"] * (batch or 1) / told["seconds"]
        return told


_SERVE = """
import sys, django; django.setup()
from handraiser.operations.web_server import serve
serve(*sys.argv[1:])
"""
_MAKE_SOURCE = """
import django; django.setup()
from handraiser.events import keys
print(keys.create_source("Benchmark", None).public_key)
"""
_EMPTY = """
import django; django.setup()
from django.conf import settings
from django.db import connections
with connections[settings.EVENTS_DB].cursor() as cursor:
    for table in ("events_event", "events_arrival"):
        cursor.execute(f"DELETE FROM {table}" if settings.EVENTS_DB == "events" else f"TRUNCATE {table}")
"""
_FILL = """
import sys, uuid, django; django.setup()
from handraiser.events.models import Event
from handraiser.events.reading import last_id
from handraiser.worker.models import Cursor
rows, ordered = int(sys.argv[1]), sys.argv[2] == "ordered"
payload = '{"type":"page","anonymousId":"a","properties":{"path":"/blog/one"},"context":{"library":{"name":"x"}}}'
for start in range(0, rows, 20_000):
    Event.objects.bulk_create(
        Event(
            source_id=1, message_id=f"{n:020d}-fill" if ordered else str(uuid.uuid4()), kind="page",
            anonymous_id=f"a{n % 5000}", trust=0, occurred_us=n, received_us=n, path="/blog/one", payload=payload,
        )
        for n in range(start, min(start + 20_000, rows))
    )
Cursor.objects.update_or_create(name="identify", defaults={"position": last_id()})  # the worker has done with these
"""


def _wait(port: int) -> None:
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.1):
            break
        time.sleep(0.05)
    with suppress(urllib.error.HTTPError):  # the first request waits for the application
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health").close()


def main() -> None:
    """Prints a line a measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    asked = parser.parse_args()
    for name in [asked.only] if asked.only else ["sqlite", "postgresql"]:
        with _installation(name) as installation:
            _measure(name, installation, asked.seconds, asked.rows)


@contextmanager
def _installation(name: str) -> Iterator[Installation]:
    with tempfile.TemporaryDirectory() as folder:
        if name == "sqlite":
            yield Installation(folder)
            return
        database = f"handraiser_bench_{uuid.uuid4().hex[:10]}"
        with psycopg.connect(POSTGRES, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {database}")
        try:
            yield Installation(folder, POSTGRES.rpartition("/")[0] + "/" + database)
        finally:
            with psycopg.connect(POSTGRES, autocommit=True) as server:
                server.execute(f"DROP DATABASE {database} WITH (FORCE)")


def _measure(name: str, installation: Installation, seconds: float, rows: int) -> None:
    print(f"-- {name}: one server process, {os.cpu_count()} cores shared with the sender and the database")
    goal = GOAL[name]
    for size in dict.fromkeys([0, rows]):
        for ordered in (False, True):
            installation.empty()
            installation.fill(size, ordered)
            ids = "time-ordered" if ordered else "random"
            sink = _sink_rate(installation, seconds)  # anew each time: other work on the machine comes and goes
            for beside in ("worker", "nothing"):
                with installation.beside(beside), installation.serving("handraiser.asgi:collector_app") as port:
                    told = installation.load(port, seconds, ordered=ordered)
                    _print(f"single events, {size:>9,} rows, {ids}, {beside} beside", told, told["events"] / sink, goal)
                    told = installation.load(port, seconds, batch=100, ordered=ordered)
                    _print(
                        f"batches of 100, {size:>8,} rows, {ids}, {beside} beside", told, told["events"] / 15_000, 1.0
                    )
    with installation.serving("_plain_django:app") as port:
        told = installation.load(port, seconds)
        _print("a Django view and the ORM", told, told["events"] / sink)


def _sink_rate(installation: Installation, seconds: float) -> float:
    with installation.serving("_memory_sink:app") as port:
        installation.load(port, 1)
        told = installation.load(port, seconds)
        _print("single events, sink in memory (the baseline)", told, 1.0)
    return told["events"]


def _print(what: str, told: dict[str, float], ratio: float, goal: float | None = None) -> None:
    verdict = "" if goal is None else f"  goal {goal:.0%} {'reached' if ratio >= goal else 'MISSED'}"
    errors = f"  {told['errors']:.0f} ERRORS" if told["errors"] else ""
    figures = f"{told['events']:>8,.0f} events/s  p50 {told['p50']:5.1f} ms  p99 {told['p99']:6.1f} ms"
    print(f"{what:<64} {figures}  {ratio:>5.0%}{verdict}{errors}", flush=True)


if __name__ == "__main__":
    main()
