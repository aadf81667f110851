"""What the doctor sees that the command line's tests cannot arrange."""

import pytest
from django.db import connection

from handraiser.operations import doctor


@pytest.mark.parametrize(("off", "said"), [("autovacuum", True), ("track_counts", True), ("fsync", False)])
def test_a_server_that_keeps_no_statistics_is_warned_of(monkeypatch, off, said):
    monkeypatch.setattr(doctor, "_setting", lambda name: "off" if name == off else "on")
    found = list(doctor._statistics())
    assert [each.level for each in found] == [doctor.Level.WARNING] * said
    assert all("ANALYZE" in each.advice for each in found)


@pytest.mark.django_db
def test_sqlite_has_no_such_setting():
    assert connection.vendor == "sqlite"
    assert list(doctor._statistics()) == []
