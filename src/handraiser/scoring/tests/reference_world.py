"""What was recorded by a moment about one person, seen through one model: the only thing the rules may read."""

import json
from fractions import Fraction
from functools import cache, cached_property
from typing import Any

from handraiser.scoring.lists import free_mail
from handraiser.scoring.tests.reference_operators import holds
from handraiser.scoring.tests.reference_time import duration

CALLS = ("page", "screen", "identify", "group")
PAGE_FIELDS = ("path", "url", "title", "referrer", "search")
SHIPPED = {"@free_mail": free_mail}


class World:
    """One person at one moment.

    person: `known_us`, `first_seen_us`, `events`, `traits`, `moves`, `deals` as the Arrow History has them; JSON as
        text.
    """

    def __init__(
        self,
        document: dict[str, Any],
        person: dict[str, Any],
        at_us: int,
        timezone: str = "UTC",
        *,
        known_us: int | None = None,
        score: str | None = None,
    ):
        """known_us: what was recorded by then, `at_us` where it is not said. score: whose resets cut the events."""
        self.known_us, self.score = at_us if known_us is None else known_us, score
        self.document, self.person, self.at_us = document, person, at_us
        self.zone = document.get("timezone") or timezone
        self.lookback = duration(document.get("lookback", "400d"))

    @cached_property
    def lists(self) -> dict[str, list[Any]]:
        written = self.document.get("lists", {})
        return {name: shipped(entries) if isinstance(entries, str) else entries for name, entries in written.items()}

    @cached_property
    def events(self) -> list[dict[str, Any]]:
        """Those that still count: all, or for a score those after its last reset."""
        return [e for e in self.heard if self.reset_us is None or time_of(e) > self.reset_us]

    @cached_property
    def heard(self) -> list[dict[str, Any]]:
        """Those not ignored, by (time, arrival); a time in the future of its arrival counts as its arrival."""
        arrived = [e for e in self.person["events"] if e["known_us"] <= self.known_us and time_of(e) <= self.at_us]
        heard = [e for e in arrived if not is_ignored(e, self)]
        return sorted(heard, key=lambda e: (time_of(e), e["seq"]))

    @cached_property
    def reset_us(self) -> int | None:
        """When the score was last reset."""
        resets = [r for r in self.document.get("resets", []) if self.score in r.get("scores", [self.score])]
        times = [time_of(e) for e in self.heard for reset in resets if matches(e, reset, self)]
        return max(times, default=None) if self.score else None

    def of_score(self, score: str) -> "World":
        """The same moment as a score's rules see it."""
        return World(self.document, self.person, self.at_us, self.zone, known_us=self.known_us, score=score)

    @cached_property
    def traits(self) -> dict[str, Any]:
        """The newest recorded value of each name; a removed one is None."""
        recorded = [t for t in self.person["traits"] if t["known_us"] <= self.at_us]
        newest = sorted(recorded, key=lambda t: (t["known_us"], t["seq"]))
        return {t["name"]: exact_json(t["value"]) for t in newest}

    @cached_property
    def first_seen_us(self) -> int:
        return min([self.person["first_seen_us"], *(time_of(e) for e in self.heard)])

    @property
    def silent_since_us(self) -> int:
        """Where silence begins that no event broke: first seen, or the last reset."""
        return self.first_seen_us if self.reset_us is None else max(self.first_seen_us, self.reset_us)

    def trait(self, path: str) -> Any:
        """A company's traits are no part of the person's, whatever their names."""
        if path.startswith("company."):
            own = {n.removeprefix("company."): v for n, v in self.traits.items() if n.startswith("company.")}
            return found(own, path.removeprefix("company."))
        return found({n: v for n, v in self.traits.items() if not n.startswith("company.")}, path)

    def matching(self, spec: dict[str, Any]) -> list[dict[str, Any]]:
        """The events a rule or condition speaks of by `event` and `where`."""
        return [e for e in self.events if matches(e, spec, self)]


@cache
def shipped(name: str) -> list[str]:
    return sorted(SHIPPED[name]())


def time_of(event: dict[str, Any]) -> int:
    return min(event["occurred_us"], event["known_us"])


def is_ignored(event: dict[str, Any], world: World) -> bool:
    return any(ignores(entry, event, world) for entry in world.document.get("ignore", []))


def ignores(entry: dict[str, Any], event: dict[str, Any], world: World) -> bool:
    return event[entry["flag"]] if "flag" in entry else matches(event, entry, world)


def matches(event: dict[str, Any], spec: dict[str, Any], world: World) -> bool:
    if not is_called(event, spec["event"]):
        return False
    where = spec.get("where", {})
    return all(holds(tests, property_of(event, path), world) for path, tests in where.items())


def is_called(event: dict[str, Any], name: str) -> bool:
    if name == "*":
        return not event["system"]
    if name in CALLS:
        return event["kind"] == name
    return event["kind"] == "track" and event["name"] == name


def property_of(event: dict[str, Any], path: str) -> Any:
    payload = exact_json(event["payload"]) or {}
    context = payload.get("context") or {}
    told = traits_told(payload, context) if event["kind"] in ("identify", "group") else payload.get("properties")
    value = found(told or {}, path)
    return found(context.get("page") or {}, path) if value is None and path in PAGE_FIELDS else value


def traits_told(payload: dict[str, Any], context: dict[str, Any]) -> Any:
    return payload.get("traits") or context.get("traits")


def found(tree: Any, path: str) -> Any:
    """The value at a dotted path: through nested objects first, then under a flat key of that exact name."""
    nested = tree
    for step in path.split("."):
        nested = nested.get(step) if isinstance(nested, dict) else None
    return tree.get(path) if nested is None and isinstance(tree, dict) else nested


def exact_json(text: str | None) -> Any:
    return None if text is None else json.loads(text, parse_float=Fraction)
