"""A real installation in a folder of its own: processes, database, keys. What the tests of the whole use."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

SOURCE = Path(__file__).resolve().parent.parent / "src"
POSTGRES = os.environ.get("HANDRAISER_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
PASSWORD = "a long enough password"


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postgresql(template: str = "template1") -> Iterator[str]:
    """The address of a new database, empty or a copy of the one named; dropped afterwards."""
    name = f"handraiser_test_{uuid.uuid4().hex[:10]}"
    with psycopg.connect(POSTGRES, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield POSTGRES.rpartition("/")[0] + "/" + name
    finally:
        with psycopg.connect(POSTGRES, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Installation:
    """`handraiser` in `folder`, on SQLite, or on PostgreSQL where `database_url` is given."""

    def __init__(self, folder: Path, database_url: str = "", **environment: str) -> None:
        self.folder = folder
        self.address = f"127.0.0.1:{free_port()}"
        self.url = f"http://{self.address}"
        self.processes: list[subprocess.Popen[bytes]] = []
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("HANDRAISER_", "DJANGO_"))},
            "HANDRAISER_DATA": str(folder / "data"),
            "HANDRAISER_ADDRESS": self.address,
            "DATABASE_URL": database_url,
            "PYTHONPATH": str(SOURCE),
            **environment,
        }

    def command(self, *arguments: str, stdin: str = "", code: int = 0) -> str:
        """Run `handraiser ...` to its end and return what it printed. Fails unless it exits with `code`."""
        done = subprocess.run(
            [sys.executable, "-m", "handraiser", *arguments],
            env=self.environment,
            cwd=self.folder,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == code, f"{arguments}: code {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def ask(self, *arguments: str) -> Any:
        """The same with --json, read."""
        return json.loads(self.command(*arguments, "--json"))

    def start(self, *arguments: str, wait: bool = True) -> subprocess.Popen[bytes]:
        """Start `handraiser serve` (or what `arguments` name) and wait until the address answers."""
        log = open(self.folder / "log.txt", "ab")  # noqa: SIM115 - belongs to the child
        process = subprocess.Popen(
            [sys.executable, "-m", "handraiser", *(arguments or ("serve",))],
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        log.close()
        self.processes.append(process)
        if wait:
            self.wait_until_it_answers()
        return process

    def wait_until_it_answers(self, seconds: float = 60) -> None:
        """Raises AssertionError with the log when `/health` has not answered in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"{self.url}/health", timeout=2):
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"{self.url} does not answer.\n{self.log}")

    @property
    def log(self) -> str:
        """What the processes have printed so far."""
        file = self.folder / "log.txt"
        return file.read_text(errors="replace") if file.exists() else ""

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9 of the process and of everything it started."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def stop(self) -> None:
        """Ask every process to end, and end those that do not within fifteen seconds."""
        for process in self.processes:
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill(process)
        self.processes.clear()

    def send(self, path: str, key: str, message: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """POST one message with `key` as Basic user; status and the answer's JSON."""
        request = urllib.request.Request(
            self.url + path,
            data=json.dumps(message).encode(),
            headers={
                "Authorization": "Basic " + b64encode(f"{key}:".encode()).decode(),
                "Content-Type": "application/json",
                "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)


def until(condition: Any, seconds: float = 15.0) -> Any:
    """The first true value of `condition()`. Raises AssertionError when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if value := condition():
            return value
        time.sleep(0.02)
    raise AssertionError("It did not happen in time.")
