"""Encodings, delimiters, dates and numbers, as other systems write them."""

import csv
import random
from datetime import UTC, datetime

import pytest

from handraiser.clock import to_us
from handraiser.exchange.importing import detecting, mapping, reading, report, values
from handraiser.exchange.importing.detecting import Form, Unreadable
from handraiser.exchange.importing.headers import HEADERS
from handraiser.exchange.importing.targets import BY_NAME

TEXT = 'E-mail;Name\n"bob@bobco.example";"Böb\n""the"" builder"\nzoe@bobco.example;Zoë\n'


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("windows-1252", "windows-1252"),
    ],
)
def test_a_file_is_read_in_the_encoding_it_was_written_in(tmp_path, written, read):
    file = tmp_path / "file"
    file.write_bytes((TEXT * 20).encode(written))
    form = detecting.detect(file)
    assert (form.encoding, form.delimiter) == (read, ";")
    assert reading.header(file, form) == ["E-mail", "Name"]
    assert next(reading.rows(file, form)).cells == ["bob@bobco.example", 'Böb\n"the" builder']


@pytest.mark.parametrize("delimiter", detecting.DELIMITERS)
def test_the_delimiter_is_found_though_the_cells_are_full_of_others(tmp_path, delimiter):
    file = tmp_path / "file"
    lines = [f'a{number}@b.example{delimiter}"Müller, Meier; Co | KG"{delimiter}{number}' for number in range(30)]
    file.write_text("\n".join([delimiter.join(("email", "company", "size")), *lines]))
    assert detecting.detect(file).delimiter == delimiter


def test_a_file_of_one_column_is_read(tmp_path):
    file = tmp_path / "file"
    file.write_text("email\nbob@bobco.example\n")
    assert reading.header(file, detecting.detect(file)) == ["email"]


@pytest.mark.parametrize("content", [b"", b"  \n", b"PK\x03\x04rest", b"%PDF-1.7"])
def test_what_is_no_table_of_text_is_refused_with_advice(tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(Unreadable):
        detecting.detect(tmp_path / "file")


def test_random_bytes_break_nothing(tmp_path):
    chance = random.Random(3)
    for _ in range(50):
        (tmp_path / "file").write_bytes(chance.randbytes(chance.randrange(1, 3_000)))
        try:
            form = detecting.detect(tmp_path / "file")
            reading.header(tmp_path / "file", form)
            list(reading.rows(tmp_path / "file", form))
        except Unreadable:
            pass


def test_a_quote_that_never_ends_is_told_and_not_read_for_ever(tmp_path):
    file = tmp_path / "file"
    file.write_text('email,name\nbob@bobco.example,"oh\n' + "x,y\n" * 500_000)
    with pytest.raises(Unreadable, match="Reading stops"):
        list(reading.rows(file, Form("utf-8", ",")))


def test_a_long_cell_at_the_beginning_is_read(tmp_path):
    file = tmp_path / "file"
    file.write_text('email,notes\nbob@bobco.example,"' + "x" * 200_000 + '"\n')
    before = csv.field_size_limit(131_072)  # as every process begins
    try:
        assert detecting.detect(file).delimiter == ","
    finally:
        csv.field_size_limit(before)


@pytest.mark.parametrize("cell", ["inf", "1e400", "nan", "9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+23:00"])
def test_a_cell_that_no_date_can_be_breaks_no_guess(cell):
    assert values.date_format([cell, "2026-03-31"]) == ("iso", False)


@pytest.mark.parametrize(
    ("cells", "name", "asked"),
    [
        (["2026-03-31", "2026-04-01T10:00:00Z"], "iso", False),
        (["31.03.2026", "01.04.2026 10:30"], "dd.mm.yyyy", False),
        (["31/03/2026", "01/04/2026"], "dd/mm/yyyy", False),
        (["03/31/2026 4:05 PM", "04/01/2026 1:00 am"], "mm/dd/yyyy", False),
        (["01/02/2026", "03/04/2026"], "mm/dd/yyyy", True),
        (["1774915200", "1774915201"], "seconds", False),
    ],
)
def test_a_columns_date_format_is_the_one_that_reads_all_of_it(cells, name, asked):
    assert values.date_format(cells) == (name, asked)


def test_dates_without_a_time_are_their_first_instant():
    expected = to_us(datetime(2026, 3, 31, tzinfo=UTC))
    for text, name in (("2026-03-31", "iso"), ("31.3.26", "dd.mm.yyyy"), ("03/31/2026", "mm/dd/yyyy")):
        assert values.moment(text, name, UTC) == expected


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("1.234,56 €", ",", 1234.56),
        ("$1,234.56", ".", 1234.56),
        ("1'234.50", ".", 1234.5),
        ("CHF 12", ".", 12),
        ("(12)", ".", -12),
        ("1 234", ",", 1234),
    ],
)
def test_numbers_are_read_as_they_are_written(text, mark, expected):
    assert values.number(text, mark) == expected


@pytest.mark.parametrize("text", ["twelve", "1.2.3", "12-13", "=1+1", "1e999"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        values.number(text, ".")


@pytest.mark.parametrize(("text", "mark"), [("1234.56", ","), ("1.2.3", ","), ("1234,56", "."), ("9" * 400, ".")])
def test_a_number_written_the_other_way_is_refused_and_not_taken_for_another(text, mark):
    with pytest.raises(ValueError, match=r".*"):
        values.number(text, mark)


def test_every_known_header_leads_to_a_field():
    assert {field for fields in HEADERS.values() for field in fields} <= set(BY_NAME)


def test_two_columns_that_may_be_the_email_are_one_field_and_one_trait(tmp_path):
    (tmp_path / "file").write_text("Email,E-mail\na@b.example,c@d.example\n")
    columns = mapping.guess("contacts", tmp_path / "file", Form("utf-8", ","))
    assert [column.target for column in columns] == ["email", "trait:E-mail"]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_of_the_report_is_a_formula(cell):
    assert report.safe(cell) == f"'{cell}"
