"""The commands themselves, in the order of `handraiser --help`.

What a command needs is imported when it runs: the kernel and Arrow take seconds that `--help` and a second
`handraiser serve` should not.
"""

import json
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

import handraiser
from handraiser.clock import from_us
from handraiser.errors import HandraiserError
from handraiser.operations import bot_commands, demo_command, file_commands, import_commands, person_commands, serving
from handraiser.organisation.models import Role

if TYPE_CHECKING:
    from handraiser.operations.doctor import Finding
    from handraiser.scoring.language import Problem

Json = Annotated[bool, typer.Option("--json", help="Answer in JSON, for scripts.")]
Address = Annotated[str, typer.Option(help="HOST:PORT to answer on; default HANDRAISER_ADDRESS.")]

user_app = typer.Typer(help="People who sign in.", no_args_is_help=True)
source_app = typer.Typer(help="Websites and servers that send events.", no_args_is_help=True)
model_app = typer.Typer(help="The scoring model.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Hang every command on `app`."""
    first: tuple[Callable[..., None], ...] = (serve, collect, web, worker, migrate)
    for command in first:
        app.command()(command)
    app.add_typer(user_app, name="user")
    app.add_typer(source_app, name="source")
    app.add_typer(bot_commands.app, name="bot")
    app.add_typer(model_app, name="model")
    app.add_typer(person_commands.app, name="person")
    app.add_typer(import_commands.app, name="import")
    file_commands.add_to(app, model_app)
    last: tuple[Callable[..., None], ...] = (demo_command.demo, backup, restore, version)
    for command in last:
        app.command()(command)
    app.command("doctor")(doctor_command)


def serve(address: Address = "") -> None:
    """Start everything: tables, first administrator, starter model, collector, pages and worker. Ctrl-C stops."""
    serving.serve_all(address or settings.ADDRESS, say=typer.echo)


def collect(address: Address = "") -> None:
    """Start a collector alone (on several machines, with PostgreSQL)."""
    serving.serve_one("handraiser.asgi:collector_app", address or settings.ADDRESS)


def web(address: Address = "") -> None:
    """Start the pages, with a collector beside them."""
    serving.serve_one("handraiser.asgi:app", address or settings.ADDRESS)


def worker(
    name: Annotated[str, typer.Option(help="What the Health page calls it; default host and process.")] = "",
) -> None:
    """Start a worker: identifies, scores, alerts and delivers."""
    from handraiser.worker.loop import run

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    serving.end_with_supervisor()
    run(stop, worker_name=name or serving.process_name())


def migrate(as_json: Json = False) -> None:
    """Bring the tables up to this release. Safe to run twice."""
    from handraiser.operations import databases

    done = databases.migrate()
    _answer(as_json, {"applied": done}, f"{len(done)} migrations applied." if done else "Nothing to do.")


def version() -> None:
    """The release."""
    typer.echo(handraiser.__version__)


@user_app.command("add")
def user_add(
    email: Annotated[str, typer.Argument(help="E-mail to sign in with.")],
    role: Annotated[Role, typer.Option(help="What the user may do.")] = Role.SALES,
    name: Annotated[str, typer.Option(help="As colleagues see it.")] = "",
    password_stdin: Annotated[bool, typer.Option(help="Read the password from standard input.")] = False,
    as_json: Json = False,
) -> None:
    """Add a user. Without --password-stdin a password is generated and shown once."""
    from handraiser.organisation.users import add_user

    try:
        validate_email(email)
    except ValidationError as error:
        raise HandraiserError(f"{email!r} is no e-mail address; allowed: name@example.com.") from error
    given = sys.stdin.readline().rstrip("\n") if password_stdin else ""
    user, password = add_user(email, role=role, name=name, password=given or None, by_name="command line")
    shown = {"email": user.email, "role": user.role, **({} if given else {"password": password})}
    _answer(
        as_json,
        shown,
        f"{user.email} may sign in as {user.get_role_display()}."
        + ("" if given else f" Password, shown once: {password}"),
    )


@source_app.command("add")
def source_add(name: Annotated[str, typer.Argument(help="For example: Website.")], as_json: Json = False) -> None:
    """Add a source and print its two keys. The secret one is shown this once."""
    from handraiser.events.keys import create_source
    from handraiser.events.models import Source

    if Source.objects.filter(name=name).exists():
        raise HandraiserError(f"There is a source {name!r} already. Choose another name.")
    made = create_source(name, by=None)
    shown = {"source": made.source.pk, "name": name, "public_key": made.public_key, "secret_key": made.secret_key}
    _answer(
        as_json,
        shown,
        f"Source {name}\n"
        f"  public key (browsers)  {made.public_key}\n"
        f"  secret key (servers)   {made.secret_key}   shown this once",
    )


@model_app.command("check")
def model_check(
    file: Annotated[Path, typer.Argument(help="A scoring model, YAML.", exists=True, dir_okay=False)],
    as_json: Json = False,
) -> None:
    """Read a model and run its tests, without publishing. Every problem is shown with its line."""
    from handraiser.lifecycle.publishing import check

    problems = check(file.read_text("utf-8", errors="replace"))
    if as_json:
        typer.echo(json.dumps({"problems": [_problem(problem) for problem in problems]}))
    else:
        for problem in problems:
            place = f"{problem.path}: " if problem.path else ""
            typer.echo(f"{file}:{problem.line}:{problem.column}: {place}{problem.message}")
        if not problems:
            typer.echo(f"{file} holds.")
    if problems:
        raise typer.Exit(1)


@model_app.command("publish")
def model_publish(
    file: Annotated[Path, typer.Argument(help="A scoring model, YAML.", exists=True, dir_okay=False)],
    note: Annotated[str, typer.Option(help="What changed, for the list of versions.")] = "",
    as_json: Json = False,
) -> None:
    """Publish a model: everybody is scored anew, and nobody is moved or alerted by the publishing itself."""
    from handraiser.lifecycle.publishing import publish

    made = publish(file.read_text("utf-8", errors="replace"), by=None, note=note)
    _answer(as_json, {"version": made.number}, f"Version {made.number} is in force; everybody is being scored anew.")


def _starter(name: str) -> str:
    from handraiser.scoring.starters import STARTERS, starter

    if name not in STARTERS:
        raise HandraiserError(f"There is no starter model {name!r}; there are: {', '.join(STARTERS)}.")
    return starter(name)


@model_app.command("show")
def model_show(
    number: Annotated[int | None, typer.Argument(help="A version; default the one in force.")] = None,
    starter: Annotated[
        str | None, typer.Option(help="A model to start from instead: b2b-saas, agency or e-commerce.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Print a published model, or one to start from."""
    from handraiser.lifecycle.models import ModelVersion

    if starter is not None:
        document = _starter(starter)
        _answer(as_json, {"starter": starter, "document": document}, document)
        return
    versions = ModelVersion.objects.order_by("-number")
    found = (versions.filter(number=number) if number is not None else versions).first()
    if found is None:
        raise HandraiserError(
            "No such version."
            if number is not None
            else "No model is published yet. Run: handraiser model publish FILE"
        )
    shown = {
        "version": found.number,
        "note": found.note,
        "published_at": from_us(found.published_us).isoformat(),
        "document": found.document,
    }
    _answer(as_json, shown, found.document)


def backup(
    file: Annotated[Path, typer.Argument(help="Where to, for example backups/monday.tar.gz.")], as_json: Json = False
) -> None:
    """Write a back-up of everything into one file, while Handraiser runs."""
    from handraiser.operations import backups

    manifest = backups.backup(file)
    _answer(
        as_json,
        {"file": str(file), **manifest},
        f"{file} holds the back-up ({file.stat().st_size / 1e6:.1f} MB). Keep it as safe as the database.",
    )


def restore(
    file: Annotated[Path, typer.Argument(help="A back-up.")],
    replace: Annotated[bool, typer.Option(help="Where there are data already: set them aside.")] = False,
    as_json: Json = False,
) -> None:
    """Put a back-up in place. Stop Handraiser first."""
    from handraiser.operations import backups, databases, erasures

    erased = erasures.listed()
    manifest = backups.restore(file, replace=replace)
    applied = databases.migrate()
    again = erasures.replay(erased)
    words = f" {again} erased since then were erased again." if again else ""
    _answer(
        as_json,
        {**manifest, "applied": applied, "erased_again": again},
        f"Restored the back-up of {manifest['made_at']}.{words} Start Handraiser again.",
    )


def doctor_command(as_json: Json = False) -> None:
    """Say what is wrong with this installation and what to do. Exit code 1 where something does not work."""
    from handraiser.operations import doctor

    findings = doctor.examine()
    if as_json:
        typer.echo(
            json.dumps([{"level": f.level, "about": f.about, "found": f.found, "advice": f.advice} for f in findings])
        )
    else:
        for finding in findings:
            typer.echo(_finding(finding))
    if any(finding.level is doctor.Level.PROBLEM for finding in findings):
        raise typer.Exit(1)


def _finding(finding: "Finding") -> str:
    sign = {"ok": "ok     ", "warning": "warning", "problem": "PROBLEM"}[finding.level]
    advice = f"\n           {finding.advice}" if finding.advice else ""
    return f"  {sign}  {finding.about}: {finding.found}{advice}"


def _problem(problem: "Problem") -> dict[str, Any]:
    return {
        "line": problem.line,
        "column": problem.column,
        "path": problem.path,
        "found": problem.found,
        "allowed": problem.allowed,
        "message": problem.message,
    }


def _answer(as_json: bool, shown: dict[str, Any], words: str) -> None:
    typer.echo(json.dumps(shown) if as_json else words)
