"""What is wrong with a file is said by row, column, what was found and what is allowed."""

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from handraiser.scoring import Model, Reading
from handraiser.scoring.files import answers
from handraiser.scoring.files.problems import ENOUGH, SHOWN, FilesRefused
from handraiser.scoring.files.records import Records, Tables
from handraiser.scoring.files.tests import acme

MODEL = Model.starter("b2b-saas")
AT_US = 1_777_636_800_000_000


def refused(tmp_path, events=acme.EVENTS, people=acme.PEOPLE, name="events.csv", **reading) -> str:
    files = acme.events(tmp_path, events, name), acme.people(tmp_path, people)
    with pytest.raises(FilesRefused) as told:
        MODEL.score(*files, at=acme.AT, reading=Reading(**reading))
    return str(told.value)


def notes(tmp_path, events, people=acme.PEOPLE, leave_out=False) -> tuple[list[str], list[dict]]:
    tables = Tables(acme.events(tmp_path, events), acme.people(tmp_path, people), leave_out=leave_out)
    with Records(tables, [MODEL.document]) as records:
        found = answers.score(MODEL.compiled, records, AT_US)
        return records.notes(), found.to_pylist()


def test_parquet_without_the_time_column(tmp_path):
    pq.write_table(pa.table({"lead_id": ["bob"], "event": ["page"], "tyme": ["2026-05-01"]}), tmp_path / "e.parquet")
    with pytest.raises(
        FilesRefused, match=r"e\.parquet has no column 'time'.*It has: lead_id, event, tyme.*--map time=tyme"
    ):
        MODEL.score(tmp_path / "e.parquet", at=acme.AT)


def test_a_file_that_is_no_parquet(tmp_path):
    with pytest.raises(FilesRefused, match=r"e\.parquet cannot be read as Parquet"):
        MODEL.score(acme.events(tmp_path, acme.EVENTS, "e.parquet"), at=acme.AT)


def test_bad_cells_are_told_by_row_and_column(tmp_path):
    bad = "bob,03/04/2026,page,,,9\n,2026-05-01,page,,,10\nbob,2026-05-01,,,,11\nbob,,page,,,12\nbob,2026-05-01\n"
    said = refused(tmp_path, acme.EVENTS + bad)
    assert "5 rows cannot be read; nothing was written." in said
    assert "events.csv, row 6, column time: found '03/04/2026'; allowed: a time such as" in said
    assert "events.csv, row 7, column lead_id: found nothing; allowed: the id of a lead." in said
    assert "events.csv, row 8, column event: found nothing; allowed: the name of an event." in said
    assert "events.csv, row 9, column time: found nothing; allowed: a time." in said
    assert "events.csv, row 10: found 2 cells; allowed: 6, as in the header." in said


def test_rows_count_as_they_stand_in_the_file_whatever_is_between_them(tmp_path):
    text = 'lead_id,time,event\n"b\nob",2026-05-01,page\n\nbob\nbob,soon,page\n'
    said = refused(tmp_path, text)
    assert "row 4: found 1 cells" in said
    assert "row 5, column time: found 'soon'" in said


def test_the_list_of_problems_ends(tmp_path):
    said = refused(tmp_path, "lead_id,time,event\n" + "bob,soon,page\n" * 300)
    assert said.count("found 'soon'") == SHOWN
    assert "and 280 more." in said
    said = refused(tmp_path, "lead_id,time,event\n" + "bob,soon,page\n" * (ENOUGH + 5))
    assert f"and {ENOUGH - SHOWN} more at least." in said


def test_rows_that_cannot_be_read_may_be_left_out(tmp_path):
    said, found = notes(tmp_path, acme.EVENTS + "eve,soon,page,,,9\n", leave_out=True)
    assert any("1 row that cannot be read left out; the first: events.csv, row 6" in note for note in said)
    assert {row["lead_id"] for row in found} == {"bob", "cy", "ann"}


def test_the_zone_that_was_assumed_is_said(tmp_path):
    said, _ = notes(tmp_path, acme.EVENTS.replace("Z,", ",", 2))
    assert "events.csv: 2 times without a zone, read as Europe/Zurich. Choose another with --zone." in said


def test_an_event_that_stands_there_twice_counts_once_and_is_said(tmp_path):
    twice = acme.EVENTS + acme.EVENTS.splitlines()[2] + "\n"
    said, found = notes(tmp_path, twice)
    assert "events.csv: 1 row with an id that its lead had before, counted once." in said
    assert found == notes(tmp_path, acme.EVENTS)[1]


def test_who_is_in_events_alone_is_said(tmp_path):
    assert (
        "1 lead is not in people.csv: scored on behaviour alone, as the coverage says."
        in notes(tmp_path, acme.EVENTS)[0]
    )


def test_a_person_twice_without_dates_is_refused(tmp_path):
    said = refused(tmp_path, people=acme.PEOPLE + "bob,,CEO,,\n")
    assert "people.csv, row 4, column lead_id: found 'bob' again; allowed: one row a lead, or a column known_at" in said


def test_jsonl_lines_that_are_no_objects(tmp_path):
    good, last = '{"lead_id": "bob", "time": "2026-05-01", "event": "page"}', '{"lead_id": 1, "time": 5, "event": "x"}'
    text = "\n".join([good, "", "[1]", '{"lead_id": 1}', last])
    said = refused(tmp_path, text, name="events.jsonl")
    assert "events.jsonl, row 3: found '[1]'; allowed: a JSON object a line." in said
    assert "events.jsonl, row 4, column time: found nothing" in said
    assert "events.jsonl, row 5, column time: found '5'" in said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("lead_id,lead_id,time\n", "more than one column called 'lead_id'"),
        ("lead_id,time\n", "neither a column 'event'"),
        ("lead_id,time,event\nb\xe9b,2026-05-01,page\n", "not UTF-8"),
    ],
)
def test_files_that_are_refused_as_a_whole(tmp_path, text, said):
    file = tmp_path / "events.csv"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(FilesRefused, match=said):
        MODEL.score(file, at=acme.AT)


def test_what_is_no_table_and_what_has_no_known_ending(tmp_path):
    for given, said in (
        (5, "is 'int'"),
        (tmp_path / "x.xls", "ends in none of"),
        (tmp_path / "x.csv", "There is no file"),
    ):
        with pytest.raises(FilesRefused, match=said):
            MODEL.score(given, at=acme.AT)


def test_a_mapping_from_nowhere_a_wrong_form_and_a_wrong_zone(tmp_path):
    assert "names a column 'usr' that is in none of: people.csv, events.csv" in refused(
        tmp_path, columns={"lead_id": "usr"}
    )
    with pytest.raises(FilesRefused, match=r"no form of times called 'us'; allowed: iso, dd\.mm"):
        Reading(times="us")
    with pytest.raises(FilesRefused, match="no time zone 'Mars'"):
        Reading(zone="Mars")


def test_events_after_the_moment_and_none_at_all(tmp_path):
    assert MODEL.score(acme.events(tmp_path), at="2020-01-01").num_rows == 0
    assert MODEL.score(acme.events(tmp_path, "lead_id,time,event\n"), at=acme.AT).num_rows == 0
