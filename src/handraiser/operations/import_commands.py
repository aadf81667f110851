"""`handraiser import`: a file of contacts, past events or deals, from the command line."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from handraiser.errors import HandraiserError

if TYPE_CHECKING:
    from handraiser.exchange.models import Import

app = typer.Typer(help="Contacts, past events and deals from files.", no_args_is_help=True)
File = Annotated[Path, typer.Argument(help="A CSV file with a header.", exists=True, dir_okay=False)]
Map = Annotated[
    list[str] | None,
    typer.Option("--map", help="HEADER=FIELD, as often as needed; FIELD empty leaves it out. Else the header tells."),
]
Dates = Annotated[
    list[str] | None,
    typer.Option("--dates", help="HEADER=FORMAT: iso, dd.mm.yyyy, dd/mm/yyyy, mm/dd/yyyy or seconds."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Read and check every row, import nothing.")]
Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]


@app.command("contacts")
def contacts(file: File, map_: Map = None, dates: Dates = None, dry_run: DryRun = False, as_json: Json = False) -> None:
    """People and what is known of them."""
    _import("contacts", file, map_ or [], dates or [], {}, dry_run, as_json)


@app.command("events")
def events(
    file: File,
    map_: Map = None,
    dates: Dates = None,
    event: Annotated[str, typer.Option(help="The name of all events, where no column names them.")] = "",
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """What people did in the past."""
    _import("events", file, map_ or [], dates or [], {"event": event}, dry_run, as_json)


@app.command("deals")
def deals(file: File, map_: Map = None, dates: Dates = None, dry_run: DryRun = False, as_json: Json = False) -> None:
    """What became of people: opportunities created, won and lost."""
    _import("deals", file, map_ or [], dates or [], {}, dry_run, as_json)


def _import(
    kind: str, file: Path, maps: list[str], dates: list[str], options: dict[str, str], dry_run: bool, as_json: bool
) -> None:
    from handraiser.exchange.importing import preparing, running

    with file.open("rb") as opened:
        row = preparing.bring(kind, file.name, opened, None)
    headers = [column.header for column in preparing.columns_of(row)]
    try:
        preparing.map_columns(row, _by_column(maps, headers), _by_column(dates, headers), options)
        if dry_run:
            preparing.check(row)
        else:
            preparing.start(row, None, by_name="command line")
    except HandraiserError:
        preparing.discard(row, None)
        raise
    running.run_now(row)
    _tell(row, as_json)
    if dry_run:
        preparing.discard(row, None)
    if row.error:
        raise HandraiserError(row.error)


def _by_column(pairs: list[str], headers: list[str]) -> dict[int, str]:
    """Raises HandraiserError for a header that the file does not have."""
    chosen: dict[int, str] = {}
    for pair in pairs:
        header, _, value = pair.rpartition("=")
        if header not in headers:
            raise HandraiserError(f"There is no column {header!r}; the file has: {', '.join(headers)}.")
        chosen[headers.index(header)] = value
    return chosen


def _tell(row: "Import", as_json: bool) -> None:
    names = ("done", "new", "updated", "refused", "remarked", "reasons")
    told: dict[str, Any] = {"import": row.pk, "state": row.state} | {name: getattr(row, name) for name in names}
    if as_json:
        typer.echo(json.dumps(told))
        return
    typer.echo(f"{row.done} rows: {row.new} new, {row.updated} updated, {row.refused} refused.")
    for remark in row.remarks.order_by("row")[:50]:
        sign = "refused " if remark.refused else "imported"
        typer.echo(f"  row {remark.row}  {sign}  {remark.reason}  {remark.column} {remark.found}".rstrip())
    if row.state != "checked":
        typer.echo("The worker now identifies and scores them.")
