"""The reference of the command line, written from the commands themselves.

`python -m handraiser.operations.reference > docs/reference/command-line.md`; a test holds the page to it.
"""

import os
import sys

import django
import typer
from typer.cli import get_docs_for_click
from typer.main import get_command

INTRODUCTION = """# Command line

Every command answers `--help`. Exit codes: 0 done, 1 it could not be done (the message says why), 2 wrong use. Where a
script would want it, `--json` answers in JSON. This page is written from the commands themselves.

"""


def command_line() -> str:
    """The page, Markdown. Django must be set up."""
    from handraiser.operations import commands  # noqa: PLC0415 - needs Django

    app = typer.Typer(name="handraiser", help="Lead qualification.", add_completion=False)
    commands.add_to(app)
    command = get_command(app)
    written = get_docs_for_click(obj=command, ctx=typer.Context(command), name="handraiser", title="handraiser")
    return INTRODUCTION + written.replace("# handraiser", "## handraiser", 1).rstrip() + "\n"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handraiser.settings")
    django.setup()
    sys.stdout.write(command_line())
