"""The file that everybody has once: UTF-16, semicolons, quoted line breaks, a broken row, addresses in two cases."""

import pytest

from handraiser.exchange.importing import preparing
from handraiser.exchange.importing.remarks import Reason
from handraiser.exchange.importing.tests.conftest import as_csv, run
from handraiser.people.models import Person, TraitValue

pytestmark = pytest.mark.django_db(transaction=True)
HEADER = ["E-mail", "First Name", "Job Title", *(f"Note {number}" for number in range(17))]
BROKEN = 41_207
ROWS = 41_300


def _row(number: int) -> list[str]:
    """Rows are counted from the header, which is row 1."""
    email = "ANNA@Firma7.example" if number == 500 else f"person{number}@firma{number % 50}.example"
    email = "anna@firma7.example" if number == 400 else email
    row = [email, 'Zoë "Z"; Müller', "Leiterin\nEinkauf", *[f"ü{number}"] * 17]
    return [*row, "too", "many", "cells"] if number == BROKEN else row


@pytest.fixture(scope="module")
def hostile() -> bytes:
    return as_csv([HEADER, *(_row(number) for number in range(2, ROWS + 2))], ";").encode("utf-16")


def test_a_utf_16_file_with_everything_wrong_in_it_is_imported_or_reported_row_by_row(bring, ada, hostile):
    row = bring("contacts", hostile)
    preparing.map_columns(row, dict.fromkeys(range(4, 20), ""), {}, {})
    run(row, ada)
    assert row.form == {"encoding": "utf-16", "delimiter": ";", "quote": '"'}
    assert (row.done, row.new, row.updated, row.refused) == (ROWS, ROWS - 2, 1, 1)
    refused, duplicate = row.remarks.order_by("-row")
    assert (refused.row, refused.reason, refused.found, refused.refused) == (BROKEN, Reason.CELLS, "23 / 20", True)
    assert refused.cells == _row(BROKEN)
    assert (duplicate.row, duplicate.reason, duplicate.found, duplicate.refused) == (
        500,
        Reason.DUPLICATE,
        "400",
        False,
    )
    assert Person.objects.listed().count() == ROWS - 2
    anna = Person.objects.get(email="anna@firma7.example")
    assert (anna.name, anna.title) == ('Zoë "Z"; Müller', "Leiterin\nEinkauf")
    assert TraitValue.objects.get(person=anna, name="Note 0", in_force=True).value == '"ü500"'
