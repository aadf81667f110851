"""The database itself refuses to change or delete an audit entry, whoever asks."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = [
    f"CREATE TRIGGER audit_no_{act.lower()} BEFORE {act} ON organisation_auditentry "
    "BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END"
    for act in ("UPDATE", "DELETE")
]
POSTGRESQL = [
    "CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'The audit log is append-only.'; END $$",
    "CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON organisation_auditentry "
    "FOR EACH ROW EXECUTE FUNCTION audit_append_only()",
]
UNDO_SQLITE = ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"]
UNDO_POSTGRESQL = [
    "DROP TRIGGER audit_append_only ON organisation_auditentry",
    "DROP FUNCTION audit_append_only()",
]


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _run(editor, SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL)


def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _run(editor, UNDO_SQLITE if editor.connection.vendor == "sqlite" else UNDO_POSTGRESQL)


def _run(editor: BaseDatabaseSchemaEditor, statements: list[str]) -> None:
    if editor.connection.alias == "default":  # the event log's file has no audit table
        for statement in statements:
            editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
