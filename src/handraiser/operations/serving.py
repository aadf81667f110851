"""Starting processes: all of them under one supervisor, or one alone."""

import os
import socket
import time
import urllib.request
from collections.abc import Callable

from django.conf import settings
from django.db import connections

from handraiser.errors import HandraiserError
from handraiser.operations.first_run import FirstRun, is_prepared, prepare
from handraiser.operations.supervisor import Child, Supervisor, end_with_supervisor

__all__ = ["end_with_supervisor", "process_name", "serve_all", "serve_one"]

READY_S = 60.0


class AddressTaken(HandraiserError):
    """Another process answers at the address already."""


def serve_all(address: str, *, say: Callable[[str], None]) -> None:
    """Web process and worker under a supervisor, until SIGTERM or Ctrl-C. Raises AddressTaken."""
    _check_address(address)
    made = None if is_prepared() else prepare()
    connections.close_all()
    supervisor = Supervisor([Child("web", ["web", "--address", address]), Child("worker", ["worker"])], say)
    supervisor.run(lambda: _announce(address, made, say))


def serve_one(target: str, address: str) -> None:
    """One granian server in this process, until SIGTERM, Ctrl-C or the end of the supervisor."""
    from handraiser.operations import web_server  # noqa: PLC0415 - the supervisor needs no server

    end_with_supervisor()
    web_server.serve(target, address)


def process_name() -> str:
    """Such as "db1-4711": which process on which machine."""
    return f"{socket.gethostname()}-{os.getpid()}"


def _check_address(address: str) -> None:
    host, _, port = address.rpartition(":")
    if not port.isdigit():
        raise AddressTaken(f"{address!r} is no address; allowed: HOST:PORT, for example 127.0.0.1:8300.")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]") or "127.0.0.1", int(port)))
        except OSError as error:
            raise AddressTaken(
                f"{address} is not free ({error.strerror}). "
                "Stop what runs there, or choose another: --address 127.0.0.1:8301"
            ) from error


def _announce(address: str, made: FirstRun | None, say: Callable[[str], None]) -> None:
    _wait_until_it_answers(address)
    if made and made.model_published:
        say("The starter model for B2B software is published; change it under Model.")
    if made and made.administrator:
        say(f"First administrator   {made.administrator.email}")
        if made.password:
            say(f"Password, shown once  {made.password}")
    say(f"Handraiser runs at    {settings.PUBLIC_URL if address == settings.ADDRESS else f'http://{address}'}")
    say(f"Data folder           {settings.DATA}    Ctrl-C stops it.")


def _wait_until_it_answers(address: str) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://{address}/health", timeout=2):
                return
        except OSError:
            time.sleep(0.05)
