"""Exports: what the list shows, harmless in a spreadsheet, written once."""

import csv
import io
import os
import re
import time
import zipfile

import pytest
from django.http import QueryDict

from handraiser.audiences import exporting, preparing
from handraiser.audiences.kept import Export
from handraiser.audiences.kinds import COMPANIES, PEOPLE
from handraiser.audiences.wanted import Wanted
from handraiser.organisation.models import AuditEntry, User
from handraiser.people import changing
from handraiser.people.models import Company, Person

pytestmark = pytest.mark.django_db
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", '=HYPERLINK("http://evil.example")']


@pytest.fixture
def crowd(db) -> None:
    for number, title in enumerate([*HOSTILE, "Größe, “x”\nsecond line"]):
        seen_us = 1_700_000_000_000_000 + number
        Person.objects.create(first_seen_us=seen_us, last_seen_us=seen_us, name=f"P{number}", title=title)
    preparing.refresh(changing.take(1_000))


def wanted(query: str = "columns=title,total,last_seen&sort=name") -> Wanted:
    return Wanted.read(PEOPLE, QueryDict(query))


def test_csv_holds_the_list_in_its_order_and_runs_nothing(crowd, ada):
    ada.time_zone = "Europe/Zurich"
    ada.save()
    file = exporting.path(exporting.ask(wanted(), "csv", by=ada))
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))
    assert rows[0] == ["Person", "Title", "Total", "Last seen"]
    assert [row[0] for row in rows[1:]] == [f"P{number}" for number in range(8)]
    assert [row[1] for row in rows[1:8]] == [f"'{title}" for title in HOSTILE]
    assert rows[8][1] == "Größe, “x”\nsecond line"
    assert rows[1][2:] == ["", "2023-11-14T23:13:20+01:00"]


def test_excel_gets_text_as_text(crowd, ada):
    file = exporting.path(exporting.ask(wanted(), "xlsx", by=ada))
    sheet = zipfile.ZipFile(file).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "=1+1" in re.sub(r"<[^>]+>", " ", sheet)


@pytest.mark.parametrize("kind", [PEOPLE, COMPANIES])
def test_no_column_of_words_runs_in_a_spreadsheet(crowd, ada, kind):
    company = Company.objects.create(name="Bobco", first_seen_us=1)
    Person.objects.filter(name="P0").update(company=company)
    preparing.refresh(changing.take(1_000))
    words = {name: column.order for name, column in kind.columns.items() if isinstance(column.nothing, str)}
    longest = {field.name: field.max_length for field in kind.model._meta.concrete_fields}
    hostile = {order: "=1+1"[: longest[order]] for order in words.values() if order != "called"}
    kind.rows.update(**hostile, name="=1+1")
    asked = Wanted.read(kind, QueryDict(f"columns={','.join(words)}"))
    lines = exporting.path(exporting.ask(asked, "csv", by=ada)).read_text("utf-8-sig").splitlines()[1:]
    assert lines
    assert {cell for line in csv.reader(lines) for cell in line} == {"'=1+1"}
    book = zipfile.ZipFile(exporting.path(exporting.ask(asked, "xlsx", by=ada)))
    assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


def test_what_takes_long_is_written_by_the_worker_once(crowd, ada, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 3)
    monkeypatch.setattr(exporting, "BATCH", 3)
    export = exporting.ask(wanted(), "csv", by=ada)
    assert export.ready_us is None
    assert exporting.work(lambda: True) == 0
    assert exporting.work() == 1
    assert exporting.work() == 0
    export.refresh_from_db()
    assert export.rows == 8
    assert exporting.path(export).exists()
    Export.objects.update(expires_us=1)
    assert exporting.work() == 1
    assert not exporting.path(export).exists()


def test_viewers_may_not_and_nobody_fetches_somebody_else_s(client, crowd, ada, sam):
    viewer = User.objects.create_user("vic@acme.example", "a long enough password", role="viewer")
    client.force_login(viewer)
    assert client.post("/lists/people/export/", {"format": "csv"}).status_code == 403
    export = exporting.ask(wanted(), "csv", by=ada)
    client.force_login(sam)
    assert client.get(f"/exports/{export.key}/").status_code == 404
    client.force_login(ada)
    answer = client.get(f"/exports/{export.key}/")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert b"P7" in b"".join(answer.streaming_content)
    assert AuditEntry.objects.filter(act="list.exported", by=ada).count() == 1


def test_a_file_of_people_is_forgotten_and_one_being_written_is_written_anew(
    crowd, ada, monkeypatch, django_capture_on_commit_callbacks
):
    ready = exporting.ask(wanted(), "csv", by=ada)
    monkeypatch.setattr(exporting, "AT_ONCE", 3)
    monkeypatch.setattr(exporting, "BATCH", 3)
    written = exporting.ask(wanted(), "csv", by=ada)

    def forgotten() -> bool:
        with django_capture_on_commit_callbacks(execute=True):
            exporting.forget_people()
        return False

    assert exporting.work(forgotten) == 0
    assert not exporting.path(ready).exists()
    assert not list(exporting.path(ready).parent.glob("*.part"))
    Export.objects.get(pk=written.pk, ready_us=None, alive_us=None)
    assert exporting.work() == 1
    written.refresh_from_db()
    assert (written.rows, exporting.path(written).exists()) == (8, True)


def test_what_a_killed_writer_left_goes_after_a_day_and_a_ready_file_stays(crowd, ada):
    ready = exporting.ask(wanted(), "csv", by=ada)
    folder = exporting.path(ready).parent
    left, fresh = folder / "019a.0badcafe.part", folder / "019b.0badcafe.part"
    for file in (left, fresh):
        file.write_text("bob@bobco.example")
    two_days_ago = time.time() - 2 * 86_400
    for file in (left, exporting.path(ready)):
        os.utime(file, (two_days_ago, two_days_ago))
    exporting.work()
    assert sorted(folder.iterdir()) == sorted([exporting.path(ready), fresh])


def test_a_writer_that_was_silent_for_long_leaves_the_file_to_whoever_took_over(crowd, ada, monkeypatch):
    monkeypatch.setattr(exporting, "AT_ONCE", 3)
    monkeypatch.setattr(exporting, "BATCH", 3)
    export = exporting.ask(wanted(), "csv", by=ada)
    others = []

    def silent() -> bool:
        if not others:
            others.append("took over")
            Export.objects.filter(pk=export.pk).update(alive_us=1)
            assert exporting.work() == 1
        return False

    assert exporting.work(silent) == 0
    export.refresh_from_db()
    assert (export.rows, exporting.path(export).read_text().count("P7")) == (8, 1)
