"""A file is brought, imported and identified as the worker would; the kernel stays away."""

import csv
import io
from collections.abc import Callable, Sequence

import pytest
from django.db import transaction

from handraiser.events import reading
from handraiser.exchange.importing import preparing, running
from handraiser.exchange.models import Import
from handraiser.people.identifying import identify
from handraiser.people.models import Sighting

Bring = Callable[..., Import]


@pytest.fixture
def bring(ada) -> Bring:
    """`bring("contacts", "email,title\\nbob@bobco.example,CEO\\n")`: text or bytes."""

    def _bring(kind: str, text: str | bytes, **options: str) -> Import:
        content = text.encode() if isinstance(text, str) else text
        row = preparing.bring(kind, "file.csv", io.BytesIO(content), ada)
        if options:
            preparing.map_columns(row, {}, {}, options)
        return row

    return _bring


@pytest.fixture
def imported(bring, ada) -> Bring:
    """The same, imported and identified."""

    def _imported(kind: str, text: str | bytes, **options: str) -> Import:
        row = bring(kind, text, **options)
        run(row, ada)
        return row

    return _imported


def run(row: Import, by) -> None:
    preparing.start(row, by)
    running.run_now(row)
    take()


def take() -> None:
    """Identify what has not been yet."""
    seen = set(Sighting.objects.values_list("event_id", flat=True))
    rows = [event for event in reading.after(0, 1_000_000) if event.id not in seen]
    for start in range(0, len(rows), 5_000):
        with transaction.atomic():
            identify(rows[start : start + 5_000])


def as_csv(rows: Sequence[Sequence[object]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue()
