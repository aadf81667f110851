"""What must hold for any events: said twice, cut into other batches, in another order."""

import contextlib

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handraiser.people import merging
from handraiser.people.identifying import identify
from handraiser.people.models import Company, Consent, Duplicate, Identity, Link, Person, Sighting, TraitValue
from handraiser.people.tests.conftest import Happenings

pytestmark = pytest.mark.django_db
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

DEVICES, USERS = ["d1", "d2", "d3", "undefined", None], ["u1", "u2", "u3", "null", None]
EMAILS = ["a@acme.com", "b@acme.com", "c@gmail.com", "info@acme.com", "no address"]


@contextlib.contextmanager
def undone():
    """What happens inside never happened."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@st.composite
def anything(draw):
    """Events that get in each other's way in every manner."""
    happen = Happenings()
    events = [draw(_event(happen)) for _ in range(draw(st.integers(1, 14)))]
    return draw(st.permutations(events)) if draw(st.booleans()) else events  # several collectors: not by time


@st.composite
def _event(draw, happen):
    kind = draw(st.sampled_from(["page", "identify", "identify", "track", "group", "alias"]))
    names = {"device": draw(st.sampled_from(DEVICES)), "user": draw(st.sampled_from(USERS))}
    marks = {"trust": draw(st.sampled_from([0, 0, 1])), "flags": draw(st.sampled_from([0, 0, 1]))}
    if kind == "group":
        return happen.event(kind, **names, **marks, groupId=draw(st.sampled_from(["g1", "g2"])), traits=draw(_traits()))
    if kind == "alias":
        return happen.event(kind, **names, **marks, previousId=draw(st.sampled_from(DEVICES + USERS)))
    where = draw(st.sampled_from(["traits", "traits", "context"]))
    traits = draw(_traits())
    payload = {"traits": traits} if where == "traits" else {"context": {"traits": traits}}
    return happen.event(kind, **names, **marks, **payload)


def _traits():
    return st.fixed_dictionaries(
        {},
        optional={
            "email": st.sampled_from(EMAILS),
            "title": st.sampled_from(["CEO", "CTO", None]),
            "company": st.sampled_from([{"employees": 5}, "Acme", 7]),
            "consent": st.sampled_from([{"mail": True}, {"mail": False}]),
        },
    )


def picture():
    """All that was written, with people and identities told by the events and names they stand for, not by ids."""
    who = {person.pk: _who(person) for person in Person.objects.all()}
    return {
        "people": sorted(who.values()),
        "sightings": list(
            Sighting.objects.order_by("event_id").values_list(
                *("event_id", "identity__kind", "identity__value", "identity__epoch", "known_us", "bot", "held")
            )
        ),
        "identities": sorted(
            (each.kind, each.value, each.epoch, each.claimed, each.shared, each.linked_us, who[each.person_id])
            for each in Identity.objects.all()
        ),
        "traits": sorted(
            (
                who.get(row.person_id, ""),
                str(row.company and (row.company.domain, row.company.group_id)),
                row.name,
                str(row.value),
                row.trust,
                row.set_us,
                row.in_force,
                row.refused,
            )
            for row in TraitValue.objects.all()
        ),
        "counts": [model.objects.count() for model in (Company, Consent, Duplicate, Link)],
    }


def _who(person):
    events = Sighting.objects.filter(identity__person=person).order_by("event_id").values_list("event_id", flat=True)
    names = person.identities.order_by("kind", "value").values_list("kind", "value", "epoch")
    shown = (
        person.email,
        person.name,
        person.title,
        person.known_us,
        person.first_seen_us,
        person.last_seen_us,
        person.bot,
    )
    company = person.company and (
        person.company.domain,
        person.company.group_id,
        person.company.name,
        person.company_trust,
    )
    others = Sighting.objects.filter(identity__person__canonical=person.canonical).order_by("event_id")
    return str(
        (
            list(events),
            list(names),
            shown,
            company,
            list(others.values_list("event_id", flat=True)),
            person.folded_us > 0,
        )
    )


def clusters(events):
    """Which events are one person's."""
    people: dict[int, set[int]] = {}
    rows = Sighting.objects.filter(event_id__in=[event.id for event in events])
    for event_id, person in rows.values_list("event_id", "identity__person__canonical"):
        people.setdefault(person, set()).add(event_id)
    return sorted(map(sorted, people.values()))


@quick
@given(events=anything(), data=st.data())
def test_duplicating_and_chunking_events_never_changes_people(events, data):
    with undone():
        identify(events)
        whole = picture()
    cuts = sorted(data.draw(st.lists(st.integers(0, len(events)), max_size=4)))
    with undone():
        for start, end in zip([0, *cuts], [*cuts, len(events)], strict=True):
            identify(events[start:end])
            identify(events[data.draw(st.integers(0, end)) : end])  # delivered again
        assert picture() == whole


@st.composite
def agreeing(draw):
    """People who keep to their own devices and addresses: with one device anything may come first,
    with several each event says who it is or says nothing."""
    happen, events = Happenings(), []
    for number in range(draw(st.integers(1, 3))):
        user, email = f"u{number}", f"p{number}@firm{number}.com"
        several = draw(st.booleans())
        for _ in range(draw(st.integers(1, 6))):
            device = f"d{number}{draw(st.sampled_from('ab'))}" if several else f"d{number}"
            says = (
                [{"user": user, "email": email}, {}]
                if several
                else [{"user": user, "email": email}, {"email": email}, {}]
            )
            said = draw(st.sampled_from(says))
            trust = draw(st.sampled_from([0, 0, 1]))
            events.append(
                happen.identify(device, said.get("user"), trust=trust, **({"email": email} if "email" in said else {}))
            )
    return events


@quick
@given(events=agreeing(), data=st.data())
def test_the_order_of_arrival_never_changes_who_is_who_where_nothing_conflicts(events, data):
    with undone():
        identify(events)
        expected = clusters(events)
    with undone():
        identify(data.draw(st.permutations(events)))
        assert clusters(events) == expected


@quick
@given(events=anything(), data=st.data())
def test_a_merge_taken_back_leaves_no_trace_on_any_person(events, data, sam):
    with undone():
        identify(events)
        people = list(Person.objects.filter(canonical__isnull=False))
        roots = sorted({person.canonical_id for person in people})
        if len(roots) < 2:
            return
        kept, folded = data.draw(st.permutations(roots).map(lambda order: order[:2]))
        before = picture()
        merge = merging.merge(Person.objects.get(pk=kept), Person.objects.get(pk=folded), by=sam)
        merging.unmerge(merge, by=sam)
        after = picture()
        before["counts"] = after["counts"]  # the ledger has grown
        assert after == before


def test_no_two_events_act_at_one_moment_and_none_before_an_earlier_one(happen):
    late, early = happen.page("a"), happen.page("a")
    events = [early, late, late._replace(id=99)]
    happen.take(*events)
    moments = [Sighting.objects.get(event_id=event.id).known_us for event in events]
    assert moments == [early.received_us, early.received_us + 1, early.received_us + 2]
