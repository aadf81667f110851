"""Every operator against values of every kind: SCORING.md, operators and small print."""

import pytest

from handraiser.scoring.language import Test
from handraiser.scoring.operators import satisfying

VALUES = ["Head of Ops", "", "12", 12, 12.0, 12.5, True, ["a", 1], {"k": 1}, None]


def holding(operator, operand, values=VALUES, folded=False):
    held = satisfying(Test(operator, operand, folded), values)
    return [value for value, holds in zip(values, held, strict=True) if holds]


@pytest.mark.parametrize(
    ("operator", "operand", "expected"),
    [
        ("eq", 12, [12, 12.0]),
        ("eq", "12", ["12"]),
        ("eq", True, [True]),
        ("ne", 12, ["Head of Ops", "", "12", 12.5, True]),
        ("in", (12, "x"), [12, 12.0]),
        ("not_in", (12, ""), ["Head of Ops", "12", 12.5, True]),
        ("contains", "of", ["Head of Ops"]),
        ("contains", 1, [["a", 1]]),
        ("starts_with", "Head", ["Head of Ops"]),
        ("ends_with", "Ops", ["Head of Ops"]),
        ("matches", r"\bof\b", ["Head of Ops"]),
        ("glob", "Head*Ops", ["Head of Ops"]),
        ("glob", "head*", []),
        ("gt", 12, [12.5]),
        ("gte", 12, ["12", 12, 12.0, 12.5]),
        ("lt", 12.5, ["12", 12, 12.0]),
        ("lte", 11, []),
        ("between", (12, 12.2), ["12", 12, 12.0]),
        ("exists", True, VALUES[:-1]),
        ("exists", False, [None]),
        ("contains_any", ("a", "z"), [["a", 1]]),
        ("contains_all", ("a", "z"), []),
        ("contains_all", (1, "a"), [["a", 1]]),
    ],
)
def test_which_values_satisfy(operator, operand, expected):
    found = holding(operator, operand)
    assert [repr(value) for value in found] == [repr(value) for value in expected]


@pytest.mark.parametrize(
    ("operator", "operand", "values"),
    [
        ("eq", "STRASSE", ["straße"]),
        ("in", ("HEAD",), ["head"]),
        ("contains", "OF", ["Head of"]),
        ("contains", "A", [["a"]]),
        ("starts_with", "HEAD", ["head of"]),
        ("ends_with", "OPS", ["head of ops"]),
        ("matches", "^HEAD", ["head"]),
        ("glob", "HEAD*", ["head of"]),
        ("contains_any", ("A",), [["a"]]),
        ("contains_all", ("A", "b"), [["a", "B"]]),
    ],
)
def test_every_text_operator_has_a_folding_twin(operator, operand, values):
    assert holding(operator, operand, values) == []
    assert holding(operator, operand, values, folded=True) == values


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("/blog/*", "/blog/a/b", True),
        ("/blog/*", "/blog/", True),
        ("/blog/*", "x/blog/a", False),
        ("/?", "/é", True),
        ("/?", "/ab", False),
        ("[a]", "a", False),
        ("[a]", "[a]", True),
        ("a*b", "a\nb", True),
        ("a.b", "axb", False),
    ],
)
def test_a_glob_takes_the_whole_value(pattern, text, expected):
    assert bool(holding("glob", pattern, [text])) is expected


@pytest.mark.parametrize("text", ["1e3", " 12", "+12", "12.", ".5", "0x1", "١٢", "1_000", "NaN", "inf", ""])
def test_text_that_is_not_plainly_a_number_is_none(text):
    assert holding("gt", -1e300, [text]) == []


def test_numbers_compare_exactly_as_written():
    assert holding("gte", 0.1, ["0.1", 0.1, "0.0999999999999999999"]) == ["0.1", 0.1]
    assert holding("gt", 9_007_199_254_740_992, ["9007199254740993", 9_007_199_254_740_993]) != []


def test_distinct_texts_are_not_normalised():
    composed, decomposed = "\u00e9", "e\u0301"
    assert holding("eq", composed, [composed, decomposed]) == [composed]
