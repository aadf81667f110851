"""Databases and the small cast that all tests share: `ada` of marketing, `sam` of sales, `root` the administrator."""

import hypothesis
import pytest
from django.conf import settings
from django.db import connection

hypothesis.settings.register_profile("suite", max_examples=40, deadline=None)
hypothesis.settings.register_profile("deep", max_examples=3_000, deadline=None)  # --hypothesis-profile deep
hypothesis.settings.load_profile("suite")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix, tmp_path_factory) -> None:
    """On SQLite real files in a folder of this run, so that other connections (Arrow's) can read them."""
    for alias, database in settings.DATABASES.items():
        if "sqlite" in database["ENGINE"]:
            database["TEST"]["NAME"] = str(tmp_path_factory.mktemp("databases") / f"{alias}.db")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """Tests of several connections clean up by DELETE on SQLite, which the audit log would refuse."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER audit_no_delete")


@pytest.fixture(autouse=True)
def _own_data_folder(settings, tmp_path) -> None:
    """No test writes into the data folder of a real installation, nor waits for a slow password hash."""
    settings.DATA = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


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
