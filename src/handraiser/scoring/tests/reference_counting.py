"""Which of the matching events a rule counts. Events come and go in order of (time, arrival)."""

from typing import Any

from handraiser.scoring.tests.reference_operators import kind
from handraiser.scoring.tests.reference_time import bucket, duration
from handraiser.scoring.tests.reference_world import World, property_of, time_of

Events = list[dict[str, Any]]


def counted(events: Events, rule: dict[str, Any], world: World) -> Events:
    match rule.get("count", "each"):
        case "each":
            return events
        case "once":
            return events[:1]
        case "unique":
            return latest_of_each(events, rule["key"])
        case {"once_per": spacing}:
            return spaced(events, duration(spacing))
        case {"at_most": times, "per": period}:
            return first_of_each(events, times, period, world.zone)
    raise KeyError(str(rule))


def latest_of_each(events: Events, key: str) -> Events:
    latest = {distinct(value): e for e in events if (value := property_of(e, key)) is not None}
    return [e for e in events if e in latest.values()]


def distinct(value: Any) -> Any:
    """Text, numbers and booleans never equal one another; 1 is 1.0. Lists and objects are equal in all parts."""
    if isinstance(value, list):
        return tuple(map(distinct, value))
    if isinstance(value, dict):
        return frozenset((key, distinct(part)) for key, part in value.items())
    return (kind(value), value)


def spaced(events: Events, spacing_us: int) -> Events:
    kept: Events = []
    for event in events:
        if not kept or time_of(event) - time_of(kept[-1]) >= spacing_us:
            kept.append(event)
    return kept


def first_of_each(events: Events, times: int, period: str, zone: str) -> Events:
    kept: Events = []
    seen: dict[object, int] = {}
    for event in events:
        place = bucket(time_of(event), period, zone)
        seen[place] = seen.get(place, 0) + 1
        kept += [event] if seen[place] <= times else []
    return kept
