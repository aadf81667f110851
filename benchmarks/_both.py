"""Run a benchmark on SQLite and then on PostgreSQL, each on throw-away databases of its own."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

POSTGRES = os.environ.get("HANDRAISER_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")


def begin(parser: argparse.ArgumentParser, script: str) -> tuple[argparse.Namespace, Path]:
    """Django set up for the database that `--only` names, and its data folder; without it both run, and this ends."""
    database = f"handraiser_bench_{Path(script).stem}"
    urls = {"sqlite": "", "postgresql": f"{POSTGRES.rpartition('/')[0]}/{database}"}
    parser.add_argument("--only", choices=urls)
    arguments = parser.parse_args()
    if arguments.only is None:
        for name in urls:
            subprocess.run([sys.executable, script, *sys.argv[1:], "--only", name], check=True)
        sys.exit()
    folder = tempfile.mkdtemp(prefix="handraiser-bench-")
    sys.path.insert(0, str(Path(script).resolve().parent.parent / "src"))
    os.environ |= {"DJANGO_SETTINGS_MODULE": "handraiser.settings", "HANDRAISER_DATA": folder}
    os.environ["DATABASE_URL"] = urls[arguments.only]
    import django  # noqa: PLC0415 - after the environment is set

    django.setup()
    return arguments, Path(folder)
