"""Run a benchmark on SQLite and then on PostgreSQL, each on throw-away databases of its own."""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

POSTGRES = os.environ.get("HANDRAISER_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")


def begin(parser: argparse.ArgumentParser, script: str) -> tuple[argparse.Namespace, Path]:
    """Django set up for the database that `--only` names, and its data folder; without it both run, and this ends."""
    database = f"handraiser_bench_{Path(script).stem}"
    urls = {"sqlite": "", "postgresql": f"{POSTGRES.rpartition('/')[0]}/{database}"}
    parser.add_argument("--only", choices=urls)
    arguments = parser.parse_args()
    if getattr(arguments, "here", False):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handraiser.settings")
        django_set_up()
        return arguments, Path()
    if arguments.only is None:
        for name in urls:
            subprocess.run([sys.executable, script, *sys.argv[1:], "--only", name], check=True)
        sys.exit()
    folder = tempfile.mkdtemp(prefix="handraiser-bench-")
    sys.path.insert(0, str(Path(script).resolve().parent.parent / "src"))
    os.environ |= {"DJANGO_SETTINGS_MODULE": "handraiser.settings", "HANDRAISER_DATA": folder}
    os.environ["DATABASE_URL"] = urls[arguments.only]
    django_set_up()
    return arguments, Path(folder)


def django_set_up() -> None:
    import django  # noqa: PLC0415 - after the environment is set

    django.setup()


@contextmanager
def databases(folder: Path) -> Iterator[None]:
    """Made and migrated, and thrown away. On SQLite files in `folder`, which Arrow can read too."""
    from django.conf import settings  # noqa: PLC0415 - after Django is set up
    from django.test.utils import setup_databases, teardown_databases  # noqa: PLC0415

    if not settings.DATABASE_URL:
        for alias, database in settings.DATABASES.items():
            database["TEST"]["NAME"] = str(folder / f"{alias}.db")
    made = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(made, verbosity=0)
