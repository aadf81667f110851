"""Databases and the small cast that all tests share: `ada` of marketing, `sam` of sales, `root` the administrator."""

import fcntl
import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection
from django.db.models.signals import post_migrate

hypothesis.settings.register_profile("suite", max_examples=20, deadline=None)
hypothesis.settings.register_profile("deep", max_examples=3_000, deadline=None)  # --hypothesis-profile deep
hypothesis.settings.load_profile("suite")


POSTGRES = os.environ.get("HANDRAISER_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")


class Tables:
    """What `handraiser migrate` leaves, to be copied: made once for all processes of a run, as it takes ten seconds.

    Each process that still runs has a file in `users`; the last one drops the database.
    """

    def __init__(self, shared: Path, run: str) -> None:
        self._folder = shared / "tables"
        self._name = f"handraiser_tables_{run}"
        self._user = self._folder / "users" / str(os.getpid())
        self._user.parent.mkdir(parents=True, exist_ok=True)
        self._user.touch()

    @cached_property
    def folder(self) -> Path:
        """A data folder on SQLite."""
        data = self._folder / "sqlite"
        with self._alone():
            if not data.exists():
                self._migrate(self._folder / "making", "")
                (self._folder / "making").rename(data)
        return data

    @cached_property
    def database(self) -> str:
        """The name of a PostgreSQL database that nobody is connected to."""
        made = self._folder / "postgresql"
        with self._alone():
            if not made.exists():
                self._on_server("DROP DATABASE IF EXISTS {}", "CREATE DATABASE {}")
                self._migrate(made, f"{POSTGRES.rpartition('/')[0]}/{self._name}")
        return self._name

    def leave(self) -> None:
        """This process needs them no more."""
        with self._alone():
            self._user.unlink()
            if not any(self._user.parent.iterdir()) and (self._folder / "postgresql").exists():
                self._on_server("DROP DATABASE {} WITH (FORCE)")
                shutil.rmtree(self._folder / "postgresql")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with open(self._folder / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _migrate(self, data: Path, url: str) -> None:
        data.mkdir()
        own = {"HANDRAISER_DATA": str(data), "DATABASE_URL": url, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-m", "handraiser", "migrate"]
        subprocess.run(command, env={**os.environ, **own}, check=True, stdout=subprocess.DEVNULL)

    def _on_server(self, *statements: str) -> None:
        with psycopg.connect(POSTGRES, autocommit=True) as server:
            for statement in statements:
                server.execute(statement.format(self._name))


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory, testrun_uid: str) -> Iterator[Tables]:
    """To begin where `handraiser migrate` ends, without its seconds."""
    folder = tmp_path_factory.getbasetemp()
    made = Tables(folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder, testrun_uid)
    yield made
    made.leave()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory, tables) -> None:
    """Copies of what was migrated; on SQLite real files, so that other connections (Arrow's) can read them."""
    folder = tmp_path_factory.mktemp("databases") / "data"
    for database in settings.DATABASES.values():
        database["TEST"]["MIGRATE"] = False  # the log's file holds its own tables alone
        if "sqlite" in database["ENGINE"]:
            if not folder.exists():
                shutil.copytree(tables.folder, folder)
            database["TEST"]["NAME"] = str(folder / Path(database["NAME"]).name)
        else:
            database["TEST"]["TEMPLATE"] = tables.database


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """Django need not make the files anew that were copied."""
    return django_db_keepdb or connection.vendor == "sqlite"


@pytest.fixture(scope="session", autouse=True)
def _no_permissions() -> None:
    """Django writes rows for permissions, which nobody has here, each time a test of several connections cleans up."""
    post_migrate.disconnect(dispatch_uid="django.contrib.auth.management.create_permissions")
    post_migrate.disconnect(create_contenttypes)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Tests of several connections clean up by DELETE on SQLite, which the audit log would refuse."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_no_delete")
            connection.ops.sql_flush = functools.partial(_emptied_marks_last, connection.ops.sql_flush)
        else:
            connection.ops.sql_flush = _emptied


def _emptied(style: object, tables: list[str], **_: object) -> list[str]:
    """PostgreSQL deletes the few rows of a test in a tenth of the time in which it truncates a hundred tables."""
    plainly = "SET LOCAL session_replication_role = replica"  # neither triggers nor foreign keys look on
    each = "".join(f'IF EXISTS (SELECT FROM "{table}") THEN DELETE FROM "{table}"; END IF; ' for table in tables)
    return [plainly, f"DO $$ BEGIN {each}END $$"] if tables else []


def _emptied_marks_last(flush: Callable[..., list[str]], *args: object, **kwargs: object) -> list[str]:
    """On SQLite the triggers look on: to empty the standings marks their people, for the next test to find."""
    return sorted(flush(*args, **kwargs), key=lambda statement: "people_changed" in statement)


@pytest.fixture(autouse=True)
def _own_data_folder(settings, tmp_path) -> None:
    """No test writes into the data folder of a real installation, nor waits for a slow password hash."""
    settings.DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """What the test's thread has open to read goes with the test's own connections."""
    yield
    if any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db")):
        from handraiser.lifecycle import snapshots  # noqa: PLC0415 - after Django is set up

        snapshots.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that uses the database uses all of it: the log and the rest."""
    for item in items:
        for mark in item.iter_markers("django_db"):
            mark.kwargs.setdefault("databases", "__all__")


@pytest.fixture
def ada(db):
    return _user("ada@acme.example", "Ada Marketing", "marketing")


@pytest.fixture
def sam(db):
    return _user("sam@acme.example", "Sam Sales", "sales")


@pytest.fixture
def root(db):
    return _user("root@acme.example", "Root", "administrator")


def _user(email: str, name: str, role: str):
    from handraiser.organisation.models import User  # noqa: PLC0415 - after Django is set up

    return User.objects.create_user(email, "a long enough password", name=name, role=role)
