"""`handraiser person`: what one person may ask for."""

from pathlib import Path
from typing import Annotated

import typer

from handraiser.errors import HandraiserError

Whom = Annotated[str, typer.Argument(help="E-mail, user id, or the key in the address of their page.")]

app = typer.Typer(help="One person: export what is held about them, or erase them.", no_args_is_help=True)


@app.command("export")
def export(
    whom: Whom,
    to: Annotated[Path | None, typer.Option(help="The ZIP to write; default person-KEY.zip here.")] = None,
) -> None:
    """Write everything held about a person into one ZIP of JSON and CSV."""
    from handraiser.people.entering import meant
    from handraiser.privacy import exporting

    person = meant(whom)
    file = to or Path(exporting.file_name(person))
    if file.exists():
        raise HandraiserError(f"{file} is already there. Name another file with --to.")
    file.touch(mode=0o600)  # personal data is not for all to read
    with file.open("wb") as target:
        exporting.export(person, target, by_name="command line")
    typer.echo(f"{file} holds everything about them.")


@app.command("erase")
def erase(
    whom: Whom,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Erase a person for good. A running worker deletes their events; without one they wait for it."""
    from handraiser.people.entering import meant
    from handraiser.privacy import erasing
    from handraiser.privacy.models import Reason

    person = meant(whom)
    for found in erasing.preview(person):
        typer.echo(f"{found.rows:>9,}  {found.words}")
    if not yes:
        typer.confirm("Erase all of this for good?", abort=True)
    erasing.erase(person, reason=Reason.REQUEST, by_name="command line")
    typer.echo("Erased. The worker deletes their events.")
