"""`handraiser bot`: the organisation's own marks of crawlers."""

import json
from typing import Annotated

import typer

from handraiser.errors import HandraiserError
from handraiser.events.bots import add_pattern, flags, refresh, remove_pattern
from handraiser.events.models import BotPattern, Flag

Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]
Pattern = Annotated[str, typer.Argument(help="RE2, found anywhere in the user agent, in any case.")]

app = typer.Typer(help="Crawlers and scanners that are yours to name.", no_args_is_help=True)


@app.command("add")
def add(pattern: Pattern, note: Annotated[str, typer.Option(help="Whose it is, or why.")] = "") -> None:
    """Flag what matches, from a few seconds on; events already stored keep their flags."""
    row = add_pattern(pattern, note, None, by_name="command line")
    typer.echo(f"User agents that match {row.pattern} are flagged as bots.")


@app.command("remove")
def remove(pattern: Pattern) -> None:
    """Flag it no longer; events that it flagged keep their flags."""
    row = BotPattern.objects.filter(pattern=pattern).first()
    if row is None:
        raise HandraiserError(f"There is no pattern {pattern!r}; `handraiser bot list` shows those there are.")
    remove_pattern(row, None, by_name="command line")
    typer.echo(f"{pattern} is removed.")


@app.command("list")
def show(as_json: Json = False) -> None:
    """The patterns of this organisation."""
    rows = list(BotPattern.objects.order_by("id").values("pattern", "note"))
    if as_json:
        typer.echo(json.dumps(rows))
        return
    for row in rows:
        typer.echo(f"{row['pattern']}  {row['note']}".rstrip())


@app.command("judge")
def judge(user_agent: Annotated[str, typer.Argument(help="As the browser sends it.")], as_json: Json = False) -> None:
    """Say whether a user agent is a bot's, by all that is known."""
    refresh()
    found = flags(user_agent, {})
    names = [name for name, flag in (("bot", Flag.BOT), ("headless", Flag.HEADLESS)) if found & flag]
    typer.echo(json.dumps(names) if as_json else ", ".join(names) or "a browser")
