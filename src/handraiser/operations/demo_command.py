"""`handraiser demo`: an installation to look at, filled with the history of an invented company."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from django.conf import settings

from handraiser.clock import HOUR_US, now_us, to_us
from handraiser.errors import HandraiserError
from handraiser.operations import serving

if TYPE_CHECKING:
    from handraiser.demo.summing_up import Figures

Leads = Annotated[int, typer.Option(min=20, max=200_000, help="People who leave an address; 24 visitors for each.")]
Months = Annotated[int, typer.Option(min=1, max=36, help="How far back the history begins.")]
Seed = Annotated[int, typer.Option(help="The same seed and end give the same history.")]
Until = Annotated[str, typer.Option(help="Its end, such as 2026-03-31 or 2026-03-31T18:00; UTC. Default: now.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
Serve = Annotated[bool, typer.Option("--serve", help="Then serve; what is loaded already is not loaded again.")]


def demo(
    leads: Leads = 2_000, months: Months = 6, seed: Seed = 1, until: Until = "", yes: Yes = False, serve: Serve = False
) -> None:
    """Fill a new data folder with the history of an invented company, to look around in."""
    if not (serve and _sign_in_file().exists()):
        until_us = _moment(until)
        _ask(yes)
        _load(leads, months, seed, until_us)
    typer.echo(_sign_in_file().read_text())
    if serve:
        serving.serve_all(settings.ADDRESS, say=typer.echo)


def _load(leads: int, months: int, seed: int, until_us: int) -> None:
    from handraiser.demo import loading, setting_up, summing_up  # noqa: PLC0415 - the kernel takes seconds to import
    from handraiser.demo.history import Plan  # noqa: PLC0415
    from handraiser.operations import databases  # noqa: PLC0415

    databases.migrate()
    setting_up.check_empty()
    began = time.monotonic()
    typer.echo("Inventing the history; the first time, the scoring kernel is compiled for this machine, too.")
    with typer.progressbar(length=100, label="Loading") as bar:
        loaded = loading.load(
            Plan(leads, months, seed, until_us), lambda done, all_: bar.update(done * 100 // all_ - bar.pos)
        )
    took = time.monotonic() - began
    typer.echo(f"{loaded.events:,} events in {took:.0f} s, {loaded.events / took:,.0f} a second.")
    typer.echo(_told(summing_up.figures()))
    file = _sign_in_file()
    file.touch(mode=0o600)
    file.write_text(_sign_in(loaded.team.password))


def _told(figures: "Figures") -> str:
    lines = [f"Companies     {figures.companies:>8,}"]
    lines += [f"{stage.title():<13} {count:>8,}" for stage, count in figures.people.items()]
    return "\n".join([*lines, *(f"{name.capitalize():<20} {rate:>7.1%}" for name, rate in figures.rates.items())])


def _sign_in(password: str) -> str:
    return (
        f"Address   {settings.PUBLIC_URL}\n"
        f"Sign in   sam@acme.example (sales), ada@acme.example (marketing) or admin@acme.example (administrator)\n"
        f"Password  {password}\n"
        "Look at   Alerts: who asked for sales in the last two days, and why they are ready.\n"
        "          Leads: search for Bob Keller, whose page tells his way from a blog post to a demo request.\n"
        "          Model: the rules that moved all of them."
    )


def _sign_in_file() -> Path:
    """Where the demo's sign-in is kept for the next start; only the owner of the data folder may read it."""
    return settings.DATA / "demo-sign-in"


def _moment(until: str) -> int:
    if not until:
        return now_us() // HOUR_US * HOUR_US
    try:
        moment = datetime.fromisoformat(until)
    except ValueError as error:
        raise HandraiserError(f"--until is {until!r}; allowed: a day or a moment such as 2026-03-31T18:00.") from error
    until_us = to_us(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    if until_us > now_us():
        raise HandraiserError(f"--until is {until!r}, which is to come; the history must have happened.")
    return until_us


def _ask(yes: bool) -> None:
    """Raises HandraiserError where nobody can answer, and Abort where the answer is no."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise HandraiserError("This fills the data folder with invented people. Say --yes if that is meant.")
    typer.confirm(f"Fill {settings.DATA} with invented people?", abort=True)
