"""One lead's history for tests of the kernel, said in days before now."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from handraiser.scoring.compiling import compile_model
from handraiser.scoring.evaluating import evaluate
from handraiser.scoring.history import DEALS, EVENTS, MOVES, PEOPLE, TRAITS, Evaluation, History
from handraiser.scoring.language import parse

DAY = 86_400_000_000
NOW = round(datetime(2026, 5, 1, 12, tzinfo=UTC).timestamp()) * 1_000_000


def day(ago: float) -> int:
    """The moment so many days before now."""
    return NOW - round(ago * DAY)


@dataclass
class Bob:
    """A lead whose history grows by its verbs. Days are before now; what is not said is known at once."""

    lead: int = 1
    known: float | None = 1000.0
    first_seen: float | None = None
    baseline: tuple[float, str] | None = None
    events: list[dict[str, Any]] = field(default_factory=list)
    traits: list[dict[str, Any]] = field(default_factory=list)
    moves: list[dict[str, Any]] = field(default_factory=list)
    deals: list[dict[str, Any]] = field(default_factory=list)

    def did(self, name: str, ago: float, arrived: float | None = None, **properties: Any) -> "Bob":
        kind = name if name in ("page", "screen", "identify", "group") else "track"
        page = {key: properties.pop(key) for key in ("path", "url", "title") if key in properties}
        flags = {key: properties.pop(key, None) for key in ("bot", "system")}
        holder = "traits" if kind in ("identify", "group") else "properties"
        row = {"lead": self.lead, "seq": len(self.events), "kind": kind, "name": name if kind == "track" else None}
        row |= {"occurred_us": day(ago), "known_us": day(ago if arrived is None else arrived), **page, **flags}
        self.events.append(row | {"payload": json.dumps({"type": kind, holder: properties})})
        return self

    def has(self, name: str, value: Any, since: float = 1000.0) -> "Bob":
        row = {"lead": self.lead, "name": name, "known_us": day(since), "seq": len(self.traits)}
        self.traits.append(row | {"value": None if value is None else json.dumps(value)})
        return self

    def moved(self, to: str, ago: float, review: float | None = None) -> "Bob":
        row = {"lead": self.lead, "to": to, "at_us": day(ago), "seq": len(self.moves)}
        self.moves.append(row | {"review_us": None if review is None else day(review)})
        return self

    def deal(self, what: str, ago: float, opportunity: str = "one") -> "Bob":
        row = {"lead": self.lead, "opportunity": opportunity, "what": what, "at_us": day(ago)}
        self.deals.append(row | {"seq": len(self.deals)})
        return self

    @property
    def person(self) -> dict[str, Any]:
        baseline, stage = self.baseline or (None, None)
        return {
            "lead": self.lead,
            "first_seen_us": None if self.first_seen is None else day(self.first_seen),
            "known_us": None if self.known is None else day(self.known),
            "baseline_us": None if baseline is None else day(baseline),
            "baseline_stage": stage,
        }


def history(*leads: Bob) -> History:
    return History(
        people=pa.Table.from_pylist([lead.person for lead in leads], PEOPLE),
        events=pa.Table.from_pylist([event for lead in leads for event in lead.events], EVENTS),
        traits=pa.Table.from_pylist([trait for lead in leads for trait in lead.traits], TRAITS),
        moves=pa.Table.from_pylist([move for lead in leads for move in lead.moves], MOVES),
        deals=pa.Table.from_pylist([deal for lead in leads for deal in lead.deals], DEALS),
    )


def model(**parts: Any) -> str:
    """A whole document around the parts that matter to a test, as JSON, which YAML reads."""
    whole: dict[str, Any] = {"language": 1, "model": "test", "timezone": "UTC"}
    whole["scores"] = {
        "s": {"range": [-1000, 1000], "groups": {"g": {"rules": {"never": {"event": "-", "points": 1}}}}}
    }
    return json.dumps(whole | parts)


def ruled(*rules: Mapping[str, Any], group: Mapping[str, Any] | None = None, **parts: Any) -> str:
    """A document whose one score `s` has these rules in its one group."""
    named = {f"r{number}": rule for number, rule in enumerate(rules, start=1)}
    groups = {"g": {**(group or {}), "rules": named}}
    return model(scores={"s": {"range": [-1000, 1000], "groups": groups}}, **parts)


def scored(document: str, *leads: Bob, at: float = 0) -> Evaluation:
    return evaluate(compile_model(parse(document)), history(*leads), at_us=day(at))


def points(document: str, lead: Bob, at: float = 0) -> float:
    """The score `s` in points."""
    value = scored(document, lead, at=at).results["score.s"][0].as_py()
    return value / 1_000_000


def stage(document: str, lead: Bob, at: float = 0) -> str:
    return scored(document, lead, at=at).results["stage"][0].as_py()


def moves(document: str, lead: Bob, at: float = 0) -> list[tuple[float, str, str]]:
    """Every move: days before now, to, cause."""
    rows = scored(document, lead, at=at).moves.to_pylist()
    return [((NOW - row["at_us"]) / DAY, row["to"], row["cause"]) for row in rows]
