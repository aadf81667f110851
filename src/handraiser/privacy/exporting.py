"""Everything held about one person as one ZIP (GDPR, articles 15 and 20).

`person.json` is what is known and what became of it, kind by kind; `events.jsonl` and `events.csv` are what the person
did, one line an event.
"""

import csv
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Any

from handraiser.clock import from_us
from handraiser.events import reading
from handraiser.events.reading import EventRow
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people.models import Person, Sighting
from handraiser.privacy.erasing import everybody
from handraiser.privacy.holdings import HOLDINGS, IDENTITIES

AT_ONCE = 1_000  # events read at a time
PERSON = ("key", "email", "name", "title", "first_seen_us", "last_seen_us", "known_us")
FORMULA = "=+-@\t\r"


def export(person: Person, to: IO[bytes], *, by: User | None = None, by_name: str = "") -> None:
    """Write the ZIP of a canonical person, with all who are folded into it; and that somebody asked for it."""
    people = everybody(person)
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", json.dumps(_facts(person, people), ensure_ascii=False, indent=2))
        with archive.open("events.jsonl", "w", force_zip64=True) as lines:
            for event in _events(people):
                lines.write(json.dumps(_told(event), ensure_ascii=False).encode() + b"\n")
        with archive.open("events.csv", "w", force_zip64=True) as table:
            table.write(_row(["occurred_at", "received_at", "kind", "name", "path", "title", "ip", "message"]))
            for event in _events(people):
                table.write(_row(_cells(event)))
    audit.record("person.exported", f"person {person.pk}", by=by, by_name=by_name)


def file_name(person: Person) -> str:
    """Without the person's name: it stands in browsers' lists of downloads."""
    return f"person-{person.key}.zip"


def _facts(person: Person, people: list[int]) -> dict[str, Any]:
    rows = Person.objects.filter(pk__in=people).order_by("pk").values("id", *PERSON, "company__name", "company__domain")
    held = {each.name: [_plain(row) for row in each.export(people)] for each in (IDENTITIES, *HOLDINGS) if each.shown}
    return {
        "person": str(person.key),
        "exported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "rows": [_plain(row) for row in rows],
        **{name: some for name, some in held.items() if some},
    }


def _events(people: list[int]) -> Iterator[EventRow]:
    ids = list(
        Sighting.objects.filter(identity__person__in=people)
        .order_by("occurred_us", "event_id")
        .values_list("event_id", flat=True)
    )
    for start in range(0, len(ids), AT_ONCE):
        yield from sorted(reading.by_ids(ids[start : start + AT_ONCE]), key=lambda event: event.occurred_us)


def _told(event: EventRow) -> dict[str, Any]:
    return _plain(event._asdict() | {"payload": json.loads(event.payload)})


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Moments as RFC 3339 text (`at_us` becomes `at`), JSON text as what it says, the rest as it is."""
    return dict(_named(name, value) for name, value in row.items())


def _named(name: str, value: Any) -> tuple[str, Any]:
    if name.endswith("_us"):
        name = "at" if name == "at_us" else f"{name.removesuffix('_us')}_at"
        return name, from_us(value).isoformat() if value else None
    if name == "value" and isinstance(value, str):
        return name, _said(value)
    return name, value if isinstance(value, str | int | float | bool | list | dict | None) else str(value)


def _said(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def _cells(event: EventRow) -> list[str]:
    moments = [from_us(each).isoformat() for each in (event.occurred_us, event.received_us)]
    texts = (event.name, event.path, event.title, event.ip, event.payload)
    return [*moments, event.kind, *(_safe(text or "") for text in texts)]


def _safe(text: str) -> str:
    """A spreadsheet runs what begins like a formula."""
    return f"'{text}" if text.startswith(tuple(FORMULA)) else text


class _Line:
    """Takes what the csv writer writes."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text = text


def _row(cells: list[str]) -> bytes:
    line = _Line()
    csv.writer(line).writerow(cells)
    return line.text.encode()
