"""Reading through ADBC harms nobody who writes the same file."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pyarrow as pa
import pytest

from handraiser.lifecycle import snapshots

LONE = """
import sqlite3, subprocess, sys
import django; django.setup()
from django.core.management import call_command
from django.db import connection
from handraiser.lifecycle import snapshots
from handraiser.organisation.models import Organisation
for alias in ("default", "events"): call_command("migrate", database=alias, verbosity=0)
import pyarrow as pa
def read():
    with snapshots.snapshot() as read:
        read("SELECT count(*) FROM organisation_organisation", pa.schema([("n", pa.int64())]))
    snapshots.close()
read()
other = "import sqlite3,sys; c = sqlite3.connect(sys.argv[1]); print(c.execute(sys.argv[2]).fetchone()[0]); c.close()"
def another_process(sql):
    name = str(connection.settings_dict["NAME"])
    return subprocess.run([sys.executable, "-c", other, name, sql], capture_output=True, text=True).stdout.strip()
another_process("SELECT count(*) FROM organisation_user")
Organisation.objects.update_or_create(pk=1, defaults={"name": "Written afterwards"})
print(another_process("SELECT name FROM organisation_organisation"))
"""


def test_what_is_written_after_a_snapshot_survives_another_process_that_comes_and_goes(tmp_path):
    """Closed, ADBC's connection would take Django's locks along, and the other process delete the log."""
    environment = {**os.environ, "DATABASE_URL": "", "HANDRAISER_DATA": str(tmp_path)}
    environment |= {"DJANGO_SETTINGS_MODULE": "handraiser.settings", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", LONE], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "Written afterwards"


@pytest.mark.django_db(transaction=True)
def test_a_connection_given_back_serves_another_thread_and_sees_the_present(django_user_model):
    schema = pa.schema([("n", pa.int64())])

    def count() -> int:
        try:
            with snapshots.snapshot() as read:
                return read("SELECT count(*) FROM organisation_user", schema).column("n")[0].as_py()
        finally:
            snapshots.close()

    def break_off() -> None:
        with suppress(ZeroDivisionError), snapshots.snapshot() as read:
            read("SELECT count(*) FROM organisation_user", schema)
            raise ZeroDivisionError

    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
        assert one.submit(count).result() == 0
        one.submit(break_off).result()
        opened = len(snapshots._kept)
        django_user_model.objects.create_user("eva@acme.example", "a long enough password", role="sales")
        assert other.submit(count).result() == 1
        assert one.submit(count).result() == 1
        assert len(snapshots._kept) == opened
