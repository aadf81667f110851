"""The reference page: its examples are read, and it names every word of the language."""

import re
from pathlib import Path

import pytest

from handraiser.scoring.language import parse, schema
from handraiser.scoring.language.model import MODEL

PAGE = (Path(__file__).parents[5] / "docs" / "reference" / "model-language.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
KEYS = {written for _, written, _ in MODEL.claims()}
AROUND = {
    "language": "language: 1\n",
    "model": "model: example\n",
    "scores": "scores:\n"
    "  fit: {range: [0, 9], groups: {g: {rules: {r: {trait: t, cases: [{eq: a, points: 1}]}}}}}\n"
    "  engagement: {range: [0, 9], groups: {g: {rules: {r: {event: page, points: 1}}}}}\n",
}


def whole(example):
    """The example as a whole model: around it what it lacks, or around its rules a score."""
    keys = re.findall(r"^(\w+):", example, re.MULTILINE)
    if set(keys) <= KEYS:
        return "".join(text for key, text in AROUND.items() if key not in keys) + example
    rules = "".join(f"          {line}\n" for line in example.splitlines())
    return "".join(AROUND.values()) + f"  s:\n    range: [0, 9]\n    groups:\n      g:\n        rules:\n{rules}"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.split("\n")[0][:60])
def test_every_example_of_the_reference_is_read(example):
    assert parse(whole(example)).scores


def test_the_reference_has_examples_and_names_every_key_and_operator():
    words = {word for part in schema()["$defs"].values() for word in part.get("properties", {})}

    assert len(EXAMPLES) > 10
    assert {word for word in words if not re.search(rf"\b{word}\b", PAGE)} == set()
