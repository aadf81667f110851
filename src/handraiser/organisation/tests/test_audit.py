import pytest
from django.db import DatabaseError, connection, transaction

from handraiser.organisation.audit import record
from handraiser.organisation.models import AuditEntry, AuditIsAppendOnly


@pytest.mark.django_db
def test_an_audit_entry_says_who_did_what(ada):
    record("source.created", "source 1 Website", by=ada, strict=True)
    entry = AuditEntry.objects.get()
    assert (entry.by_name, entry.act, entry.facts) == ("Ada Marketing", "source.created", {"strict": True})


@pytest.mark.django_db
def test_an_audit_entry_can_be_neither_changed_nor_deleted(ada):
    entry = record("source.created", by=ada)
    with pytest.raises(AuditIsAppendOnly):
        entry.save()
    with pytest.raises(AuditIsAppendOnly):
        entry.delete()


@pytest.mark.django_db
def test_the_database_refuses_to_change_an_audit_entry_too(ada):
    entry = record("source.created", by=ada)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.filter(pk=entry.pk).update(act="nothing.happened")


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "sqlite", reason="clean-up deletes; see test_command_line")
def test_the_database_refuses_to_delete_an_audit_entry(ada):
    record("source.created", by=ada)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEntry.objects.all()._raw_delete("default")


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has no INSERT OR REPLACE")
def test_sqlite_refuses_to_replace_an_audit_entry(ada):
    entry = record("source.created", by=ada)
    columns = (
        "INSERT OR REPLACE INTO organisation_auditentry (id, at, by_name, act, subject, facts) SELECT id, at, 'x',"
    )
    sql = f"{columns} 'nothing', '', '{{}}' FROM organisation_auditentry WHERE id = %s"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [entry.pk])
    assert AuditEntry.objects.get().act == "source.created"


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has no TRUNCATE; its DELETE is refused row by row")
def test_postgresql_refuses_to_empty_the_audit_log(ada):
    record("source.created", by=ada)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        # at once, for else the check of the entry's user, which waits for the commit, forbids it
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE organisation_auditentry")
