"""What happens on the website and the server of a company, told as events."""

import itertools
import json

import pytest
from django.db import transaction

from handraiser.events.models import Source
from handraiser.events.reading import EventRow
from handraiser.people.identifying import Identified, identify
from handraiser.people.models import Person, Sighting

START_US = 1_700_000_000_000_000
SECOND_US = 1_000_000


class Happenings:
    """Makes events a second apart and has them identified; `whose` asks who each belongs to now."""

    def __init__(self) -> None:
        self._ids = itertools.count(1)

    def event(self, kind, device=None, user=None, *, trust=0, source=1, flags=0, ago_us=0, **payload) -> EventRow:
        number = next(self._ids)
        at_us = START_US + number * SECOND_US
        message = {"type": kind, "anonymousId": device, "userId": user, **payload}
        return EventRow(
            **dict.fromkeys(EventRow._fields)
            | {
                "id": number,
                "source_id": source,
                "message_id": str(number),
                "kind": kind,
                "anonymous_id": device,
                "user_id": user,
                "trust": trust,
                "occurred_us": at_us - ago_us,
                "received_us": at_us,
                "flags": flags,
                "payload": json.dumps(message),
            }
        )

    def page(self, device=None, user=None, **more) -> EventRow:
        return self.event("page", device, user, **more)

    def identify(self, device=None, user=None, trust=0, source=1, flags=0, **traits) -> EventRow:
        return self.event("identify", device, user, trust=trust, source=source, flags=flags, traits=traits)

    def group(self, group, device=None, user=None, trust=1, **traits) -> EventRow:
        return self.event("group", device, user, trust=trust, groupId=group, traits=traits)

    def alias(self, previous, user, trust=0, device=None) -> EventRow:
        return self.event("alias", device, user, trust=trust, previousId=previous)

    def take(self, *events: EventRow) -> Identified:
        with transaction.atomic():
            return identify(events)

    def one_by_one(self, *events: EventRow) -> None:
        for event in events:
            self.take(event)

    def whose(self, event: EventRow) -> Person:
        return Sighting.objects.get(event_id=event.id).identity.person.canonical


@pytest.fixture
def happen(db) -> Happenings:
    return Happenings()


@pytest.fixture
def strict_source(db) -> Source:
    return Source.objects.create(name="Strict website", strict=True)
