"""Two files of a foreign funnel (leads, deals): every count and rate is the one that a spreadsheet gives."""

import json
import random
from collections import Counter
from datetime import UTC, datetime

import pytest

from handraiser import clock
from handraiser.deals import hearing
from handraiser.deals.models import Opportunity, State
from handraiser.events import reading
from handraiser.exchange.importing.remarks import Reason
from handraiser.exchange.importing.tests.conftest import as_csv
from handraiser.exchange.importing.tests.foreign import DEALS_HEADER, LEADS_HEADER, ORIGINS, deals_of, leads_of
from handraiser.lifecycle import outcomes
from handraiser.people import first_and_last
from handraiser.people.models import Identity, Touches, TraitValue

pytestmark = pytest.mark.django_db(transaction=True)


def test_counts_and_rates_are_those_of_a_spreadsheet(imported):
    chance = random.Random(7)
    leads, deals = (rows := leads_of(chance)), deals_of(chance, rows)
    first = imported("contacts", as_csv([LEADS_HEADER, *leads]))
    second = imported("deals", as_csv([DEALS_HEADER, *deals]))
    assert (first.new, first.updated, first.refused) == (800, 0, 0)
    assert (second.new, second.updated, second.refused) == (0, 90, 0)
    early = second.remarks.get()
    assert (early.row, early.reason, early.refused) == (19, Reason.WON_BEFORE_CONTACT, False)
    _hear()
    people = _people()
    won = set(Opportunity.objects.filter(state=State.WON).values_list("person", flat=True))
    by_lead = {lead: person for person, (lead, *_) in people.items()}
    sold = {deal[0] for deal in deals}
    for at, mine in ((3, 3), (2, 2), (1, 1)):  # origin, landing page, month
        expected = Counter((lead[at][:7] if at == 1 else lead[at], lead[0] in sold) for lead in leads)
        found = Counter((told[mine], person in won) for person, told in people.items())
        assert found == expected
    segments = Counter(json.loads(event.payload)["properties"].get("business_segment", "") for event in _won_events())
    assert segments == Counter(deal[2] for deal in deals)
    closed = dict(Opportunity.objects.values_list("person", "closed_us"))
    assert {lead: closed[by_lead[lead]] for lead, *_ in deals} == {deal[0]: _us(deal[1]) for deal in deals}


def test_the_origin_is_the_source_of_the_first_touch_and_a_blank_one_is_no_touch(imported):
    leads = leads_of(random.Random(8))
    imported("contacts", as_csv([LEADS_HEADER, *leads]))
    by_lead = dict(Identity.objects.filter(kind="user").values_list("value", "person"))
    first_and_last.refresh(list(by_lead.values()))
    touches = {row.person_id: row for row in Touches.objects.all()}
    found = {lead: (touches[person].first_source, touches[person].first_landing) for lead, person in by_lead.items()}
    assert found == {lead: (origin, page) for lead, _, page, origin in leads}
    channels = {touch.first_source: touch.first_channel for touch in touches.values()}
    assert channels == dict(zip(ORIGINS, ("search", "paid", "social", "mail", "direct", "other", ""), strict=True))
    days = Counter(_day(touch.first_us) for touch in touches.values())
    assert days == Counter(day for _, day, *_ in leads)


def _people() -> dict[int, tuple[str, str, str, str]]:
    """By person: lead id, month of the first contact, landing page and origin, "" where nothing is known."""
    traits = {
        (person, name): json.loads(value)
        for person, name, value in TraitValue.objects.filter(in_force=True).values_list("person", "name", "value")
    }
    deals = {row.person_id: row for row in Opportunity.objects.all()}
    found = {}
    for identity in Identity.objects.filter(kind="user").select_related("person"):
        person = identity.person_id
        first = min(event.occurred_us for event in reading.by_ids(_contacts(person)))
        assert identity.person.first_seen_us == min(first, deals[person].closed_us if person in deals else first)
        month = f"{clock.from_us(first):%Y-%m}"
        found[person] = (
            identity.value,
            month,
            traits.get((person, "landing_page"), ""),
            traits.get((person, "origin"), ""),
        )
    return found


def _contacts(person: int) -> list[int]:
    sightings = Identity.objects.get(person=person, kind="user").sightings
    ids = list(sightings.values_list("event_id", flat=True))
    return [event.id for event in reading.by_ids(ids) if event.name == "First Contact"]


def _won_events():
    return [event for event in reading.after(0, 100_000) if event.name == "Opportunity Won"]


def _hear() -> None:
    """As the worker does after identifying."""
    hearing.hear(outcomes.told(reading.after(0, 100_000), hearing.VERBS))


def _day(at_us: int) -> str:
    return f"{clock.from_us(at_us):%Y-%m-%d}"


def _us(text: str) -> int:
    return clock.to_us(datetime.fromisoformat(text).replace(tzinfo=UTC))
