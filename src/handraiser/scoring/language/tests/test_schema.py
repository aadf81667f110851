"""The JSON Schema an editor completes with: it takes what the parser takes."""

from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

from handraiser.scoring.language import parse, schema, starter
from handraiser.scoring.language.composing import compose
from handraiser.scoring.language.nodes import plain_value
from handraiser.scoring.language.schema import published

from .small import SMALL, broken

REFUSALS = YAML(typ="safe").load(Path(__file__).with_name("refusals.yaml").read_text(encoding="utf-8"))
PUBLISHED = Path(__file__).parents[5] / "docs" / "reference" / "model-schema.json"
NAMES_ONLY_THE_PARSER_KNOWS = {
    "rollup",
    "unknown_name",
    "duplicate_threshold",
    "matrix",
    "in_place",
    "backward",
    "order",
}
BESIDE_JSON = {"yaml", "duplicate_key", "alias", "tag", "too_deep", "key_kind"}  # what no JSON Schema sees
TOO_FINE = {
    "count_key",
    "never_pays",
    "rollup_value",
    "decay_beside_within",
    "exists_in_cases",
    "pattern",
    "pattern_size",
    "length",
}
COUNTED = ("0.1234567", "2026-02-30", "36501d")  # decimals, the calendar, the sum of a duration
SHAPES = [
    row
    for row in REFUSALS
    if row["problem"]["code"] not in NAMES_ONLY_THE_PARSER_KNOWS | BESIDE_JSON | TOO_FINE
    and not any(value in row["written"] for value in COUNTED)
]


def valid(text):
    return jsonschema.Draft202012Validator(schema()).is_valid(plain_value(compose(text)[0]))


def test_it_is_a_json_schema():
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("text", [SMALL, starter("b2b-saas")], ids=["small", "b2b-saas"])
def test_a_model_that_parses_is_valid(text):
    assert parse(text)
    assert valid(text)


@pytest.mark.parametrize("row", SHAPES, ids=lambda row: row["written"][:60] or f"no {row['instead_of'][:50]}")
def test_a_document_of_the_wrong_shape_is_invalid(row):
    assert not valid(broken(row["instead_of"], row["written"]))


def test_every_key_is_explained():
    for name, definition in schema()["$defs"].items():
        for key, part in definition.get("properties", {}).items():
            operator = name.endswith("Tests") or key in schema()["$defs"]["Tests"]["properties"]
            assert operator or part.get("description"), f"{name}.{key}"


def test_the_published_schema_is_in_step():
    again = "python -m handraiser.scoring.language > docs/reference/model-schema.json"
    assert PUBLISHED.read_text(encoding="utf-8") == published(), f"write it again: {again}"
