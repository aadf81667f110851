"""The moments at which something may move. Too many do no harm: one at which nothing changed moves nobody."""

from collections.abc import Iterator
from typing import Any

from handraiser.scoring.tests.reference_time import duration, midnights
from handraiser.scoring.tests.reference_world import World, time_of


def moments(document: dict[str, Any], person: dict[str, Any], start_us: int, end_us: int, timezone: str) -> list[int]:
    """Every moment after `start_us` up to `end_us`, but for the ends of holds, which the fold itself finds."""
    world = World(document, person, end_us, timezone)
    spans = [0, *overs(document)]
    begin_us = start_us - max(spans)
    colleagues = [World(document, one, end_us, timezone) for one in person.get("colleagues") or ()]
    every = {m for each in (world, *colleagues) for m in (*recorded(each), *edges(each))}
    every |= set(midnights(begin_us, end_us, world.zone))
    return sorted({m + span for m in every for span in spans if start_us < m + span <= end_us})


def recorded(world: World) -> Iterator[int]:
    person = world.person
    yield person["first_seen_us"]
    yield from (e["known_us"] for e in world.events)
    yield from (trait["known_us"] for trait in person["traits"])
    yield from (person["known_us"],) if person["known_us"] is not None else ()
    yield from (deal["at_us"] for deal in person["deals"])
    for move in person["moves"]:
        yield move["at_us"]
        yield from (move["review_us"],) if move["review_us"] is not None else ()


def edges(world: World) -> Iterator[int]:
    """Whatever starts to count or to be silent ends or begins a whole window later."""
    starts = {world.person["first_seen_us"], *(time_of(e) for e in world.events)}
    for window in {world.lookback, *windows(world.document)}:
        yield from (start + window for start in starts)
    for first, again in repeats(world.document):
        for start in starts:
            yield from range(start + first, world.at_us + 1, again)


def windows(node: Any) -> Iterator[int]:
    """Every `within`, `for` and `delay` of the document."""
    for key, value in pairs(node):
        if key in ("within", "for", "delay", "over") and value != "company":
            yield duration(value)
        yield from windows(value)


def overs(node: Any) -> Iterator[int]:
    """How far back every `delta` looks."""
    for key, value in pairs(node):
        if key == "delta":
            yield duration(value["over"])
        yield from overs(value)


def repeats(node: Any) -> Iterator[tuple[int, int]]:
    """(for, every) of every `absent` rule."""
    if isinstance(node, dict) and "absent" in node and "every" in node:
        yield duration(node["absent"]["for"]), duration(node["every"])
    for _, value in pairs(node):
        yield from repeats(value)


def pairs(node: Any) -> list[tuple[Any, Any]]:
    if isinstance(node, dict):
        return list(node.items())
    return list(enumerate(node)) if isinstance(node, list) else []
