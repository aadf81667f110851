"""kill -9 of the collector under load: every acknowledged event is in the log, once. On both databases.

HANDRAISER_KILLS says how often it is killed (default 3).
"""

import asyncio
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import uuid
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

KILLS = int(os.environ.get("HANDRAISER_KILLS", "3"))
POSTGRES = os.environ.get("HANDRAISER_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
SOURCE = Path(__file__).resolve().parents[3]
SENDERS = 16
pytestmark = pytest.mark.server

SET_UP = """
import django; django.setup()
from django.conf import settings
from django.core.management import call_command
for alias in settings.DATABASES:
    call_command("migrate", verbosity=0, database=alias)
from handraiser.events import keys
print(keys.create_source("Website", None).public_key)
"""


class Server:
    """One collector on an installation of its own; started again on the same port after each kill."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.environment = os.environ | {
            "HANDRAISER_DATA": str(folder),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "handraiser.settings",
            "PYTHONPATH": str(SOURCE),
        }
        set_up = subprocess.run(
            [sys.executable, "-c", SET_UP], env=self.environment, check=True, capture_output=True, text=True
        )
        self.key = set_up.stdout.strip()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        granian = [sys.executable, "-m", "granian", "--interface", "asgi", "--log-level", "error"]
        self.process = subprocess.Popen(
            [*granian, "--port", str(self.port), "handraiser.asgi:collector_app"],
            env=self.environment,
            start_new_session=True,
        )

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def message_ids(self) -> list[str]:
        """Of all events in the log; on PostgreSQL also of those in the inbox, which must be the same."""
        if not self.url:
            with sqlite3.connect(self.folder / "events.db") as database:
                return [row[0] for row in database.execute("SELECT message_id FROM events_event")]
        with psycopg.connect(self.url) as database:
            rows = database.execute(
                "SELECT message_id, event_id FROM events_event LEFT JOIN events_arrival ON event_id = id"
            ).fetchall()
            assert all(event_id for _, event_id in rows)
            return [message_id for message_id, _ in rows]


@pytest.fixture(params=["sqlite", "postgresql"])
def server(request, tmp_path):
    if request.param == "sqlite":
        yield Server(tmp_path, "")
        return
    name = f"handraiser_test_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
    try:
        yield Server(tmp_path, POSTGRES.rpartition("/")[0] + "/" + name)
    finally:
        with psycopg.connect(POSTGRES, autocommit=True) as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_every_acknowledged_event_survives_kill_9_once(server):
    acknowledged: list[str] = []
    server.start()
    try:
        with ThreadPoolExecutor(1) as beside:  # Playwright's loop may run in this thread
            beside.submit(asyncio.run, _kill_under_load(server, acknowledged)).result()
    finally:
        server.kill()
    stored = server.message_ids()
    assert len(acknowledged) > KILLS * 20
    assert set(acknowledged) <= set(stored)
    assert len(stored) == len(set(stored))


async def _kill_under_load(server: Server, acknowledged: list[str]) -> None:
    stop = asyncio.Event()
    senders = [asyncio.create_task(_send(server, acknowledged, stop)) for _ in range(SENDERS)]
    for _ in range(KILLS):
        before = len(acknowledged)
        async with asyncio.timeout(60):
            while len(acknowledged) < before + 200:
                await asyncio.sleep(0.02)
        await asyncio.to_thread(server.kill)
        server.start()
    stop.set()
    await asyncio.gather(*senders)


async def _send(server: Server, acknowledged: list[str], stop: asyncio.Event) -> None:
    """As an SDK: what is not acknowledged is sent again, with its message id."""
    while not stop.is_set():
        message_ids = [str(uuid.uuid4()) for _ in range(3)]
        while not stop.is_set():
            try:
                async with asyncio.timeout(10):
                    if await _post(server, message_ids):
                        acknowledged += message_ids
                        break
            except (OSError, asyncio.IncompleteReadError, TimeoutError):
                await asyncio.sleep(0.05)


async def _post(server: Server, message_ids: list[str]) -> bool:
    batch = [{"type": "page", "anonymousId": "a", "messageId": message_id} for message_id in message_ids]
    body = json.dumps({"batch": batch}).encode()
    basic = b64encode(f"{server.key}:".encode()).decode()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        head = f"POST /v1/batch HTTP/1.1\r\nHost: x\r\nAuthorization: Basic {basic}\r\nConnection: close\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        return (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 200")
    finally:
        writer.close()
