"""The command `handraiser`. Each command reads its input, calls one verb and shows the result.

Exit codes: 0 done, 1 it could not be done (the message says why), 2 wrong use of the command.
"""

import os
import sys

import django
import typer
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import DatabaseError

from handraiser.errors import HandraiserError
from handraiser.operations import file_commands

app = typer.Typer(
    name="handraiser",
    help="Lead qualification: who is ready for sales, why, and who takes them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def main() -> None:
    """Run the command, and turn every expected failure into one line and exit code 1.

    Commands on files need no installation: for them no settings are read and Django is not set up.
    """
    try:
        if file_commands.are_named_by(sys.argv[1:]):
            model_app = typer.Typer()
            file_commands.add_to(app, model_app)
            app.add_typer(model_app, name="model")
        else:
            _add_all()
        app()
    except (HandraiserError, ImproperlyConfigured) as error:
        _fail(str(error))
    except ValidationError as error:
        _fail(" ".join(error.messages))
    except DatabaseError as error:
        _fail(f"The database refused: {str(error).strip()} (`handraiser doctor` says more)")


def _add_all() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handraiser.settings")
    django.setup()
    from handraiser.operations import commands  # noqa: PLC0415 - needs Django to be set up

    commands.add_to(app)


def _fail(message: str) -> None:
    typer.secho(f"handraiser: {message}", err=True, fg=typer.colors.RED)
    sys.exit(1)
