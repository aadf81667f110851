"""What a back-up shows to others on the machine."""

import subprocess

import pytest

from handraiser.operations import backups


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ann:s%40cret@db.example:5432/crm?sslmode=require", "ann@db.example:5432/crm?sslmode=require"),
        ("postgresql://ann@db.example/crm", "ann@db.example/crm"),
        ("postgresql://db.example/crm", "db.example/crm"),
    ],
)
def test_the_list_of_processes_never_shows_the_databases_password(settings, monkeypatch, tmp_path, url, shown):
    settings.DATABASE_URL = url
    ran = []
    monkeypatch.setattr(subprocess, "run", lambda command, **more: ran.append((command, more["env"])))
    backups._dump_postgresql(tmp_path)
    command, environment = ran[0]
    assert f"--dbname=postgresql://{shown}" in command
    assert environment.get("PGPASSWORD") == ("s@cret" if "cret" in url else None)
