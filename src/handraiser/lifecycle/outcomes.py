"""What sales says became of somebody, read out of events that a server vouches for."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from handraiser.errors import HandraiserError
from handraiser.events import clocks
from handraiser.events.models import Flag, Kind
from handraiser.events.reading import EventRow
from handraiser.lifecycle.models import RefusedOutcome, Unfit
from handraiser.people.models import Sighting, Trust

LONGEST = 255


class OutcomeRefused(HandraiserError):
    """Something in an outcome does not fit. `found` is what stood there."""

    def __init__(self, reason: Unfit, found: object = "") -> None:
        self.reason = reason
        self.found = str(found)[:LONGEST]
        super().__init__(f"{reason.label}: {self.found}" if self.found else str(reason.label))


@dataclass(frozen=True)
class Outcome:
    """One event by which sales says what became of a person. It acts at `at_us`, as the event itself does.

    person: the row that the event was recorded of. lead: who that is now.
    """

    event_id: int
    name: str
    person: int
    lead: int
    at_us: int
    occurred_us: int
    properties: dict[str, Any]
    backfill: bool = False

    def text(self, name: str) -> str:
        """One line of up to 255 characters; "" where nothing is said or something else than text."""
        value = self.properties.get(name)
        return _clean(value) if isinstance(value, str) else ""

    def key(self, name: str) -> str:
        """An id: text, or a whole number as text; "" where there is none."""
        value = self.properties.get(name)
        if isinstance(value, Decimal) and value.is_finite() and abs(value) < 10**20 and value == int(value):
            return str(int(value))
        return self.text(name)

    def says(self, name: str) -> bool:
        """Whether a property is there and not null."""
        return self.properties.get(name) is not None

    def moment(self, name: str) -> int | None:
        """None where nothing is said. Raises OutcomeRefused where no time can be read."""
        if not self.says(name):
            return None
        value = self.properties[name]
        found = clocks.read_if_possible(float(value) if isinstance(value, Decimal) else value)
        if found is None:
            raise OutcomeRefused(Unfit.BAD_DATE, value)
        return found

    def day(self, name: str) -> date | None:
        """The date as written; None where nothing is said. Raises OutcomeRefused where there is no date."""
        if not self.says(name):
            return None
        try:
            return date.fromisoformat(str(self.properties[name]).strip()[:10])
        except ValueError:
            raise OutcomeRefused(Unfit.BAD_DATE, self.properties[name]) from None


def told(rows: Sequence[EventRow], names: Collection[str]) -> list[Outcome]:
    """The outcomes of these names among events that were just taken, in their order; a browser's word is none.

    What names nobody is refused here.
    """
    said = [row for row in rows if row.name in names and row.kind == Kind.TRACK and row.trust >= Trust.T1]
    if not said:
        return []
    sightings = Sighting.objects.filter(event_id__in=[row.id for row in said]).values_list(
        "event_id", "known_us", "identity__person_id", "identity__person__canonical_id"
    )
    seen = {event: (known_us, person, lead or person) for event, known_us, person, lead in sightings}
    refuse(
        (None, row.id, row.name or "", row.received_us, OutcomeRefused(Unfit.NOBODY))
        for row in said
        if row.id not in seen
    )
    return [_outcome(row, *seen[row.id]) for row in said if row.id in seen]


Refusal = tuple[int | None, int, str, int, OutcomeRefused]  # whose, the event's id and name, its moment, why


def refused(outcome: Outcome, why: OutcomeRefused) -> Refusal:
    """An outcome that cannot be recorded."""
    return outcome.person, outcome.event_id, outcome.name, outcome.at_us, why


def refuse(refusals: Iterable[Refusal]) -> None:
    """Record what was refused, for an administrator to see; an event is refused once."""
    rows = [
        RefusedOutcome(
            event_id=event, person_id=person, name=name[:LONGEST], reason=why.reason, found=why.found, at_us=at
        )
        for person, event, name, at, why in refusals
    ]
    RefusedOutcome.objects.bulk_create(rows, ignore_conflicts=True)


def _outcome(row: EventRow, known_us: int, person: int, lead: int) -> Outcome:
    return Outcome(
        event_id=row.id,
        name=row.name or "",
        person=person,
        lead=lead,
        at_us=known_us,
        occurred_us=row.occurred_us,
        properties=_properties(row.payload),
        backfill=bool(row.flags & Flag.BACKFILL),
    )


def _properties(payload: str) -> dict[str, Any]:
    """Numbers exactly as written, however long."""
    message = json.loads(payload, parse_float=Decimal, parse_int=Decimal)
    found = message.get("properties") if isinstance(message, dict) else None
    return found if isinstance(found, dict) else {}


def _clean(text: str) -> str:
    """What a database takes: no NUL, no half characters."""
    line = " ".join(text.replace("\0", "").encode("utf-8", "ignore").decode().split())
    return line[:LONGEST]
