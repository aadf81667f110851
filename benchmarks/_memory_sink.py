"""The same collector with a store that keeps nothing: what the database costs is the difference."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handraiser.settings")

import django

django.setup()

from handraiser.events.collector import Collector  # noqa: E402 - after Django is set up
from handraiser.events.rows import NewEvent, NewRefusal  # noqa: E402


class MemorySink:
    """Takes every row and forgets it."""

    away: tuple[type[Exception], ...] = ()
    faults: tuple[type[Exception], ...] = ()

    def write(self, events: list[NewEvent], refusals: list[NewRefusal]) -> None:
        """Nothing to wait for."""

    write_one_by_one = write

    def close(self) -> None:
        """Nothing to give back."""


app = Collector(MemorySink)
