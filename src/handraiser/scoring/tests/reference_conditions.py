"""Whether a condition holds at a moment."""

from fractions import Fraction
from typing import Any

from handraiser.scoring.tests.reference_document import as_list, as_text
from handraiser.scoring.tests.reference_operators import holds
from handraiser.scoring.tests.reference_time import duration
from handraiser.scoring.tests.reference_world import World, is_called, time_of

MILLION = 1_000_000
SHAPE = ("trait", "event", "where", "at_least", "within")


def true_of(condition: dict[str, Any], world: World, result: dict[str, Any] | None = None) -> bool:
    """result: scores, labels, matrix, coverage and stage at this moment; only stage conditions may read them.

    Its `before` tells the scores of so many microseconds ago, as far as they are known now.
    """
    for kind, test in CONDITIONS.items():
        if kind in condition:
            return test(condition, world, result)
    raise KeyError(str(condition))


def trait_holds(condition: dict[str, Any], world: World, _: Any) -> bool:
    tests = {name: operand for name, operand in condition.items() if name not in SHAPE}
    return holds(tests, world.trait(condition["trait"]), world)


def event_holds(condition: dict[str, Any], world: World, _: Any) -> bool:
    recent = within(world.matching(condition), condition.get("within"), world)
    return len(recent) >= condition.get("at_least", 1)


def within(events: list[dict[str, Any]], window: str | None, world: World) -> list[dict[str, Any]]:
    """Those younger than the window; one exactly as old is out."""
    if window is None:
        return events
    return [e for e in events if world.at_us - time_of(e) < duration(window)]


def absent_holds(condition: dict[str, Any], world: World, _: Any) -> bool:
    return silence(condition["absent"], world) >= duration(condition["absent"]["for"])


def silence(spec: dict[str, Any], world: World) -> int:
    """Microseconds since the last such event, or since first seen, or a reset, where there was none."""
    return world.at_us - max((time_of(e) for e in world.matching(spec)), default=world.silent_since_us)


def hand_raise_holds(condition: dict[str, Any], world: World, _: Any) -> bool:
    raised = [e for e in world.events if is_hand_raise(e, world.document, condition["hand_raise"])]
    return bool(within(raised, condition.get("within"), world))


def is_hand_raise(event: dict[str, Any], document: dict[str, Any], names: Any = "any") -> bool:
    asked = document.get("hand_raises", []) if names == "any" else as_list(names)
    return any(is_called(event, name) for name in asked)


def label_holds(condition: dict[str, Any], _: World, result: Any) -> bool:
    wanted = condition["label"].items()
    return all(result["labels"].get(score) in map(as_text, as_list(labels)) for score, labels in wanted)


def matrix_holds(condition: dict[str, Any], _: World, result: Any) -> bool:
    return result["matrix"] in map(as_text, as_list(condition["matrix"]))


def score_holds(condition: dict[str, Any], world: World, result: Any) -> bool:
    def points(score: str) -> Fraction | None:
        return None if result["scores"][score] is None else Fraction(result["scores"][score], MILLION)

    return all(holds(tests, points(score), world) for score, tests in condition["score"].items())


def coverage_holds(condition: dict[str, Any], world: World, result: Any) -> bool:
    wanted = condition["coverage"].items()
    return all(holds(tests, result["coverage"][score], world) for score, tests in wanted)


def stage_holds(condition: dict[str, Any], _: World, result: Any) -> bool:
    return result["stage"] in as_list(condition["stage"])


def delta_holds(condition: dict[str, Any], world: World, result: Any) -> bool:
    """Both must be there: who is ignored, now or then, has no score."""
    tests = {name: operand for name, operand in condition["delta"].items() if name not in ("score", "over")}
    score = condition["delta"]["score"]
    now, then = result["scores"][score], result["before"](duration(condition["delta"]["over"]))[score]
    return now is not None and then is not None and holds(tests, Fraction(now - then, MILLION), world)


CONDITIONS: dict[str, Any] = {
    "all": lambda condition, world, result: all(true_of(c, world, result) for c in condition["all"]),
    "any": lambda condition, world, result: any(true_of(c, world, result) for c in condition["any"]),
    "not": lambda condition, world, result: not true_of(condition["not"], world, result),
    "trait": trait_holds,
    "event": event_holds,
    "absent": absent_holds,
    "hand_raise": hand_raise_holds,
    "label": label_holds,
    "matrix": matrix_holds,
    "score": score_holds,
    "coverage": coverage_holds,
    "stage": stage_holds,
    "delta": delta_holds,
}
