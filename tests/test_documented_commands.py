"""What the documentation tells somebody to type exists, and what it says comes of the kernel does."""

import re
import shlex
from fractions import Fraction
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from handraiser.operations import commands
from handraiser.scoring.arrays import DAY
from handraiser.scoring.decay import MILLION, left
from handraiser.scoring.language import Decay, HalfLife, Lifespan, Linear

Command = TyperCommand | TyperGroup
ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
FADING = (ROOT / "docs/explanation/why-scores-fade.md").read_text()
DECAYS: dict[str, Decay | None] = {
    "`{half_life: 21d}`": HalfLife(21 * DAY),
    "`{linear: 25%, every: 30d}`": Linear(250_000, 30 * DAY),
    "`{lifespan: 90d}`": Lifespan(90 * DAY),
    "`none`": None,
}


def shell_lines(page: Path) -> list[str]:
    """Each line of the page's shell blocks, as one would type it."""
    blocks = re.findall(r"^ *```(?:sh|bash|shell)\n(.*?)^ *```", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    text = "\n".join(blocks).replace("\\\n", " ")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]


def typed(program: str) -> list[list[str]]:
    """What follows `program` wherever it is typed, as words."""
    lines = [line for page in PAGES for line in shell_lines(page)]
    asked = [re.sub(r"^([A-Z_]+=\S*|cd \S+ &&) +", "", line) for line in lines]
    return [shlex.split(line, comments=True)[1:] for line in asked if line.split()[0] == program]


@pytest.fixture(scope="module")
def handraiser() -> Command:
    app = typer.Typer()
    commands.add_to(app)
    return typer.main.get_command(app)


def unknown(command: Command, words: list[str]) -> str | None:
    """What of `words` the command does not know."""
    while isinstance(command, TyperGroup):
        if not words or words[0] not in command.commands:
            return words[0] if words else "a command is missing"
        command, words = command.commands[words[0]], words[1:]
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
    given = [word.partition("=")[0] for word in words if word.startswith("-")]
    return next((word for word in given if word not in {*options, "--help"}), None)


def test_every_documented_command_exists_with_its_options(handraiser):
    found = typed("handraiser")
    assert len(found) > 15
    assert [words for words in found if unknown(handraiser, words)] == []


def test_a_command_that_does_not_exist_would_be_found(handraiser):
    assert unknown(handraiser, ["person", "erase", "bob@bobco.example", "--yes"]) is None
    assert unknown(handraiser, ["person", "forget"]) == "forget"
    assert unknown(handraiser, ["backup", "monday.tar.gz", "--fast"]) == "--fast"


def test_the_first_ten_minutes_need_two_commands_and_the_film_runs_them():
    asked = shell_lines(ROOT / "docs/tutorial/first-hour.md")
    assert asked == ["make demo", "python3 -m http.server 8400 --bind 127.0.0.1"]


def test_every_documented_target_of_make_exists():
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    asked = {word for words in typed("make") for word in words if "=" not in word}
    assert {"run", "test"} <= asked <= targets


def test_the_figures_of_fading_are_the_kernels():
    head, *rows = table(FADING, "days since")
    assert set(head[1:]) == set(DECAYS)
    for age, *worths in rows:
        for decay, worth in zip(head[1:], worths, strict=True):
            assert left(40 * MILLION, DECAYS[decay], int(age)) == Fraction(worth) * MILLION, (age, decay)


def test_the_example_of_fading_is_the_kernels():
    _, *rows = table(FADING, "on")
    for weeks, (day, first, second, both, paid) in zip((0, 3, 6, 9), rows, strict=True):
        worths = [left(40 * MILLION, HalfLife(21 * DAY), 7 * age) for age in (weeks, weeks - 3) if age >= 0]
        assert [Fraction(told) * MILLION for told in (first, second) if told] == worths, day
        assert Fraction(both) * MILLION == sum(worths)
        assert Fraction(paid) * MILLION == min(sum(worths), 60 * MILLION)


def table(page: str, first: str) -> list[list[str]]:
    """The cells of the table whose first heading is `first`, the headings before its rows."""
    text = page[page.index(f"| {first} |") :].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines()]
    return [rows[0], *rows[2:]]
