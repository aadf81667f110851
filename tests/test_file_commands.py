"""Commands on files as a user types them: nothing is installed, and no setting is right."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from handraiser.scoring.files.tests import acme
from tests.installation import SOURCE

AT = ("--at", acme.AT)


@pytest.fixture
def folder(tmp_path) -> Path:
    acme.events(tmp_path), acme.people(tmp_path), acme.model(tmp_path)
    acme.model(tmp_path, "old.yaml", ("points: 100", "points: 10"))
    return tmp_path


def handraiser(folder: Path, *words: str, code: int = 0) -> tuple[str, str]:
    """What it prints, and what it says beside. Settings that would stop a server are in its way."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HANDRAISER_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "handraiser", *words],
        env={**kept, "PYTHONPATH": str(SOURCE), "DATABASE_URL": "mysql://nowhere"},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout, done.stderr


def test_scores_go_to_standard_output_and_leave_nothing_behind(folder):
    before = sorted(folder.iterdir())
    files = ("--events", "events.csv", "--people", "people.csv", "--model", "model.yaml")
    table, said = handraiser(folder, "score", *files, *AT)
    assert table.splitlines()[1].startswith('"bob","sql","2026-05-01T08:00:00Z","A1",84,60,100,"A","1",1,1,')
    assert "3 leads as of 2026-05-01 12:00 UTC: 1 sql, 2 lead." in said
    assert "1 lead is not in people.csv" in said
    assert sorted(folder.iterdir()) == before


def test_the_ending_names_the_form_and_a_picture_is_drawn(folder):
    files = ("--events", "events.csv", "--model", "model.yaml", *AT)
    handraiser(folder, "score", *files, "-o", "scores.parquet", "--plot", "scores.png")
    handraiser(folder, "score", *files, "-o", "scores.jsonl", "--plot", "scores.svg")
    read = pq.read_table(folder / "scores.parquet")
    lines = [json.loads(line) for line in (folder / "scores.jsonl").read_text().splitlines()]
    assert read["lead_id"].to_pylist() == [line["lead_id"] for line in lines] == ["bob", "ann"]
    assert (folder / "scores.png").read_bytes().startswith(b"\x89PNG")
    assert "engagement" in (folder / "scores.svg").read_text()


def test_one_lead_is_explained_in_words(folder):
    files = ("--events", "events.csv", "--people", "people.csv", "--model", "model.yaml", "--lead", "bob")
    told, _ = handraiser(folder, "explain", *files, *AT)
    assert "bob: sql, rated A1" in told
    assert "7.43 of 10  blog: page, 9 days ago" in told
    assert "size: company.employees is 120" in told
    assert "-21.02  range of engagement" in told
    assert "On 2026-06-15 08:00 UTC, with no new event: engagement from 1 to 2, matrix from A1 to A2." in told


def test_two_models_are_compared(folder):
    files = ("--events", "events.csv", "--people", "people.csv", "--model", "model.yaml", "--against", "old.yaml")
    _, said = handraiser(folder, "diff", *files, *AT, "-o", "differ.jsonl")
    assert "demo: points 10 -> 100" in said
    assert "1 of 3 leads differ." in said
    assert json.loads((folder / "differ.jsonl").read_text())["matrix.before"] == "A2"


def test_a_file_with_bad_rows_is_refused_with_code_1_and_nothing_is_written(folder):
    acme.events(folder, acme.EVENTS + "bob,soon,page,,,9\n")
    words = ("score", "--events", "events.csv", "--model", "model.yaml", "-o", "scores.csv")
    _, said = handraiser(folder, *words, *AT, code=1)
    assert "events.csv, row 6, column time: found 'soon'" in said
    assert not (folder / "scores.csv").exists()
    _, said = handraiser(folder, *words, *AT, "--leave-out-bad-rows")
    assert "1 row that cannot be read left out" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--at", "03/04/2026"), "--at is '03/04/2026'; allowed: a time such as"),
        (("-o", "scores.xls"), "scores.xls ends in none of .csv, .jsonl, .parquet"),
        (("-o", "none/scores.csv"), "There is no folder none"),
        (("--plot", "scores.gif"), "scores.gif ends in none of .png, .svg"),
        (("--map", "lead_id=usr"), "'usr' that is in none of: events.csv"),
        (("--zone", "Mars"), "no time zone 'Mars'"),
        (("--people", "none.csv"), "There is no file none.csv"),
    ],
)
def test_wrong_options_are_answered_with_what_is_allowed(folder, words, said):
    _, told = handraiser(folder, "score", "--events", "events.csv", "--model", "model.yaml", *words, code=1)
    assert said in " ".join(told.split())
    assert "Traceback" not in told


def test_a_model_with_mistakes_is_refused_by_its_lines(folder):
    acme.model(folder, "model.yaml", ("half_life", "half_live"))
    _, told = handraiser(folder, "score", "--events", "events.csv", "--model", "model.yaml", code=1)
    assert "line " in told
    assert "half_life" in told


def test_a_model_runs_its_own_tests_where_nothing_is_installed(folder):
    told, _ = handraiser(folder, "model", "test", "model.yaml")
    assert "model.yaml: " in told
    assert " hold" in told
    acme.model(folder, "model.yaml", ("stage: sql", "stage: mql"))
    told, _ = handraiser(folder, "model", "test", "model.yaml", code=1)
    assert re.search(r"model\.yaml:\d+: tests\.bob\.expect\.stage: .* is sql, not mql as expected\.", told)


def test_the_schema_is_the_one_of_the_documentation(folder):
    told, _ = handraiser(folder, "model", "schema")
    assert told == (SOURCE.parent / "docs/reference/model-schema.json").read_text()
