import sqlite3

import pytest
from django.db import DataError, IntegrityError, InterfaceError, OperationalError

from handraiser.lifecycle import snapshots
from handraiser.lifecycle.models import Standing
from handraiser.organisation.models import AuditEntry
from handraiser.worker import parking
from handraiser.worker.leases import LeaseLost
from handraiser.worker.models import Parked


class Poisoned(Exception):
    """What a row does that cannot be done."""


def halved(rows, poisoned, error=Poisoned):
    """What was done and what was parked."""
    done, parked = [], []

    def work(some):
        if bad := [row for row in some if row in poisoned]:
            raise error(f"cannot do {bad}")
        done.extend(some)

    parking.halve(rows, work, lambda row, error: parked.append(row))
    return done, parked


def test_one_bad_row_of_many_is_parked_and_the_rest_is_done_in_order():
    assert halved(list(range(100)), {37}) == ([row for row in range(100) if row != 37], [37])


def test_several_bad_rows_are_all_found():
    assert halved(list(range(9)), {0, 4, 8})[1] == [0, 4, 8]


@pytest.mark.parametrize("error", [InterfaceError, LeaseLost])
def test_what_says_nothing_about_the_rows_parks_none(error):
    with pytest.raises(error):
        halved([1, 2, 3], {2}, error)


def test_a_locked_database_passes_and_a_refused_row_does_not():
    import sqlite3

    locked = OperationalError("database is locked")
    locked.__cause__ = sqlite3.OperationalError("database is locked")
    assert parking.is_passing(locked)
    assert not parking.is_passing(DataError("out of range"))
    assert not parking.is_passing(IntegrityError("check failed"))


def test_a_deadlock_passes_and_an_index_row_that_is_too_large_does_not():
    import psycopg.errors

    for cause, passes in ((psycopg.errors.DeadlockDetected, True), (psycopg.errors.ProgramLimitExceeded, False)):
        error = OperationalError("no")
        error.__cause__ = cause("no")
        assert parking.is_passing(error) == passes


@pytest.mark.django_db(transaction=True)
def test_a_database_that_lets_no_more_readers_in_costs_nobody_a_parking(website, starter_model, work, monkeypatch):
    """Histories are read over a connection of their own, which a full or ending server refuses on its own."""
    website.identify("a", email="a@one.example")
    website.identify("b", email="b@two.example")
    refused = ["_open_sqlite", "_open_postgresql"]
    kept = {name: getattr(snapshots, name) for name in refused}
    snapshots.close()
    for name in refused:
        monkeypatch.setattr(snapshots, name, _no_more)
    with pytest.raises(sqlite3.OperationalError):
        work()
    assert not Parked.objects.exists()
    for name in refused:
        monkeypatch.setattr(snapshots, name, kept[name])
    work()
    assert Standing.objects.count() == 2


def _no_more():
    return sqlite3.connect("file:/nowhere/app.db?mode=ro", uri=True)


@pytest.mark.django_db
def test_an_error_that_quotes_what_no_database_stores_can_be_parked():
    parking.park("identify", 7, ValueError("a NUL \x00 and a lone surrogate \ud800"))
    assert "NUL" in Parked.objects.get().error


@pytest.mark.django_db
def test_asking_for_another_try_is_audited_and_refused_once_settled(root):
    parking.park("identify", 7, ValueError("no"))
    parked = Parked.objects.get()
    parking.retry(parked, root)
    assert AuditEntry.objects.get(act="parked.retried").by == root
    parking.settle("identify", [7])
    with pytest.raises(parking.AlreadySettled):
        parking.retry(parked, root)


@pytest.mark.django_db
def test_an_event_can_be_discarded_and_a_person_cannot(root):
    parking.park("identify", 7, ValueError("no"))
    parking.park("rescore", 8, ValueError("no"))
    parking.discard(Parked.objects.get(row_id=7), root)
    assert Parked.objects.get(row_id=7).settled_us
    with pytest.raises(parking.CannotBeDiscarded):
        parking.discard(Parked.objects.get(row_id=8), root)


@pytest.mark.django_db
def test_the_page_offers_what_can_be_done_by_whoever_looks(client, root, ada):
    parking.park("rescore", 8, ValueError("no"))
    client.force_login(root)
    page = client.get("/operations/health/").content.decode()
    assert ("Try again" in page, "Discard" in page) == (True, False)
    parking.park("identify", 7, ValueError("no"))
    assert "Discard" in client.get("/operations/health/").content.decode()
    client.force_login(ada)
    page = client.get("/operations/health/").content.decode()
    assert ("ValueError" in page, "Try again" in page, "Discard" in page) == (True, False, False)
