"""The operators: what each may be compared with, and how a mapping of them is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import re2

from .nodes import MappingNode, Node, ScalarNode, SequenceNode, describe
from .operands import Operand, Scalar, Test, Tests
from .paths import Path
from .problems import one_of, shown
from .quantities import Day, Duration, Millionths, Number
from .reading import Definitions, Reading, Schema, Shape, Unreadable
from .shapes import ListOf, Pair, attempt
from .texts import AnyText, Known, Truth, Value

LONGEST_PATTERN = 1_000  # characters
LARGEST_PROGRAM = 10_000  # RE2's instructions
LONGEST_LIST = 10_000


@dataclass(frozen=True)
class Pattern:
    """A regular expression as RE2 takes it: linear in time, so without backreferences and look-around."""

    def read(self, node: Node, reading: Reading, path: Path) -> str:
        pattern = reading.text(node, path, "a regular expression")
        if len(pattern) > LONGEST_PATTERN:
            found = f"{len(pattern):,} characters"
            reading.note(node, path, "pattern_size", found, f"at most {LONGEST_PATTERN:,} characters")
            raise Unreadable
        self._compile(pattern, node, reading, path)
        return pattern

    def _compile(self, pattern: str, node: Node, reading: Reading, path: Path) -> None:
        options = re2.Options()
        options.log_errors = False
        try:
            size = re2.compile(pattern, options).programsize
        except re2.error as error:
            said = error.args[0].decode(errors="replace") if error.args else ""
            too_large = "too large" in said or "repetition size" in said
            code, allowed = ("pattern_size", self.smaller) if too_large else ("pattern", self.allowed)
            reading.note(node, path, code, f"{shown(pattern)} ({said})", allowed)
            raise Unreadable from error
        if size > LARGEST_PROGRAM:
            reading.refuse(node, path, "pattern_size", self.smaller)

    allowed = "RE2 syntax, which has no backreferences and no look-around"
    smaller = "fewer and smaller repetitions"

    def schema(self, definitions: Definitions) -> Schema:
        return AnyText().schema(definitions) | {"maxLength": LONGEST_PATTERN}


@dataclass(frozen=True)
class Members:
    """Values written out, or the name of one of the model's lists."""

    item: Shape[Any] = field(default_factory=Value)

    def read(self, node: Node, reading: Reading, path: Path) -> tuple[Scalar, ...]:
        if not isinstance(node, ScalarNode):
            allowed_kind = "a list, such as [a, b], or the name of one of the model's lists"
            if not isinstance(node, SequenceNode):
                reading.refuse(node, path, "kind", allowed_kind)
            return ListOf(self.item, most=LONGEST_LIST).read(node, reading, path)
        name = Known("list").read(node, reading, path)
        if name not in reading.lists:  # it is broken, which is noted where it stands
            raise Unreadable
        return reading.lists[name]

    def schema(self, definitions: Definitions) -> Schema:
        return {"anyOf": [{"type": "string"}, ListOf(self.item, most=LONGEST_LIST).schema(definitions)]}


FOLDING: dict[str, Shape[Any]] = {  # each has a `_ci` twin
    "eq": Value(),
    "ne": Value(),
    "in": Members(),
    "not_in": Members(),
    "contains": Value(),
    "starts_with": AnyText(),
    "ends_with": AnyText(),
    "matches": Pattern(),
    "glob": AnyText(),
    "contains_any": Members(),
    "contains_all": Members(),
}
TWINS: dict[str, Shape[Any]] = FOLDING | {
    "eq": AnyText(),
    "ne": AnyText(),
    "in": Members(AnyText()),
    "not_in": Members(AnyText()),
    "contains": AnyText(),
    "contains_any": Members(AnyText()),
    "contains_all": Members(AnyText()),
}


def ordering(number: Shape[Any]) -> dict[str, Shape[Any]]:
    return dict.fromkeys(("gt", "gte", "lt", "lte"), number) | {"between": Pair(number)}


@dataclass(frozen=True)
class Operators:
    """One or more operators beside each other; all must hold. `refused`: operators out of place here."""

    operators: Mapping[str, Shape[Any]]
    title: str
    in_cases: bool = False

    def names(self) -> tuple[str, ...]:
        return tuple(self.operators)

    def read(self, node: Node, reading: Reading, path: Path) -> Tests:
        return self.read_rest(reading.mapping(node, path, self._example()), reading, path, [])

    def _example(self) -> str:
        example = "{eq: software}" if "eq" in self.operators else "{gte: 0.5}"
        return f"an operator with what it compares to, such as {example}"

    def read_rest(self, node: MappingNode, reading: Reading, path: Path, claimed: list[str]) -> Tests:
        pairs = [(name, value) for name, value in node.pairs if name.text not in claimed]
        if not pairs:
            found = f"only {', '.join(node)}" if node.pairs else describe(node)
            reading.note(node, path, "no_operator", found, one_of(self.names()))
            raise Unreadable
        read = [attempt(lambda n=n, v=v: self._test(n, v, reading, path, claimed)) for n, v in pairs]  # type: ignore[misc]
        if None in read:
            raise Unreadable
        return tuple(test[0] for test in read if test is not None)

    def _test(self, name: ScalarNode, value: Node, reading: Reading, path: Path, claimed: list[str]) -> Test:
        if name.text not in self.operators:
            reading.unknown("unknown_operator", name, path / name.text, [*self.operators, *claimed])
            raise Unreadable
        operand: Operand = self.operators[name.text].read(value, reading, path / name.text)
        if self.in_cases and name.text == "exists" and operand is False:
            reading.refuse(value, path / name.text, "exists_in_cases", "exists: true, and `missing` for the rest")
        return Test(name.text.removesuffix("_ci"), operand, name.text.endswith("_ci"))

    def schema(self, definitions: Definitions) -> Schema:
        if self.title not in definitions:
            definitions[self.title] = {"type": "object"} | self.schema_rest(definitions)
        return {"$ref": f"#/$defs/{self.title}"}

    def schema_rest(self, definitions: Definitions) -> Schema:
        return {
            "properties": {name: shape.schema(definitions) for name, shape in self.operators.items()},
            "additionalProperties": False,
            "minProperties": 1,
        }


WHOLE_DAYS = Duration("d")
VALUE_OPERATORS: Mapping[str, Shape[Any]] = (
    FOLDING
    | {f"{name}_ci": shape for name, shape in TWINS.items()}
    | ordering(Number())
    | {"exists": Truth(), "before": Day(), "after": Day(), "older_than": WHOLE_DAYS, "newer_than": WHOLE_DAYS}
)
TESTS = Operators(VALUE_OPERATORS, "Tests")
CASE_TESTS = Operators(VALUE_OPERATORS, "CaseTests", in_cases=True)
SCORE_TESTS = Operators(ordering(Millionths()), "ScoreTests")
COVERAGE_TESTS = Operators(ordering(Number(0, 1)), "CoverageTests")
