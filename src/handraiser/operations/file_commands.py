"""Commands on files: score, explain, diff, backtest, sample, model test and schema. They need no installation.

What a command needs is imported when it runs: the kernel and Arrow take seconds that `--help` should not.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import pyarrow as pa

    from handraiser.scoring import Model
    from handraiser.scoring.files.naming import Reading
    from handraiser.scoring.files.records import Progress, Records, Tables

NAMES = (("score",), ("explain",), ("diff",), ("backtest",), ("sample",), ("model", "test"), ("model", "schema"))
Table = "CSV, JSONL or Parquet, by its ending."
Events = Annotated[Path, typer.Option(help=f"What leads did: lead_id, time, event, properties. {Table}")]
People = Annotated[Path | None, typer.Option(help=f"Who they are: lead_id, and a column a trait. {Table}")]
Outcomes = Annotated[
    Path | None, typer.Option(help=f"What became of them: lead_id, time, outcome (accepted, rejected, won...). {Table}")
]
ModelFile = Annotated[Path, typer.Option("--model", help="A scoring model, YAML.")]
At = Annotated[str, typer.Option(help="The moment, such as 2026-05-01 or 2026-05-01T10:30:00Z. Default: now.")]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help=".csv, .jsonl or .parquet. Default: CSV to standard output.")
]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", help="OURS=THEIRS, such as lead_id=user_id or events.time=ts; as often as needed."),
]
Times = Annotated[
    str,
    typer.Option(help="How times are written: iso, dd.mm.yyyy, dd/mm/yyyy, mm/dd/yyyy, seconds, milliseconds..."),
]
Zone = Annotated[
    str, typer.Option(help="The zone of times that name none, such as Europe/Zurich. Default: the model's.")
]
LeaveOut = Annotated[bool, typer.Option("--leave-out-bad-rows", help="Go on without rows that cannot be read.")]
Plot = Annotated[Path | None, typer.Option(help="Also draw the scores: .png or .svg.")]


class Conversion(StrEnum):
    ACCEPTED = "accepted"
    OPPORTUNITY = "opportunity"
    WON = "won"


class HandOff(StrEnum):
    MQL = "mql"
    SQL = "sql"


def are_named_by(words: Sequence[str]) -> bool:
    """Whether what was typed is one of these commands."""
    return any(tuple(words[: len(name)]) == name for name in NAMES)


def add_to(app: typer.Typer, model_app: typer.Typer) -> None:
    """model_app: the group of commands on models."""
    model_app.command("test")(model_test)
    model_app.command("schema")(model_schema)
    for command in (score, explain, diff, backtest, sample):
        app.command()(command)


def score(
    events: Events,
    model: ModelFile,
    people: People = None,
    outcomes: Outcomes = None,
    at: At = "",
    output: Output = None,
    plot: Plot = None,
    map_: Map = None,
    times: Times = "iso",
    zone: Zone = "",
    leave_out: LeaveOut = False,
) -> None:
    """Score the leads of some files: stage, scores, labels and coverage of each, as of a moment."""
    from handraiser.scoring.files import answers, plotting, writing

    writing.check(output)
    plotting.check(plot)
    loaded = _load(model)
    moment = _moment(at, loaded)
    with _records(_tables(events, people, outcomes, _reading(map_, times, zone), leave_out), loaded) as records:
        found = answers.score(loaded.compiled, records, moment)
        _say(records)
    writing.write(found, output)
    if plot is not None:
        plotting.draw(plotting.scores(found), plot)
    _summary(found, moment)


def explain(
    events: Events,
    model: ModelFile,
    people: People = None,
    outcomes: Outcomes = None,
    lead: Annotated[str, typer.Option(help="Explain this one in words. Default: the lines of all, as a table.")] = "",
    at: At = "",
    output: Output = None,
    map_: Map = None,
    times: Times = "iso",
    zone: Zone = "",
    leave_out: LeaveOut = False,
) -> None:
    """Say why leads have the points they have: every line that adds up to a score, and what would change next."""
    from handraiser.scoring.files import answers, telling, writing

    writing.check(output)
    loaded = _load(model)
    moment = _moment(at, loaded)
    with _records(_tables(events, people, outcomes, _reading(map_, times, zone), leave_out), loaded) as records:
        if lead and output is None:
            for name, told in answers.explained(loaded.compiled, records, moment, lead):
                typer.echo("\n".join(telling.told(name, told)))
        else:
            writing.write(answers.lines(loaded.compiled, records, moment, lead or None), output)
        _say(records)


def diff(
    events: Events,
    model: ModelFile,
    against: Annotated[Path, typer.Option(help="The model to compare with: what was before.")],
    people: People = None,
    outcomes: Outcomes = None,
    at: At = "",
    output: Output = None,
    map_: Map = None,
    times: Times = "iso",
    zone: Zone = "",
    leave_out: LeaveOut = False,
) -> None:
    """Compare two models: what the document says otherwise, and of which leads they say something else."""
    from handraiser.scoring.files import answers, writing

    writing.check(output)
    after, before = _load(model), _load(against)
    moment = _moment(at, after)
    for change in after.changes(before):
        typer.echo(str(change), err=True)
    with _records(_tables(events, people, outcomes, _reading(map_, times, zone), leave_out), after, before) as records:
        found = answers.differ(before.compiled, after.compiled, records, moment)
        _say(records)
        leads = len(records.book)
    writing.write(found, output)
    typer.echo(f"{found.num_rows:,} of {leads:,} leads differ.", err=True)


def backtest(
    events: Events,
    model: Annotated[Path, typer.Option("--model", help="The draft.")],
    against: Annotated[Path, typer.Option(help="The model in force.")],
    begin: Annotated[str, typer.Option("--from", help="The first day, such as 2026-01-01.")],
    until: Annotated[str, typer.Option(help="The day after the last.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="A new folder for the summary, tables and charts.")],
    people: People = None,
    outcomes: Outcomes = None,
    conversion: Annotated[Conversion, typer.Option(help="What counts as one.")] = Conversion.OPPORTUNITY,
    handoff: Annotated[HandOff, typer.Option(help="The stage that hands a lead to sales.")] = HandOff.SQL,
    salespeople: Annotated[int, typer.Option(min=1, help="Among how many hand-offs are shared.")] = 1,
    capacity: Annotated[int, typer.Option(min=0, help="Hand-offs a week that each can take; 0: not said.")] = 0,
    map_: Map = None,
    times: Times = "iso",
    zone: Zone = "",
    leave_out: LeaveOut = False,
) -> None:
    """Say what a draft would have done: both models over a period, every moment on what was known then."""
    from handraiser.scoring.backtest.asking import Question
    from handraiser.scoring.files import answers
    from handraiser.scoring.files import backtest as testing
    from handraiser.scoring.files.moment import moment

    testing.check(output)
    new, old = _load(model), _load(against)
    zoned = new.document.timezone
    ends = moment(begin, zoned, "--from"), moment(until, zoned, "--until")
    question = Question(*ends, zoned, conversion.value, handoff.value, salespeople, capacity)
    with _records(_tables(events, people, outcomes, _reading(map_, times, zone), leave_out), new, old) as records:
        with _progress() as progress:
            told = answers.compare(old.compiled, new.compiled, records, question, partial(progress, "leads"))
        testing.write(told, output)
        typer.echo(told.text)
        _say(records)


def sample(
    folder: Annotated[Path, typer.Argument(help="Where to; made where it is not there.")],
    seed: Annotated[int, typer.Option(help="The same seed writes the same files.")] = 1,
) -> None:
    """Write an invented company's half-year as files, to try the other commands on."""
    from handraiser.scoring.files import sample as writes

    for path in writes.write(folder, seed):
        typer.echo(str(path))


