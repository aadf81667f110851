"""Which path means what: our own, those of Segment, RudderStack and Jitsu, and those of SDKs that we do not speak."""

import re
from typing import NamedTuple

from handraiser.events.models import Flag, Kind


class Path(NamedTuple):
    """`verb` names what the collector does; the rest is what the path says about the messages."""

    verb: str  # "single", "batch", "pixel", "settings", "source_config", "metrics", "health", "tracker"
    kind: str | None = None
    flags: int = 0
    key: str = ""  # said by the path itself


SHORT = {"i": "identify", "t": "track", "p": "page", "s": "screen", "g": "group", "a": "alias"}
FIXED: dict[str, Path] = {
    **{f"/v1/{kind}": Path("single", kind) for kind in Kind.values},
    **{f"/v1/{letter}": Path("single", kind) for letter, kind in SHORT.items()},
    **{f"/api/s/{kind}": Path("single", kind) for kind in Kind.values},
    **{f"/api/s/s2s/{kind}": Path("single", kind) for kind in Kind.values},
    **dict.fromkeys(("/v1/batch", "/v1/b", "/beacon/v1/batch"), Path("batch")),
    "/v1/import": Path("batch", flags=Flag.BACKFILL.value),
    "/v1/m": Path("metrics"),
    "/sourceConfig": Path("source_config"),
    "/health": Path("health"),
    "/hr.js": Path("tracker"),
}
_SETTINGS = re.compile(r"/v1/projects/([^/]+)/settings")
_PIXEL = re.compile(r"/v1/pixel/([^/.]+)(?:\.gif)?")
_OURS = re.compile(r"/(v1|beacon|sourceConfig|api/s)(/|$)|/health$|/hr\.js$")
_FOREIGN = frozenset({"array", "batch", "capture", "decide", "e", "engage", "flags", "i", "s"})  # PostHog's


def find(path: str) -> Path | None:
    """The meaning of a path without its last slash; None where it has none."""
    if fixed := FIXED.get(path):
        return fixed
    if match := _SETTINGS.fullmatch(path):
        return Path("settings", key=match[1])
    if match := _PIXEL.fullmatch(path):
        return Path("pixel", SHORT.get(match[1], match[1]))
    return None


def collects(path: str) -> bool:
    """Whether the collector answers this path, be it with a 404 for SDKs of PostHog, Snowplow and the like."""
    first = path.split("/", 2)[1] if "/" in path else ""
    return bool(_OURS.match(path)) or first in _FOREIGN or first.startswith("com.")  # Snowplow's are com.vendor
