"""Which database a model lives in: the event log has a file of its own on SQLite."""

from typing import Any

from django.conf import settings
from django.db import models

EVENT_LOG = {"event", "quarantined", "arrival"}


class EventLogRouter:
    """`events.db` holds the log, `app.db` the rest; on PostgreSQL both are the one database."""

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        """The alias of `model`'s database."""
        return self._alias(model._meta.app_label, model._meta.model_name)

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, model_name: str | None = None, **hints: Any) -> bool | None:
        """Each table is made in its own database only. A migration step without a model says where by hint."""
        if model_name is None:
            return bool(db == hints.get("database", "default"))
        return db == self._alias(app_label, model_name)

    @staticmethod
    def _alias(app_label: str, model_name: str | None) -> str:
        return settings.EVENTS_DB if app_label == "events" and model_name in EVENT_LOG else "default"
