"""A company's own owner: its name follows that of the user, and all companies are prepared anew."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

NAME = "mark_company_owner_renamed"
HOLDS = "(OLD.name <> NEW.name OR OLD.email <> NEW.email)"
ONE_OF_EACH = "INSERT INTO people_changed (person_id) SELECT min(p.id) FROM people_person p"
ACT = f"{ONE_OF_EACH} JOIN people_company c ON c.id = p.company_id WHERE c.owner_id = NEW.id GROUP BY p.company_id"


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.alias != "default":
        return
    if editor.connection.vendor == "sqlite":
        editor.execute(f"CREATE TRIGGER {NAME} AFTER UPDATE ON organisation_user WHEN {HOLDS} BEGIN {ACT}; END")
    else:
        editor.execute(
            f"CREATE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {ACT}; RETURN NEW; END $$"
        )
        editor.execute(
            f"CREATE TRIGGER {NAME} AFTER UPDATE ON organisation_user FOR EACH ROW WHEN ({HOLDS})"
            f" EXECUTE FUNCTION {NAME}()"
        )
    editor.execute(f"{ONE_OF_EACH} WHERE p.company_id IS NOT NULL GROUP BY p.company_id")


def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.alias != "default":
        return
    if editor.connection.vendor == "sqlite":
        editor.execute(f"DROP TRIGGER {NAME}")
    else:
        editor.execute(f"DROP TRIGGER {NAME} ON organisation_user")
        editor.execute(f"DROP FUNCTION {NAME}()")


class Migration(migrations.Migration):
    dependencies = [
        ("audiences", "0007_more_bulk_actions"),
        ("people", "0010_company_owner"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]
