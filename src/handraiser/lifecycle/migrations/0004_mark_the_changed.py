"""The database itself marks whoever changed: a person, a standing, a stage change, whatever wrote it."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

MARK = "INSERT INTO people_changed (person_id) VALUES"
MARKED = {
    "people_person_inserted": ("AFTER INSERT ON people_person", f"{MARK} (NEW.id)"),
    "people_person_updated": ("AFTER UPDATE ON people_person", f"{MARK} (NEW.id)"),
    "people_person_folded": (
        "AFTER UPDATE OF canonical_id ON people_person",
        f"{MARK} (coalesce(OLD.canonical_id, NEW.id)), (coalesce(NEW.canonical_id, NEW.id))",
    ),
    "standing_inserted": ("AFTER INSERT ON lifecycle_standing", f"{MARK} (NEW.person_id)"),
    "standing_updated": ("AFTER UPDATE ON lifecycle_standing", f"{MARK} (NEW.person_id)"),
    "standing_deleted": ("AFTER DELETE ON lifecycle_standing", f"{MARK} (OLD.person_id)"),
    "stage_change_inserted": ("AFTER INSERT ON lifecycle_stagechange", f"{MARK} (NEW.person_id)"),
}


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.alias != "default":
        return
    for name, (when, act) in MARKED.items():
        if editor.connection.vendor == "sqlite":
            editor.execute(f"CREATE TRIGGER mark_{name} {when} BEGIN {act}; END")
        else:
            returns = "OLD" if "DELETE" in when else "NEW"
            editor.execute(
                f"CREATE FUNCTION mark_{name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN {act}; RETURN {returns}; END $$"
            )
            editor.execute(f"CREATE TRIGGER mark_{name} {when} FOR EACH ROW EXECUTE FUNCTION mark_{name}()")
    editor.execute("INSERT INTO people_changed (person_id) SELECT id FROM people_person")


def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.alias != "default":
        return
    for name, (when, _) in MARKED.items():
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER mark_{name}")
        else:
            editor.execute(f"DROP TRIGGER mark_{name} ON {when.rsplit(' ', 1)[1]}")
            editor.execute(f"DROP FUNCTION mark_{name}()")


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0003_time_zone_of_a_version"), ("people", "0006_changed")]
    operations = [migrations.RunPython(forwards, backwards)]
