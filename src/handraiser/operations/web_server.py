"""One granian server in this process, over the collector, the pages, or both."""

import asyncio
import importlib
import signal
import threading

from django.conf import settings
from django.urls import get_resolver
from granian.constants import Interfaces
from granian.server.embed import Server

COLLECTOR = "collector_app"  # needs neither pages nor kernel


def serve(target: str, address: str) -> None:
    """Answer on `address` ("127.0.0.1:8300") with the ASGI application "module:name" until SIGTERM or SIGINT."""
    host, _, port = address.rpartition(":")
    module, _, name = target.partition(":")
    application = getattr(importlib.import_module(module), name)
    if name != COLLECTOR:
        threading.Thread(target=_warm_pages, name="warming", daemon=True).start()
    server = Server(
        application,
        address=host.strip("[]") or "127.0.0.1",
        port=int(port),
        interface=Interfaces.ASGI,
        log_enabled=settings.DEBUG,
        backlog=2048,
    )
    asyncio.run(_until_stopped(server))


async def _until_stopped(server: Server) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, server.stop)
    await server.serve()


def _warm_pages() -> None:
    """What the first page would wait for: the views of all folders, and the kernel that explains a score."""
    _ = get_resolver().url_patterns
    importlib.import_module("handraiser.scoring.kernel").warm()
