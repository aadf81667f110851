"""A model document's own `tests`, run as at now."""

import json
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from .compiling import compile_model
from .evaluating import MILLION, evaluate
from .history import EVENTS, MOVES, PEOPLE, TRAITS, History
from .language import Example, ExampleEvent, Expectation, ScoringModel

NEAR = 5_000  # millionths: documents say points to two decimals
COLUMNS = {"matrix": "matrix", "total": "total", "stage": "stage", "excluded": "excluded_by"}


@dataclass(frozen=True)
class Failure:
    """One expectation of one test that did not come true. Scores and total in points.

    path, line: where the expectation stands in the document.
    """

    path: str
    line: int
    test: str
    what: str
    expected: Any
    found: Any

    @property
    def message(self) -> str:
        return f"Test {self.test}: {self.what} is {_shown(self.found)}, not {_shown(self.expected)} as expected."


def run_tests(model: ScoringModel, now_us: int) -> list[Failure]:
    """What the document's tests find wrong with it; empty where all is as expected.

    Each example is a lead, known with all its traits just before its first event.
    """
    if not model.tests:
        return []
    evaluation = evaluate(compile_model(model), _history(model.tests, now_us), at_us=now_us)
    rows = evaluation.results.to_pylist()
    return [
        failure
        for example, row in zip(model.tests, rows, strict=True)
        for expectation in example.expect
        if (failure := _failure(example, expectation, row))
    ]


def _failure(example: Example, expectation: Expectation, row: dict[str, Any]) -> Failure | None:
    name = f"{expectation.what}.{expectation.score}"
    what = name if expectation.score else COLUMNS[expectation.what]
    expected, found = expectation.value, row[what]
    if _agree(expectation.what, expected, found):
        return None
    if expectation.what in ("score", "total"):
        expected, found = _points(expected), _points(found)
    return Failure(expectation.path, expectation.line, example.name, what, expected, found)


def _agree(what: str, expected: Any, found: Any) -> bool:
    if expected is None or found is None or what not in ("score", "total", "coverage"):
        return bool(expected == found)
    near = NEAR / MILLION if what == "coverage" else NEAR
    return bool(abs(expected - found) <= near)


def _points(millionths: Any) -> float | None:
    return None if millionths is None else millionths / MILLION


def _shown(value: Any) -> str:
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _history(examples: tuple[Example, ...], now_us: int) -> History:
    begins = [now_us - max((event.ago for event in example.events), default=0) - 1 for example in examples]
    people = [{"lead": lead, "first_seen_us": begin, "known_us": begin} for lead, begin in enumerate(begins)]
    events = [
        _event(lead, seq, event, now_us)
        for lead, example in enumerate(examples)
        for seq, event in enumerate(example.events)
    ]
    traits = [
        {"lead": lead, "name": name, "value": json.dumps(value), "known_us": begins[lead], "seq": 0}
        for lead, example in enumerate(examples)
        for name, value in (_derived(example) | dict(example.traits)).items()
    ]
    return History(
        people=pa.Table.from_pylist(people, PEOPLE),
        events=pa.Table.from_pylist(events, EVENTS),
        traits=pa.Table.from_pylist(traits, TRAITS),
        moves=MOVES.empty_table(),
    )


def _event(lead: int, seq: int, event: ExampleEvent, now_us: int) -> dict[str, Any]:
    call, name = event.event.call, event.event.name
    holder = "traits" if call in ("identify", "group") else "properties"
    payload = json.dumps({"type": call, holder: dict(event.properties)})
    moment = now_us - event.ago
    row = {"lead": lead, "seq": seq, "occurred_us": moment, "known_us": moment, "kind": call, "name": name}
    return row | {"payload": payload, "bot": False, "system": False}


def _derived(example: Example) -> dict[str, Any]:
    email = example.traits.get("email")
    return {"email_domain": email.rpartition("@")[2].lower()} if isinstance(email, str) else {}
