"""`Model` in a program of one's own: whatever speaks Arrow goes in, Arrow comes out, and all say the same."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from handraiser.scoring import Model, Reading
from handraiser.scoring.backtest.asking import BackTestRefused
from handraiser.scoring.files import answers, sample, telling
from handraiser.scoring.files.problems import FilesRefused
from handraiser.scoring.files.records import Records, Tables
from handraiser.scoring.files.tests import acme
from handraiser.scoring.language import ModelRefused
from handraiser.scoring.tests.cast import model as acme_model
from handraiser.scoring.tests.cast import ruled

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.fixture
def starter() -> Model:
    return Model.starter("b2b-saas")


def read_csv(file: Path) -> pa.Table:
    return pyarrow.csv.read_csv(file, convert_options=pyarrow.csv.ConvertOptions(strings_can_be_null=True))


def rows(table: pa.Table) -> dict[str, dict]:
    return {row["lead_id"]: row for row in table.to_pylist()}


def test_two_files_are_scored(starter, tmp_path):
    found = rows(starter.score(acme.events(tmp_path), acme.people(tmp_path), at=NOON))
    assert list(found) == ["bob", "cy", "ann"]
    bob = found["bob"]
    assert (bob["stage"], bob["matrix"], bob["score.fit"], bob["score.engagement"]) == ("sql", "A1", 60.0, 100.0)
    assert bob["stage_since"] == datetime(2026, 5, 1, 8, tzinfo=UTC)
    assert (found["cy"]["score.fit"], found["cy"]["coverage.fit"]) == (-30.0, 0.5)


def test_a_lead_in_events_but_not_in_people_is_scored_on_behaviour(starter, tmp_path):
    ann = rows(starter.score(acme.events(tmp_path), acme.people(tmp_path), at=NOON))["ann"]
    assert (ann["score.engagement"], ann["coverage.fit"], ann["stage"]) == (10.0, 0.0, "lead")


def test_whatever_speaks_arrow_is_taken_as_it_is(starter, tmp_path):
    files = acme.events(tmp_path), acme.people(tmp_path)
    told = starter.score(*files, at=NOON)
    arrow = [read_csv(file) for file in files]
    kinds = {
        "arrow": arrow,
        "polars": [pl.from_arrow(table) for table in arrow],
        "pandas": [table.to_pandas() for table in arrow],
        "readers": [table.to_reader() for table in arrow],
    }
    for kind, tables in kinds.items():
        assert starter.score(*tables, at=NOON).equals(told), kind


def test_relations_of_one_duckdb_connection_are_taken(starter, tmp_path):
    events, people = [read_csv(file) for file in (acme.events(tmp_path), acme.people(tmp_path))]
    connection = duckdb.connect()
    relations = [connection.from_arrow(table) for table in (events, people)]
    assert starter.score(*relations, at=NOON).equals(starter.score(events, people, at=NOON))


def test_results_go_back_into_polars_pandas_and_duckdb(starter, tmp_path):
    found = starter.score(acme.events(tmp_path), at=NOON)
    assert pl.from_arrow(found).height == 2
    assert list(pd.DataFrame.from_arrow(found)["lead_id"]) == ["bob", "ann"]
    assert duckdb.sql("SELECT count(*) FROM found WHERE stage = 'sql'").fetchall() == [(1,)]


def test_lines_add_up_to_the_score(starter, tmp_path):
    files = acme.events(tmp_path), acme.people(tmp_path)
    lines = starter.explain(*files, at=NOON)
    for name, row in rows(starter.score(*files, at=NOON)).items():
        for score in ("fit", "engagement"):
            mine = [line for line in lines.to_pylist() if (line["lead_id"], line["score"]) == (name, score)]
            assert sum(line["points_now"] for line in mine) == pytest.approx(row[f"score.{score}"], abs=1e-9)
    (demo,) = [line for line in lines.to_pylist() if (line["rule"] or "").endswith("demo")]
    assert demo["event_row"] == 4  # the header is row 1


def test_one_lead_has_the_lines_that_it_has_among_all(starter, tmp_path):
    files = acme.events(tmp_path), acme.people(tmp_path)
    of_all = [line for line in starter.explain(*files, at=NOON).to_pylist() if line["lead_id"] == "bob"]
    assert starter.explain(*files, at=NOON, lead="bob").to_pylist() == of_all
    with pytest.raises(FilesRefused, match=r"No lead 'eve' is in people\.csv or events\.csv"):
        starter.explain(acme.events(tmp_path), acme.people(tmp_path), at=NOON, lead="eve")


def test_two_models_differ_where_their_points_do(starter, tmp_path):
    old = Model.load(acme.model(tmp_path, "old.yaml", ("points: 100", "points: 10")))
    (bob,) = starter.diff(old, acme.events(tmp_path), acme.people(tmp_path), at=NOON).to_pylist()
    assert (bob["lead_id"], bob["matrix.before"], bob["matrix.after"]) == ("bob", "A2", "A1")
    assert bob["stage.before"] == bob["stage.after"] == "sql"
    assert [str(change) for change in starter.changes(old)] == ["demo: points 10 -> 100"]


def test_the_past_is_what_was_known_then(starter, tmp_path):
    found = rows(starter.score(acme.events(tmp_path), acme.people(tmp_path), at="2026-04-25"))
    assert list(found) == ["bob", "cy"]
    assert (found["bob"]["stage"], found["bob"]["next_look"] > NOON.replace(day=1, month=4)) == ("lead", True)


def test_traits_with_dates_hold_from_then_on(starter, tmp_path):
    text = "lead_id,known_at,title\nbob,2026-04-01,Student\nbob,2026-04-25,Chief Executive\n"
    people = acme.people(tmp_path, text)
    early, late = (starter.score(acme.events(tmp_path), people, at=at) for at in ("2026-04-24", "2026-04-26"))
    assert (rows(early)["bob"]["score.fit"], rows(late)["bob"]["score.fit"]) == (-25.0, 25.0)


def test_foreign_columns_are_mapped(starter, tmp_path):
    events = acme.events(tmp_path, acme.EVENTS.replace("lead_id,time", "user,ts"))
    people = acme.people(tmp_path, acme.PEOPLE.replace("lead_id", "user").replace("company.employees", "size"))
    reading = Reading({"lead_id": "user", "events.time": "ts", "company.employees": "size"})
    assert rows(starter.score(events, people, at=NOON, reading=reading))["bob"]["matrix"] == "A1"


def test_jsonl_as_segments_libraries_send_it(starter, tmp_path):
    lines = [
        '{"userId": 7, "type": "page", "timestamp": "2026-04-22T10:00:00Z", "properties": {"path": "/blog/one"}}',
        '{"userId": 7, "type": "track", "event": "Content Downloaded", "timestamp": "2026-04-28T10:00:00Z",'
        ' "properties": {"content": {"kind": "e_book"}}}',
    ]
    events = acme.events(tmp_path, "\n".join(lines), "events.jsonl")
    reading = Reading({"lead_id": "userId", "time": "timestamp"})
    (bob,) = starter.score(events, at=NOON, reading=reading).to_pylist()
    assert (bob["lead_id"], round(bob["score.engagement"], 2)) == ("7", 21.02)


def test_a_path_is_read_off_the_url_where_there_is_no_path(starter, tmp_path):
    text = "lead_id,time,event,url\nbob,2026-05-01,page,https://acme.example/pricing?x=1\n"
    assert rows(starter.score(acme.events(tmp_path, text), at=NOON))["bob"]["score.engagement"] == 10.0


def test_outcomes_move_leads_as_deals_do(starter, tmp_path):
    outcomes = acme.events(tmp_path, "lead_id,time,outcome\nann,2026-04-30,won\n", "outcomes.csv")
    found = starter.score(acme.events(tmp_path), acme.people(tmp_path), outcomes=outcomes, at=NOON)
    assert rows(found)["ann"]["stage"] == "customer"


def test_many_events_in_parts_on_disk_say_the_same(starter, tmp_path):
    lines = [f"lead{n % 97},2026-04-{1 + n % 28:02}T10:00:00Z,page,/blog/{n % 7},,{n}" for n in range(3000)]
    pq.write_table(
        pyarrow.csv.read_csv(acme.events(tmp_path, acme.EVENTS + "\n".join(lines))),
        tmp_path / "e.parquet",
        row_group_size=100,
    )
    people = acme.people(tmp_path)
    told = starter.score(tmp_path / "e.parquet", people, at=NOON)
    with Records(Tables(tmp_path / "e.parquet", people, in_memory=50), [starter.document]) as records:
        assert len(list(records.parts())) == 32
        assert answers.score(starter.compiled, records, 1_777_636_800_000_000).equals(told)


def test_what_is_no_model_is_refused(tmp_path):
    with pytest.raises(ModelRefused):
        Model("model: x")
    with pytest.raises(FilesRefused, match="cannot be read"):
        Model.load(tmp_path / "none.yaml")


def test_neither_django_nor_settings_are_loaded():
    code = "import sys; from handraiser.scoring import Model; Model.starter('b2b-saas').compiled"
    code += "; print('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_amounts_and_points_that_wait_are_told_in_words(tmp_path):
    seats = {"event": "Ordered", "per": {"property": "seats", "every": 5}, "points": 2}
    later = {"event": "Ordered", "points": 3, "delay": "6d"}
    model = Model(ruled(seats, later))
    events = acme.events(tmp_path, "lead_id,time,event,seats\nbob,2026-04-30T10:00:00Z,Ordered,12\n")
    with Records(Tables(events), [model.document]) as records:
        ((name, told),) = answers.explained(model.compiled, records, 1_777_636_800_000_000, "bob")
    words = "\n".join(telling.told(name, told))
    assert "4  r1: Ordered, 2 x 5 of seats" in words
    assert "r2: Ordered, pays from 2026-05-06 10:00 UTC" in words


def test_a_back_test_in_a_program_names_leads_by_their_ids(tmp_path):
    sample.write(tmp_path)
    draft, model = (Model.load(tmp_path / name) for name in ("draft.yaml", "model.yaml"))
    tables = [tmp_path / f"{name}.csv" for name in ("events", "people")]
    told = draft.back_test(model, *tables, outcomes=tmp_path / "outcomes.csv", begin="2026-01-05", until="2026-06-29")
    assert told.text.startswith("1.1 more MQLs a week")
    known = set(pl.read_csv(tables[0])["lead_id"])
    assert set(told.tables["differs"]["lead_id"].to_pylist()) <= known
    with pytest.raises(BackTestRefused, match="no event in the period"):
        draft.back_test(model, *tables, begin="2020-01-05", until="2020-06-29")


@pytest.mark.parametrize("in_memory", [1_000, 1])
def test_a_rollup_counts_the_colleagues_of_the_files(tmp_path, in_memory):
    account = {
        "rollup": {"of": "s", "over": "company", "agg": "count_at_least", "value": 5},
        "cases": [{"gte": 2, "points": 30}],
    }
    groups = {
        name: {"g": {"rules": {"r": rule}}} for name, rule in (("s", {"event": "Read", "points": 5}), ("t", account))
    }
    scores = {name: {"range": [0, 100], "groups": group} for name, group in groups.items()}
    document = Model(acme_model(scores=scores))
    who = [
        ("a", "a@x.example", ""),
        ("b", "b@X.example", ""),
        ("c", "c@gmail.com", "x.example"),
        ("d", "d@gmail.com", ""),
    ]
    who += [("e", "e@gmail.com", ""), ("f", "f@y.example", "")]
    people = acme.people(tmp_path, "lead_id,email,company_id\n" + "".join(f"{','.join(row)}\n" for row in who))
    events = acme.events(tmp_path, "lead_id,time,event\n" + "".join(f"{name},2026-04-30,Read\n" for name in "abcdef"))
    with Records(Tables(events, people, in_memory=in_memory), [document.document]) as records:
        found = rows(answers.score(document.compiled, records, 1_777_636_800_000_000))
        ((_, one),) = answers.explained(document.compiled, records, 1_777_636_800_000_000, "a")
    assert {name: row["score.t"] for name, row in found.items()} == {"a": 30, "b": 30, "c": 30, "d": 0, "e": 0, "f": 0}
    assert one.result["score.t"] == 30_000_000
    assert "30  r: count_at_least of s in the company is 3" in "\n".join(telling.told("a", one))
