"""Two ways around the audit log's triggers are closed: TRUNCATE on PostgreSQL, and INSERT OR REPLACE on SQLite, which
deletes the row that it replaces without asking a trigger of DELETE.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = (
    "CREATE TRIGGER audit_no_replace BEFORE INSERT ON organisation_auditentry "
    "WHEN EXISTS (SELECT 1 FROM organisation_auditentry WHERE id = NEW.id) "
    "BEGIN SELECT RAISE(ABORT, 'The audit log is append-only.'); END"
)
POSTGRESQL = (
    "CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON organisation_auditentry "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only()"
)
UNDO_SQLITE = "DROP TRIGGER audit_no_replace"
UNDO_POSTGRESQL = "DROP TRIGGER audit_no_truncate ON organisation_auditentry"


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _run(editor, SQLITE if editor.connection.vendor == "sqlite" else POSTGRESQL)


def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    _run(editor, UNDO_SQLITE if editor.connection.vendor == "sqlite" else UNDO_POSTGRESQL)


def _run(editor: BaseDatabaseSchemaEditor, statement: str) -> None:
    if editor.connection.alias == "default":  # the event log's file has no audit table
        editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("organisation", "0005_api_tokens")]
    operations = [migrations.RunPython(forwards, backwards)]
