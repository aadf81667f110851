"""The applications that a server runs: `app` is everything, `collector_app` and `pages_app` are its halves."""

import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handraiser.settings")

from django.core.wsgi import get_wsgi_application

django_wsgi = get_wsgi_application()  # sets Django up, so that what follows may import models

from handraiser.events import paths  # noqa: E402
from handraiser.events.collector import Collector  # noqa: E402
from handraiser.web import live  # noqa: E402
from handraiser.web.bridge import Bridge  # noqa: E402
from handraiser.web.sessions import may_bring_files  # noqa: E402

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

collector_app = Collector()
_pages = Bridge(django_wsgi, may_bring_files)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """The collector's paths to the collector, and the rest to the pages."""
    if scope["type"] == "lifespan" or (scope["type"] == "http" and paths.collects(scope["path"])):
        await collector_app(scope, receive, send)
    else:
        await pages_app(scope, receive, send)


async def pages_app(scope: Scope, receive: Receive, send: Send) -> None:
    """The pages without the collector, for a process of their own."""
    if scope["type"] == "lifespan":
        await _stay(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith("/live/"):
        await live.app(scope, receive, send)
    elif scope["type"] == "http":
        await _pages(scope, receive, send)


async def _stay(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
