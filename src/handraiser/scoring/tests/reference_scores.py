"""Scores, labels, matrix, total and coverage of one person at a moment."""

from fractions import Fraction
from typing import Any

from handraiser.scoring.tests.reference_conditions import true_of
from handraiser.scoring.tests.reference_decay import MILLION, millionths
from handraiser.scoring.tests.reference_document import as_text
from handraiser.scoring.tests.reference_rollups import rollup_points
from handraiser.scoring.tests.reference_rules import Line, lines_of, rule_cap, steady
from handraiser.scoring.tests.reference_world import World


def scored(world: World) -> dict[str, Any]:
    """Everything but the stage. Under `ignore` scores, labels, matrix and total are None."""
    document, exclusion = world.document, excluded(world)
    ignored = exclusion is not None and exclusion[1] == "ignore"
    lines = [] if ignored else all_lines(world)
    scores = {name: None if ignored else points(name, lines, document) for name in document["scores"]}
    labels = {name: label(scores[name], steps) for name, steps in document.get("labels", {}).items()}
    return {
        "excluded": exclusion,
        "scores": scores,
        "labels": labels,
        "matrix": matrix(document.get("matrix"), labels),
        "total": None if ignored else total(document.get("total"), scores),
        "coverage": {name: coverage(score, world) for name, score in document["scores"].items()},
        "lines": lines,
    }


def excluded(world: World) -> tuple[str, str] | None:
    """The first exclusion whose condition holds: its name and effect."""
    for name, exclusion in world.document.get("exclude", {}).items():
        if true_of(exclusion["if"], world):
            return name, exclusion["effect"]
    return None


def all_lines(world: World) -> list[dict[str, Any]]:
    return [
        {"score": score_name, "group": group_name, "rule": name, **line}
        for score_name, score in world.document["scores"].items()
        for group_name, group in score["groups"].items()
        for name, rule in group["rules"].items()
        for line in lines_of_rule(rule, group.get("decay"), world.of_score(score_name))
    ]


def lines_of_rule(rule: dict[str, Any], group_decay: Any, world: World) -> list[Line]:
    if "rollup" in rule:
        return steady(rollup_points(rule, world, points_of_one))
    return lines_of(rule, group_decay, world)


def points_of_one(score_name: str, world: World) -> int | None:
    """One score without the others; None for who is ignored."""
    exclusion = excluded(world)
    if exclusion is not None and exclusion[1] == "ignore":
        return None
    alone = World(document_of(world.document, score_name), world.person, world.at_us, world.zone)
    return points(score_name, all_lines(alone), world.document)


def document_of(document: dict[str, Any], score_name: str) -> dict[str, Any]:
    return document | {"scores": {score_name: document["scores"][score_name]}}


def points(score_name: str, lines: list[dict[str, Any]], document: dict[str, Any]) -> int:
    score = document["scores"][score_name]
    groups = score["groups"].items()
    return clamped(sum(group_points(score_name, name, group, lines) for name, group in groups), score.get("range"))


def group_points(score_name: str, group_name: str, group: dict[str, Any], lines: list[dict[str, Any]]) -> int:
    def paid(rule_name: str) -> int:
        place = (score_name, group_name, rule_name)
        return sum(line["now"] for line in lines if (line["score"], line["group"], line["rule"]) == place)

    return clamped(sum(clamped(paid(name), rule_cap(rule)) for name, rule in group["rules"].items()), group.get("cap"))


def clamped(millionth: int, ends: Any) -> int:
    return millionth if ends is None else int(max(ends[0] * MILLION, min(ends[1] * MILLION, millionth)))


def label(score: int | None, steps: dict[str, Any]) -> str | None:
    """The highest threshold not above the score."""
    if score is None:
        return None
    reached = [(threshold, name) for name, threshold in steps.items() if threshold * MILLION <= score]
    return max(reached)[1] if reached else None


def matrix(template: Any, labels: dict[str, str | None]) -> str | None:
    if template is None:
        return None
    code = as_text(template)
    for name, of_score in labels.items():
        if of_score is None and f"{{{name}}}" in code:
            return None
        code = code.replace(f"{{{name}}}", str(of_score))
    return code


def total(spec: Any, scores: dict[str, int | None]) -> int | None:
    """An exact fraction until shown: rounded to a millionth only here."""
    if spec is None:
        return None
    exact = sum(weight * scores[name] for name, weight in spec["weights"].items())
    low, high = spec.get("range", (exact / MILLION, exact / MILLION))
    return millionths(Fraction(max(low * MILLION, min(high * MILLION, exact))) / MILLION)


def coverage(score: dict[str, Any], world: World) -> Fraction:
    """Distinct traits known / distinct traits asked by `trait` and `if` rules; 1 where none is asked."""
    asked = {trait for group in score["groups"].values() for rule in group["rules"].values() for trait in asks(rule)}
    known = [trait for trait in asked if world.trait(trait) is not None]
    return Fraction(len(known), len(asked)) if asked else Fraction(1)


def asks(node: Any) -> set[str]:
    """The traits a rule reads, at any depth of its `if`."""
    if isinstance(node, list):
        return set().union(*map(asks, node))
    if not isinstance(node, dict):
        return set()
    own = {node["trait"]} if "trait" in node else set()
    return own.union(*(asks(node[key]) for key in ("if", "all", "any", "not") if key in node))
