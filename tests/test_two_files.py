"""The tutorial of two files: each command is run as it stands there, and says what the page says it does."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pyarrow.csv

from handraiser.scoring.files import sample
from tests.test_file_commands import handraiser

PAGE = (Path(__file__).resolve().parent.parent / "docs/tutorial/score-two-files.md").read_text()
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


def test_every_command_of_the_tutorial_does_what_it_says(tmp_path):
    folder, said = tmp_path, ""
    for kind, text in BLOCKS:
        if kind == "text":
            unsaid = [line for line in text.splitlines() if line not in said]
            assert unsaid == [], said
        elif kind == "python":
            said = python(folder, text)
            assert "{'stage': 'sql', 'count_all': 60}" in said
        for line in text.replace("\\\n", " ").splitlines() if kind == "sh" else ():
            program, *words = shlex.split(line)
            if program == "cd":
                folder = folder / words[0]
                said = "\n".join((folder / f"{name}.csv").read_text() for name in ("people", "events"))
                continue
            assert program == "handraiser"
            printed, beside = handraiser(folder, *words)
            said = printed + beside
    assert {"summary.txt", "card.csv", "differs.csv", "weeks.png"} <= {
        path.name for path in (folder / "backtest").iterdir()
    }


def test_the_tutorial_reads_the_card_as_it_is(tmp_path):
    sample.write(tmp_path)
    words = next(shlex.split(text.replace("\\\n", " ")) for _, text in BLOCKS if text.startswith("handraiser backtest"))
    handraiser(tmp_path, *words[1:])
    card = {
        (row["version"], row["check"]): row for row in pyarrow.csv.read_csv(tmp_path / "backtest/card.csv").to_pylist()
    }
    assert card["old", "holds"]["because"].startswith("28 of 48")
    assert card["new", "holds"]["because"].startswith("31 of 48")
    assert (card["old", "holds"]["passes"], card["new", "holds"]["passes"]) == (False, True)
    assert card["new", "lift"]["passes"] is False
    _, said = handraiser(tmp_path, *words[1:], code=1)
    assert "backtest is there already and not empty" in said


def test_a_sample_overwrites_nothing_and_holds_a_draft_that_differs(tmp_path):
    handraiser(tmp_path, "sample", "acme")
    _, said = handraiser(tmp_path, "sample", "acme", code=1)
    assert "acme already holds people.csv" in said
    model, draft = ((tmp_path / "acme" / name).read_text() for name in ("model.yaml", "draft.yaml"))
    assert all(before in model and after in draft for before, after in sample.DRAFT)


def test_a_period_without_events_is_refused_with_what_there_is(tmp_path):
    sample.write(tmp_path)
    words = ("--events", "events.csv", "--model", "draft.yaml", "--against", "model.yaml", "-o", "out")
    _, said = handraiser(tmp_path, "backtest", *words, "--from", "2020-01-01", "--until", "2020-02-01", code=1)
    assert "There is no event in the period; events reach from 2026-01-06 to 2026-06-" in " ".join(said.split())
    assert not (tmp_path / "out").exists()


def python(folder: Path, text: str) -> str:
    done = subprocess.run([sys.executable, "-c", text], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout
