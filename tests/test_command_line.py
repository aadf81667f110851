"""The commands as a user types them, on both databases."""

import json
import re
import shutil
import sqlite3
from contextlib import closing

import pytest

from handraiser.scoring.language import starter
from tests.installation import Installation

pytestmark = pytest.mark.server


def test_migrating_twice_does_nothing_the_second_time(installation):
    assert installation.ask("migrate")["applied"]
    assert installation.ask("migrate")["applied"] == []


def test_a_user_is_added_with_a_password_that_is_shown_once(migrated):
    made = migrated.ask("user", "add", "sam@acme.example", "--role", "sales", "--name", "Sam")
    assert (made["email"], made["role"]) == ("sam@acme.example", "sales")
    assert len(made["password"]) >= 12


def test_wrong_input_is_answered_in_one_line_with_code_1(migrated):
    migrated.command("user", "add", "sam@acme.example")
    assert "already" in migrated.command("user", "add", "SAM@acme.example", code=1)
    assert "no e-mail address" in migrated.command("user", "add", "sam", code=1)
    assert "Traceback" not in migrated.command("user", "add", "x@y.example", "--password-stdin", stdin="1234\n", code=1)


def test_a_model_is_checked_with_lines_and_published(migrated):
    good = migrated.folder / "model.yaml"
    good.write_text(starter("b2b-saas"))
    assert "holds" in migrated.command("model", "check", str(good))
    assert migrated.ask("model", "publish", str(good), "--note", "first")["version"] == 1
    assert migrated.command("model", "show") == good.read_text() + "\n"

    bad = migrated.folder / "bad.yaml"
    bad.write_text(good.read_text().replace("starts_with", "begins").replace("lt: 10", "below: 10"))
    line = next(number for number, text in enumerate(bad.read_text().splitlines(), 1) if "below" in text)
    told = migrated.command("model", "check", str(bad), code=1)
    assert re.search(rf"bad\.yaml:{line}:\d+: scores\.\S+: .+below", told)
    problems = json.loads(migrated.command("model", "check", str(bad), "--json", code=1))["problems"]
    assert any("below" in problem["found"] for problem in problems)
    assert "below" in migrated.command("model", "publish", str(bad), code=1)
    assert migrated.ask("model", "show")["version"] == 1


def test_a_file_of_contacts_is_checked_then_imported(migrated):
    file = migrated.folder / "contacts.csv"
    file.write_text("Contact no;E-mail;Job Title\n1;bob@bobco.example;CEO\n2;nobody;CTO\n3;BOB@bobco.example;CFO;x\n")
    checked = migrated.ask("import", "contacts", str(file), "--map", "Contact no=user_id", "--dry-run")
    assert (checked["state"], checked["new"], checked["refused"]) == ("checked", 1, 2)
    told = migrated.command("import", "contacts", str(file), "--map", "Contact no=user_id")
    assert "3 rows: 1 new, 0 updated, 2 refused." in told
    assert re.search(r"row 3  refused   bad_email  E-mail nobody", told)
    assert "There is no column 'No'" in migrated.command("import", "contacts", str(file), "--map", "No=user_id", code=1)
    file.write_text("email,name\nbob@bobco.example,x\n" + 'b@b.example,"' + "x" * 1_100_000)
    assert "Reading stops" in migrated.command("import", "contacts", str(file), "--dry-run", code=1)
    assert len(list((migrated.folder / "data" / "imports").iterdir())) == 1  # the one that was imported


def test_doctor_names_what_is_missing_and_what_to_do(installation):
    assert "handraiser migrate" in installation.command("doctor", code=1)
    installation.command("migrate")
    told = installation.command("doctor", code=1)
    assert "There is no administrator" in told
    assert "No model is published" in told


def test_a_new_data_folder_is_its_owners_alone(tmp_path):
    installation = Installation(tmp_path)
    installation.command("migrate")
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


def test_nobody_deletes_from_the_audit_log_of_an_installation(tmp_path, tables):
    shutil.copytree(tables.folder, tmp_path / "data")
    installation = Installation(tmp_path)
    installation.command("user", "add", "sam@acme.example")
    with closing(sqlite3.connect(tmp_path / "data" / "app.db")) as database:
        assert database.execute("SELECT count(*) FROM organisation_auditentry").fetchone()[0] > 0
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            database.execute("DELETE FROM organisation_auditentry")


def test_a_back_up_comes_back_after_the_data_are_lost(migrated):
    migrated.command("user", "add", "sam@acme.example")
    migrated.command("source", "add", "Website")
    file = migrated.folder / "backups" / "monday.tar.gz"
    migrated.command("backup", str(file))
    assert "already there" in migrated.command("backup", str(file), code=1)
    migrated.command("source", "add", "Made after the back-up")
    assert "--replace" in migrated.command("restore", str(file), code=1)
    migrated.command("restore", str(file), "--replace")
    assert "already" in migrated.command("user", "add", "sam@acme.example", code=1)
    migrated.command("source", "add", "Made after the back-up")  # it is gone, so the name is free again


def test_a_wrong_setting_stops_the_start_with_words(installation):
    installation.environment["DATABASE_URL"] = "mysql://root@127.0.0.1/x"
    assert "allowed: postgresql://" in installation.command("doctor", code=1)
