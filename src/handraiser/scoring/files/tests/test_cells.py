"""Cells as JSON: what a property or trait is to the model."""

import json
from decimal import Decimal

import pyarrow as pa
import pytest

from handraiser.scoring.files.cells import JSON, as_json, joined, objects


@pytest.mark.parametrize(
    ("cell", "value"),
    [("120", 120), ("-1.50", -1.5), ("true", True), ("[1, 2]", [1, 2]), ('{"a": 1}', {"a": 1}), ("", None)],
)
def test_a_cell_of_a_csv_file_that_reads_as_a_value_is_one(cell, value):
    (read,) = as_json(pa.array([cell]), from_text=True).to_pylist()
    assert (None if read is None else json.loads(read)) == value


@pytest.mark.parametrize("cell", ["007", "+41", "1e3", "TRUE", "[broken", "12345678901234567890", "Bob", "1."])
def test_any_other_cell_is_text(cell):
    assert json.loads(as_json(pa.array([cell]), from_text=True)[0].as_py()) == cell


def test_typed_cells_keep_their_type():
    columns = [pa.array(["120"]), pa.array([120]), pa.array([True]), pa.array([Decimal("1.50")]), pa.array([[1, 2]])]
    assert [json.loads(as_json(column, from_text=False)[0].as_py()) for column in columns] == [
        "120",
        120,
        True,
        1.5,
        [1, 2],
    ]
    assert as_json(pa.array([float("nan"), None]), from_text=False).null_count == 2
    assert as_json(pa.array(["a", "b", "a"]).dictionary_encode(), from_text=False).to_pylist() == ['"a"', '"b"', '"a"']


def test_json_stays_as_it_is():
    column = pa.ExtensionArray.from_storage(JSON, pa.array(['{"a":1}', "null", None]))
    assert as_json(column, from_text=False).to_pylist() == ['{"a":1}', None, None]


def test_columns_are_added_to_the_objects_around_them():
    a, b = pa.array(["1", None, None]), pa.array([None, '"x"', None])
    assert joined(["a", "b"], [a, b], None).to_pylist() == ['{"a":1}', '{"b":"x"}', None]
    around = pa.array([' {"c": 2} ', "{}", "{}"])
    assert joined(["a"], [a], around).to_pylist() == ['{"a":1,"c": 2}', None, None]
    assert joined([], [], None) is None


def test_what_is_no_object_is_named_by_its_row():
    assert objects(pa.array(["{}", "[1]", None, "{"]))[1] == [1, 3]
