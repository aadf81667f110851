"""Databases and the small cast that all tests share: `ada` of marketing, `sam` of sales, `root` the administrator."""

import functools
from collections.abc import Callable, Iterator

import hypothesis
import pytest
from django.conf import settings
from django.contrib.contenttypes.management import create_contenttypes
from django.db import connection
from django.db.models.signals import post_migrate

hypothesis.settings.register_profile("suite", max_examples=20, deadline=None)
hypothesis.settings.register_profile("deep", max_examples=3_000, deadline=None)  # --hypothesis-profile deep
hypothesis.settings.load_profile("suite")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory) -> None:
    """On SQLite real files in a folder of this run, so that other connections (Arrow's) can read them."""
    for alias, database in settings.DATABASES.items():
        if "sqlite" in database["ENGINE"]:
            database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("databases") / f"{alias}.db")


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
    """Django closes its connections after a test of several, so that those of ADBC can go too; in a process none do."""
    yield
    if any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db")):
        from handraiser.lifecycle import snapshots  # noqa: PLC0415 - after Django is set up

        snapshots.close_all()


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