def model_test(
    file: Annotated[Path, typer.Argument(help="A scoring model, YAML.")],
    at: At = "",
) -> None:
    """Read a model and run its own tests, without an installation: trait names are compared by `model check` alone."""
    loaded = _load(file)
    failures = loaded.test(at or datetime.now(UTC))
    for failure in failures:
        typer.echo(f"{file}:{failure.line}: {failure.path}: {failure.message}")
    if failures:
        raise typer.Exit(1)
    count = len(loaded.document.tests)
    typer.echo(
        f"{file}: {'its test holds' if count == 1 else f'all {count} tests hold' if count else 'it has no tests'}."
    )


def model_schema() -> None:
    """Print the JSON Schema of scoring models, by which editors complete and check them."""
    from handraiser.scoring.language.schema import published

    typer.echo(published(), nl=False)


def _load(path: Path) -> "Model":
    from handraiser.scoring import Model

    return Model.load(path)


def _moment(at: str, model: "Model") -> int:
    from handraiser.scoring.files.moment import moment

    return moment(at or datetime.now(UTC), model.document.timezone, "--at")


def _reading(pairs: list[str] | None, times: str, zone: str) -> "Reading":
    from handraiser.scoring.files.naming import Reading

    parts = [pair.partition("=") for pair in pairs or []]
    for ours, sign, theirs in parts:
        if not (ours and sign and theirs):
            raise typer.BadParameter(f"{ours!r} is no pair; allowed: OURS=THEIRS, such as lead_id=user_id.")
    return Reading({ours: theirs for ours, _, theirs in parts}, times, zone)


def _tables(events: Path, people: Path | None, outcomes: Path | None, reading: "Reading", leave_out: bool) -> "Tables":
    from handraiser.scoring.files.records import Tables

    return Tables(events, people, outcomes, reading, leave_out)


@contextmanager
def _records(tables: "Tables", *models: "Model") -> "Iterator[Records]":
    from handraiser.scoring.files.records import Records

    with _progress() as progress:
        records = Records(tables, [model.document for model in models], progress)
    with records:
        yield records


@contextmanager
def _progress() -> "Iterator[Progress]":
    """Rows read so far, where somebody watches."""
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns: Any = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("Reading")
        yield lambda what, rows: bar.update(task, description=f"Reading {what}: {rows:,} rows")


def _say(records: "Records") -> None:
    for note in records.notes():
        typer.echo(note, err=True)


def _summary(found: "pa.Table", moment: int) -> None:
    from handraiser.scoring.language import STAGES

    counts = {row["values"]: row["counts"] for row in found["stage"].value_counts().to_pylist()}
    told = [f"{counts[stage]:,} {stage}" for stage in (*reversed(STAGES), "disqualified") if stage in counts]
    when = datetime.fromtimestamp(moment // 1_000_000, UTC).strftime("%Y-%m-%d %H:%M UTC")
    typer.echo(f"{found.num_rows:,} leads as of {when}: {', '.join(told) or 'none'}.", err=True)
