"""Where the collector's one writer puts rows. A store owns one connection, opened in the writer's thread."""

from typing import Protocol

from django.conf import settings

from handraiser.events.rows import NewEvent, NewRefusal
from handraiser.events.stores.postgres import PostgresStore
from handraiser.events.stores.sqlite import SqliteStore
from handraiser.events.stores.stamping import Stamp


class Store(Protocol):
    """Exceptions say whose fault it was: `away` holds those that trying again may mend, `faults` those of a row."""

    away: tuple[type[Exception], ...]
    faults: tuple[type[Exception], ...]

    def write(self, events: list[NewEvent], refusals: list[NewRefusal]) -> None:
        """All or nothing, durable on return. An event whose message id the source has sent before is left out."""

    def write_one_by_one(self, events: list[NewEvent], refusals: list[NewRefusal]) -> None:
        """As `write`, but an event that the database refuses goes to quarantine instead."""

    def close(self) -> None:
        """Give the connection back."""


def open_store(stamp: type[Stamp] = Stamp) -> Store:
    """The installation's event log."""
    return PostgresStore(stamp) if settings.EVENTS_DB == "default" else SqliteStore(stamp)
