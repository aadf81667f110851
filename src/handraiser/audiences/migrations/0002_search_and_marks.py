"""Searching in the middle of words; and marks of what changes a list without writing a person or a standing."""

from django.db import DatabaseError, migrations, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SEARCHED = {"audiences_listed": "person_id", "audiences_listedcompany": "company_id"}
MARK = "INSERT INTO people_changed (person_id)"
MARKED = {
    "company_updated": (
        "UPDATE",
        "people_company",
        "true",
        f"{MARK} SELECT id FROM people_person WHERE company_id = NEW.id",
    ),
    "company_told": (
        "INSERT",
        "people_traitvalue",
        "NEW.company_id IS NOT NULL",
        f"{MARK} SELECT id FROM people_person WHERE company_id = NEW.company_id",
    ),
    "country_told": (
        "INSERT",
        "people_traitvalue",
        "NEW.person_id IS NOT NULL AND NEW.name = 'country'",
        f"{MARK} VALUES (NEW.person_id)",
    ),
    "owner_renamed": (
        "UPDATE",
        "organisation_user",
        "(OLD.name <> NEW.name OR OLD.email <> NEW.email)",
        f"{MARK} SELECT id FROM people_person WHERE owner_id = NEW.id",
    ),
}


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.alias != "default":
        return
    if editor.connection.vendor == "sqlite":
        for table, key in SEARCHED.items():
            _search_by_trigrams(editor, table, key)
    else:
        _index_trigrams(editor)
    for name, (when, table, holds, act) in MARKED.items():
        if editor.connection.vendor == "sqlite":
            editor.execute(f"CREATE TRIGGER mark_{name} AFTER {when} ON {table} WHEN {holds} BEGIN {act}; END")
        else:
            editor.execute(
                f"CREATE FUNCTION mark_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {act}; RETURN NEW; END $$"
            )
            editor.execute(
                f"CREATE TRIGGER mark_{name} AFTER {when} ON {table} FOR EACH ROW WHEN ({holds})"
                f" EXECUTE FUNCTION mark_{name}()"
            )
    editor.execute(f"{MARK} SELECT id FROM people_person")


def _search_by_trigrams(editor: BaseDatabaseSchemaEditor, table: str, key: str) -> None:
    """The index holds no text of its own: it is told the old words to forget them."""
    index = f"{table}_words"
    editor.execute(
        f"CREATE VIRTUAL TABLE {index} USING fts5(words, content={table}, content_rowid={key},"
        " tokenize='trigram', columnsize=0)"
    )
    learn = f"INSERT INTO {index} (rowid, words) VALUES (NEW.{key}, NEW.words)"
    forget = f"INSERT INTO {index} ({index}, rowid, words) VALUES ('delete', OLD.{key}, OLD.words)"
    editor.execute(f"CREATE TRIGGER {index}_inserted AFTER INSERT ON {table} BEGIN {learn}; END")
    editor.execute(f"CREATE TRIGGER {index}_deleted AFTER DELETE ON {table} BEGIN {forget}; END")
    editor.execute(
        f"CREATE TRIGGER {index}_updated AFTER UPDATE ON {table} WHEN OLD.words <> NEW.words"
        f" BEGIN {forget}; {learn}; END"
    )


def _index_trigrams(editor: BaseDatabaseSchemaEditor) -> None:
    """Whoever may not make the extension has search without its index: right, and slower the more people there are."""
    try:
        with transaction.atomic(using=editor.connection.alias):
            editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            for table in SEARCHED:
                editor.execute(f"CREATE INDEX {table}_words ON {table} USING gin (words gin_trgm_ops)")
    except DatabaseError as refused:
        print(f"\n    Search has no index, as pg_trgm cannot be had: {str(refused).splitlines()[0]}")  # noqa: T201


def backwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.alias != "default":
        return
    for name, (_, table, _, _) in MARKED.items():
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER mark_{name}")
        else:
            editor.execute(f"DROP TRIGGER mark_{name} ON {table}")
            editor.execute(f"DROP FUNCTION mark_{name}()")
    for table in SEARCHED:
        if editor.connection.vendor == "sqlite":
            for when in ("inserted", "deleted", "updated"):
                editor.execute(f"DROP TRIGGER {table}_words_{when}")
            editor.execute(f"DROP TABLE {table}_words")
        else:
            editor.execute(f"DROP INDEX IF EXISTS {table}_words")


class Migration(migrations.Migration):
    dependencies = [
        ("audiences", "0001_listed"),
        ("lifecycle", "0004_mark_the_changed"),
        ("people", "0009_touches"),
        ("organisation", "0004_regions"),
    ]
    operations = [migrations.RunPython(forwards, backwards)]
