"""What each rule kind pays at a moment, as lines in integer millionths."""

from fractions import Fraction
from typing import Any

from handraiser.scoring.tests.reference_conditions import silence, true_of, within
from handraiser.scoring.tests.reference_counting import counted
from handraiser.scoring.tests.reference_decay import left, millionths
from handraiser.scoring.tests.reference_operators import holds, kind
from handraiser.scoring.tests.reference_time import age_in_days, duration
from handraiser.scoring.tests.reference_world import World, property_of, time_of

MOST_POINTS = 1_000_000  # what one event of a `per` rule pays at most
Line = dict[str, Any]  # seq of the event or None, earned and now in millionths


def lines_of(rule: dict[str, Any], group_decay: Any, world: World) -> list[Line]:
    if "tiers" in rule:
        return tiers_lines(rule, world)
    if "event" in rule:
        return event_lines(rule, group_decay, world)
    if "absent" in rule:
        return absent_lines(rule, world)
    if "trait" in rule:
        return steady(trait_points(rule, world))
    return steady(rule["points"] if true_of(rule["if"], world) else 0)


def steady(points: Any, seq: int | None = None) -> list[Line]:
    paid = millionths(Fraction(points))
    return [{"seq": seq, "earned": paid, "now": paid}] if paid else []


def event_lines(rule: dict[str, Any], group_decay: Any, world: World) -> list[Line]:
    """The whole history is counted; then the window and the lookback drop what is too old to pay."""
    paying = within(counted(world.matching(rule), rule, world), rule.get("within"), world)
    ripe = [e for e in paying if duration(rule.get("delay", "0d")) <= world.at_us - time_of(e) < world.lookback]
    return [faded(e, rule, group_decay, world) for e in ripe]


def faded(event: dict[str, Any], rule: dict[str, Any], group_decay: Any, world: World) -> Line:
    points = Fraction(rule["points"]) * (times(event, rule) if "per" in rule else 1)
    age = age_in_days(time_of(event), world.at_us, world.zone)
    now = left(points, age, decay_of(rule, group_decay))
    return {"seq": event["seq"], "earned": millionths(points), "now": millionths(now)}


def times(event: dict[str, Any], rule: dict[str, Any]) -> int:
    """How often `every` goes into the property's number; a text is no number, and below zero there is nothing."""
    value = property_of(event, rule["per"]["property"])
    if kind(value) != "number" or value < 0 or rule["points"] == 0:
        return 0
    return min(Fraction(value) // rule["per"]["every"], MOST_POINTS // abs(rule["points"]))


def decay_of(rule: dict[str, Any], group_decay: Any) -> Any:
    """The rule's own; else the group's, which neither negative points nor a rule with `within` take."""
    if "decay" in rule:
        return rule["decay"]
    return None if "within" in rule or rule["points"] < 0 else group_decay


def tiers_lines(rule: dict[str, Any], world: World) -> list[Line]:
    """Windows first, the lookback among them, then counts; the first tier that holds pays."""
    events = [e for e in world.matching(rule) if world.at_us - time_of(e) < world.lookback]
    for tier in rule["tiers"]:
        recent = within(events, tier.get("within"), world)
        if len(counted(recent, rule, world)) >= tier["at_least"]:
            return steady(tier["points"])
    return []


def trait_points(rule: dict[str, Any], world: World) -> Any:
    value = world.trait(rule["trait"])
    if value is None:
        return rule.get("missing", 0)
    cases = (({k: v for k, v in case.items() if k != "points"}, case["points"]) for case in rule["cases"])
    return next((points for tests, points in cases if holds(tests, value, world)), 0)


def absent_lines(rule: dict[str, Any], world: World) -> list[Line]:
    """Once after `for`, again after each further `every`."""
    over = silence(rule["absent"], world) - duration(rule["absent"]["for"])
    if over < 0:
        return []
    times = 1 + (over // duration(rule["every"]) if "every" in rule else 0)
    return steady(rule["points"] * times)


def rule_cap(rule: dict[str, Any]) -> tuple[Any, Any] | None:
    """A rule's `cap: 20` is [0, 20], or [-20, 0] where its points are written negative."""
    if "cap" not in rule:
        return None
    return (-rule["cap"], 0) if rule["points"] < 0 else (0, rule["cap"])
