"""An installation of every release so far comes to the present tables with its rows.

`releases.json` names each release's last migrations; `tools/record-release VERSION` adds today's.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

RELEASES = Path(__file__).parent / "releases.json"
OURS = {"organisation", "events", "people", "lifecycle", "handoff", "audiences", "exchange", "privacy", "worker"}


@pytest.fixture
def empty(tmp_path: Path, django_db_blocker: Any) -> Iterator[None]:
    """Empty database files under every alias, for the length of a test."""
    names = {alias: connections[alias].settings_dict["NAME"] for alias in settings.DATABASES}
    with django_db_blocker.unblock():
        try:
            for alias in names:
                connections[alias].close()
                connections[alias].settings_dict["NAME"] = str(tmp_path / f"{alias}.db")
            yield
        finally:
            for alias, name in names.items():
                connections[alias].close()
                connections[alias].settings_dict["NAME"] = name


@pytest.mark.skipif("events" not in settings.DATABASES, reason="the files of SQLite stand for both")
@pytest.mark.parametrize("release", sorted(json.loads(RELEASES.read_text())))
def test_rows_of_a_release_survive_the_way_to_the_present_tables(empty, release):
    state = [tuple(name.split(".", 1)) for name in json.loads(RELEASES.read_text())[release]]
    for alias in settings.DATABASES:
        MigrationExecutor(connections[alias]).migrate(state)
    old = MigrationExecutor(connections["default"]).loader.project_state(state).apps
    user = old.get_model("organisation", "User").objects.create(email="ada@acme.example", role="marketing")
    person = old.get_model("people", "Person").objects.create(first_seen_us=1, last_seen_us=2, name="Bob")
    old.get_model("organisation", "AuditEntry").objects.create(act="user.created", by_name="system")
    for alias in settings.DATABASES:
        executor = MigrationExecutor(connections[alias])
        executor.migrate([leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] in OURS])
    new = MigrationExecutor(connections["default"]).loader.project_state().apps
    assert new.get_model("organisation", "User").objects.get(pk=user.pk).email == "ada@acme.example"
    assert new.get_model("people", "Person").objects.get(pk=person.pk).name == "Bob"
    assert new.get_model("organisation", "AuditEntry").objects.count() == 1
