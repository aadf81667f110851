"""What browser SDKs ask for before they send: where to, and that nothing else is to be loaded."""

import re
from typing import Any

from django.conf import settings

from handraiser.events.answering import Answer, json
from handraiser.events.asking import Request
from handraiser.events.rows import Key

_HOST = re.compile(r"[A-Za-z0-9.\-\[\]:]+")


def segment(key: str, request: Request) -> Answer:
    """For analytics.js: its one integration, sending to where it asked, and no metrics."""
    scheme, host = _origin(request)
    segment_io = {
        "apiKey": key,
        "apiHost": f"{host}/v1",
        "protocol": scheme,
        "addBundledMetadata": True,
        "unbundledIntegrations": [],
        "bundledConfigIds": [],
        "unbundledConfigIds": [],
    }
    return json(
        {
            "integrations": {"Segment.io": segment_io},
            "plan": {"track": {"__default": {"enabled": True, "integrations": {}}}},
            "edgeFunction": {},
            "analyticsNextEnabled": True,
            "middlewareSettings": {},
            "enabledMiddleware": {},
            "metrics": {"sampleRate": 0},
            "legacyVideoPluginsEnabled": False,
            "remotePlugins": [],
        }
    )


def rudder(key: Key, text: str) -> Answer:
    """For RudderStack's: an enabled source without destinations, which reports nothing about itself."""
    off: dict[str, Any] = {"enabled": False}
    source = {
        "id": f"source-{key.source_id}",
        "name": "Handraiser",
        "writeKey": text,
        "config": {"statsCollection": {"errors": off, "metrics": off}},
        "enabled": True,
        "workspaceId": "handraiser",
        "destinations": [],
        "connections": [],
        "dataplanes": {},
    }
    return json({"source": source, "updatedAt": None, "consentManagementMetadata": {"providers": []}})


def _origin(request: Request) -> tuple[str, str]:
    """Scheme and host as the browser used them."""
    scheme = request.header(b"x-forwarded-proto") if settings.SECURE else request.scheme
    host = request.header(b"host")
    if scheme not in ("http", "https") or not _HOST.fullmatch(host):
        scheme, _, host = settings.PUBLIC_URL.partition("://")
    return scheme, host
