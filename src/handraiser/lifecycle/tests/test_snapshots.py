"""Reading by a connection of its own harms nobody who writes the same file."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pytest
from django.conf import settings

from handraiser.lifecycle import snapshots

ALONE = """
import subprocess, sys, threading
import django; django.setup()
import pyarrow as pa
from django.core.management import call_command
from django.db import connection
from handraiser.lifecycle import snapshots
from handraiser.organisation.models import Organisation
for alias in ("default", "events"): call_command("migrate", database=alias, verbosity=0)
def read():
    with snapshots.snapshot() as read:
        read("SELECT count(*) FROM organisation_organisation", pa.schema([("n", pa.int64())]))
    snapshots.close()
"""
WRITTEN_AFTERWARDS = """
read()
other = "import sqlite3,sys; c = sqlite3.connect(sys.argv[1]); print(c.execute(sys.argv[2]).fetchone()[0]); c.close()"
def another_process(sql):
    name = str(connection.settings_dict["NAME"])
    return subprocess.run([sys.executable, "-c", other, name, sql], capture_output=True, text=True).stdout.strip()
another_process("SELECT count(*) FROM organisation_user")
Organisation.objects.update_or_create(pk=1, defaults={"name": "Written afterwards"})
print(another_process("SELECT name FROM organisation_organisation"))
"""
MEANWHILE = """
Organisation.objects.create(pk=1, name="0")
stop = threading.Event()
def keep_reading():
    while not stop.is_set():
        read()
readers = [threading.Thread(target=keep_reading) for _ in range(3)]
for each in readers: each.start()
for number in range(1, 401):
    Organisation.objects.filter(pk=1).update(name=str(number))
    assert Organisation.objects.get(pk=1).name == str(number)
stop.set()
for each in readers: each.join()
print(connection.cursor().execute("PRAGMA integrity_check").fetchone()[0])
"""


def in_a_process_that_is_alone(script: str, folder: Path) -> str:
    environment = {**os.environ, "DATABASE_URL": "", "HANDRAISER_DATA": str(folder)}
    environment |= {"DJANGO_SETTINGS_MODULE": "handraiser.settings", "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", ALONE + script], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


files = pytest.mark.skipif(
    settings.EVENTS_DB == "default", reason="About files of SQLite; runs with the suite on SQLite"
)


@files
def test_what_is_written_after_a_snapshot_survives_another_process_that_comes_and_goes(tmp_path):
    """By a second SQLite library Django's locks would be gone, and the other process delete the log."""
    assert in_a_process_that_is_alone(WRITTEN_AFTERWARDS, tmp_path) == "Written afterwards"


@files
def test_snapshots_come_and_go_while_somebody_writes(tmp_path):
    """A second SQLite library would take itself for the first and empty the index of the log under the writer."""
    assert in_a_process_that_is_alone(MEANWHILE, tmp_path) == "ok"


@pytest.mark.django_db(transaction=True)
def test_a_snapshot_sees_the_present_and_nothing_of_what_comes_after_it(django_user_model):
    schema = pa.schema([("n", pa.int64())])
    sql = "SELECT count(*) FROM organisation_user"

    def count() -> int:
        try:
            with snapshots.snapshot() as read:
                return read(sql, schema).column("n")[0].as_py()
        finally:
            snapshots.close()

    def break_off() -> None:
        with suppress(ZeroDivisionError), snapshots.snapshot() as read:
            read(sql, schema)
            raise ZeroDivisionError

    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(1) as other:
        assert one.submit(count).result() == 0
        one.submit(break_off).result()
        with snapshots.snapshot() as read:
            assert read(sql, schema).column("n")[0].as_py() == 0
            django_user_model.objects.create_user("eva@acme.example", "a long enough password", role="sales")
            assert read(sql, schema).column("n")[0].as_py() == 0
        assert other.submit(count).result() == 1
        assert one.submit(count).result() == 1
