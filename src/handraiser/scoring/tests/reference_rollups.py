"""What rollups pay: an aggregate of one score over the people of a company, at the same moment."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from handraiser.scoring.tests.reference_conditions import within
from handraiser.scoring.tests.reference_decay import MILLION
from handraiser.scoring.tests.reference_operators import holds
from handraiser.scoring.tests.reference_world import World, is_called

Scored = Callable[[str, World], int | None]  # a score's millionths; None for who is ignored


def rollup_points(rule: dict[str, Any], world: World, scored: Scored) -> Any:
    value = rolled_up(rule["rollup"], world, scored)
    if value is None:
        return rule.get("missing", 0)
    cases = (({k: v for k, v in case.items() if k != "points"}, case["points"]) for case in rule["cases"])
    return next((points for tests, points in cases if holds(tests, value, world)), 0)


def rolled_up(spec: dict[str, Any], world: World, scored: Scored) -> Fraction | None:
    """None where it is missing: no company, or nobody left."""
    if world.person.get("colleagues") is None:
        return None
    counted = [member for member in members(world) if was_active(member, spec.get("within"))]
    points = [Fraction(p, MILLION) for member in counted if (p := scored(spec["of"], member)) is not None]
    if spec["agg"] == "count_at_least":
        return Fraction(sum(p >= spec["value"] for p in points))
    if not points:
        return None
    return {"sum": sum(points, Fraction(0)), "avg": sum(points) / len(points), "max": max(points)}[spec["agg"]]


def members(world: World) -> list[World]:
    """The person and all the others that were seen by then."""
    people = [world.person, *({**one, "colleagues": None} for one in world.person["colleagues"])]
    there = [person for person in people if person["first_seen_us"] <= world.at_us]
    return [World(world.document, person, world.at_us, world.zone) for person in there]


def was_active(member: World, window: str | None) -> bool:
    own = [event for event in member.heard if is_called(event, "*")]
    return window is None or bool(within(own, window, member))
