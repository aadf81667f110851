"""Bringing the tables of every database up to what this release needs."""

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def pending_migrations() -> list[str]:
    """Names such as "people.0002_initial" that some database still lacks; empty when all are up to date."""
    pending: dict[str, None] = {}
    for alias in settings.DATABASES:
        executor = MigrationExecutor(connections[alias])
        for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
            pending[f"{migration.app_label}.{migration.name}"] = None
    return list(pending)


def migrate() -> list[str]:
    """Apply what is pending on every database and say what that was. Safe to run twice."""
    settings.DATA.mkdir(0o700, parents=True, exist_ok=True)
    pending = pending_migrations()
    if pending:
        for alias in settings.DATABASES:
            call_command("migrate", database=alias, verbosity=0, interactive=False)
    return pending
