"""What reports are made of equals the slow query over the records, whatever happened."""

import contextlib
import json
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings as conf
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handraiser import clock
from handraiser.deals import hearing
from handraiser.deals.models import Opportunity, OpportunityChange
from handraiser.events.models import Event
from handraiser.insight import counting, crossing, preparing, reporting
from handraiser.insight.asked import Asked
from handraiser.insight.days import Calendar, to_date, to_day
from handraiser.insight.models import Cell, Passage, Showing, Stay
from handraiser.insight.passing import DIMENSIONS, PAIRS, STAGES
from handraiser.insight.prepared import Prepared
from handraiser.lifecycle import outcomes
from handraiser.lifecycle.models import ModelVersion, StageChange
from handraiser.organisation.models import Organisation
from handraiser.people import changing, first_and_last, flagging, merging
from handraiser.people.models import Identity, Link, Merge, Person, Sighting, Touches, TraitValue
from handraiser.people.tests.conftest import START_US, Happenings
from handraiser.people.timeline import timeline

pytestmark = pytest.mark.django_db
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DAY_US = 86_400_000_000


@contextlib.contextmanager
def undone():
    """What happens inside never happened, in the log neither."""
    with transaction.atomic(), transaction.atomic(using=conf.EVENTS_DB):
        yield
        transaction.set_rollback(True)
        transaction.set_rollback(True, using=conf.EVENTS_DB)


def log(happen: Happenings, event) -> None:
    Event.objects.create(**event._asdict())
    happen.take(event)


def refreshed() -> None:
    while people := changing.take(1_000):
        first_and_last.refresh(people)
        preparing.refresh(people)


DEVICES, USERS = ["d1", "d2", "d3"], ["ann", "bob", "cy"]
STEPS = st.one_of(
    st.tuples(
        st.just("page"),
        st.sampled_from(DEVICES),
        st.sampled_from([None, "https://www.google.com/", "https://t.co/1"]),
        st.integers(0, 40),
        st.sampled_from([0, 0, 0, 1]),
    ),
    st.tuples(st.just("read"), st.sampled_from(DEVICES), st.sampled_from(["e_book", "blog", 7]), st.integers(0, 30)),
    st.tuples(st.just("identify"), st.sampled_from(DEVICES), st.sampled_from(USERS), st.integers(0, 9)),
    st.tuples(st.just("company"), st.sampled_from(USERS), st.sampled_from([3, 120, "60", "many", None])),
    st.tuples(st.just("stage"), st.integers(0, 5), st.sampled_from((*STAGES[1:], "disqualified")), st.integers(0, 60)),
    st.tuples(st.just("deal"), st.sampled_from([*USERS, "a stranger"]), st.integers(0, 40)),
    st.tuples(st.just("version")),
    st.tuples(st.just("merge")),
    st.tuples(st.just("undo")),
    st.tuples(st.just("bot"), st.integers(0, 5), st.booleans()),
    st.tuples(st.just("zone"), st.sampled_from(["UTC", "Asia/Kathmandu", "America/Los_Angeles"])),
    st.tuples(st.just("refresh")),
)


@quick
@given(st.lists(STEPS, min_size=1, max_size=14))
def test_prepared_rows_and_cells_are_the_slow_query(root, story) -> None:
    with undone():
        happen = Happenings()
        for kind, *said in story:
            _do(happen, root, kind, *said)
        refreshed()
        slowly = {person.pk: _slowly(person) for person in Person.objects.listed()}
        assert {each.person_id: _row(each) for each in Passage.objects.all()} == slowly
        shown = {person.pk: _shown_slowly(person, slowly[person.pk]) for person in Person.objects.listed()}
        assert _shown() == {(who, week, stage) for who, weeks in shown.items() for week, stage in weeks}
        assert _cells() == _cells_slowly(slowly, shown)
        assert _stays() == _stays_slowly(slowly)
        _assert_numbers(slowly)


def _do(happen, root, kind, *said) -> None:
    people = list(Person.objects.listed().order_by("pk"))
    if kind == "page":
        device, referrer, days, flags = said
        event = happen.event("page", device, flags=flags, ago_us=days * DAY_US)
        log(happen, event._replace(path="/", url="https://acme.example/", referrer=referrer, utm_campaign="Spring"))
    elif kind == "read":
        device, what, days = said
        content = {"content": {"kind": what, "title": f"About {what}"}}
        log(happen, happen.event("track", device, properties=content, ago_us=days * DAY_US))
    elif kind == "identify":
        device, user, days = said
        log(happen, happen.event("identify", device, user, traits={}, ago_us=days * DAY_US))
    elif kind == "company":
        user, employees = said
        log(happen, happen.group(f"g{len(user)}", None, user, employees=employees))
    elif kind == "deal":
        user, days = said
        won = {"event": "Opportunity Won", "properties": {"opportunity_id": f"of {user}"}}
        event = happen.event("track", None, user, trust=1, ago_us=days * DAY_US, **won)._replace(name=won["event"])
        log(happen, event)
        hearing.hear(outcomes.told([event], hearing.VERBS))
    elif kind == "stage" and people:
        place, stage, days = said
        person = people[place % len(people)]
        StageChange.objects.get_or_create(
            person=person,
            at_us=START_US + days * DAY_US,
            order=0,
            defaults={
                "from_stage": "visitor",
                "to_stage": stage,
                "cause": "rule",
                "event_id": Sighting.objects.values_list("event_id", flat=True).first() if days % 3 == 0 else None,
                "version": ModelVersion.objects.last(),
                "recorded_us": START_US,
            },
        )
    elif kind == "version":
        number = ModelVersion.objects.count() + 1
        ModelVersion.objects.create(number=number, document="", published_us=START_US - (5 - number) * DAY_US)
        changing.mark([each.pk for each in people])  # as publishing does, by everybody's new standing
    elif kind == "merge" and len(people) > 1:
        merging.merge(people[0], people[-1], by=root)
    elif kind == "undo" and (merge := Merge.objects.filter(undone_at_us=None).last()):
        merging.unmerge(merge, by=root)
    elif kind == "bot" and people:
        (flagging.flag_bot if said[1] else flagging.unflag_bot)(people[said[0] % len(people)], by=root)
    elif kind == "zone":
        Organisation.objects.update_or_create(pk=1, defaults={"time_zone": said[0]})
        preparing.refresh([])
    elif kind == "refresh":
        refreshed()


def _row(each: Passage):
    moments = tuple(getattr(each, f"{stage}_us") for stage in STAGES)
    days = tuple(getattr(each, f"{stage}_day") for stage in STAGES)
    return moments, days, tuple(getattr(each, name) for name in DIMENSIONS), each.kinds, each.contact_us


def _occurred(event_id: int | None, at_us: int) -> int:
    sighting = Sighting.objects.filter(event_id=event_id).first()
    return sighting.occurred_us if sighting else at_us


def _entries(person: Person):
    return [each for each in timeline(person, limit=1_000)[::-1] if not each.seen.bot and not each.seen.held]


def _slowly(person: Person):
    members = Person.objects.filter(canonical=person)
    lead_us = None
    if person.known_us is not None:
        known = [
            _occurred(link.event_id, link.at_us)
            for identity in Identity.objects.filter(person__in=members.exclude(speaks_us=None), epoch=1)
            for link in Link.objects.filter(identity=identity, act__in=["opened", "attached"])
            if identity.kind != "anonymous"
        ]
        lead_us = min(known, default=person.known_us)
    changes = [
        (
            _occurred(change.event_id, change.at_us),
            str(change.version.number) if change.version else "",
            change.to_stage,
        )
        for change in StageChange.objects.filter(person__in=members)
    ]
    first = {stage: min((each[:2] for each in changes if each[2] == stage), default=None) for stage in STAGES[2:]}
    moments = (person.first_seen_us, lead_us, *(first[stage] and first[stage][0] for stage in STAGES[2:]))
    calendar = Calendar.current()
    days = tuple(each if each is None else calendar.day(each) for each in moments)
    touches = Touches.objects.filter(pk=person.pk).first()
    told = [getattr(touches, f"{which}_{name}", "") for which in ("first", "last") for name in _TOUCH]
    versions = ModelVersion.objects.filter(published_us__lte=lead_us or -(2**62)).order_by("published_us")
    version = (first["mql"] or (0, ""))[1] or (str(versions.last().number) if versions else "")
    content, kinds = _read(person, lead_us, moments[2])
    return moments, days, (*told, content, _size(person), version), kinds, _contact(person)


_TOUCH = ("channel", "source", "medium", "campaign", "landing")


def _read(person: Person, lead_us, mql_us):
    read = []
    for entry in _entries(person):
        content = (json.loads(entry.event.payload).get("properties") or {}).get("content")
        if content and lead_us is not None:
            read.append((entry.seen.occurred_us, content["kind"] if content["kind"] != 7 else "", content["title"]))
    before = [title for at_us, _, title in read if at_us <= lead_us + 300_000_000]
    kinds = {kind for at_us, kind, _ in read if lead_us <= at_us and (mql_us is None or at_us < mql_us)}
    return before[-1] if before else "", ",".join(sorted(kinds - {""}))


def _contact(person: Person) -> int | None:
    """When anything but deals was first seen of somebody who has one."""
    if not Opportunity.objects.filter(person__canonical=person).exists():
        return None
    deals = set(OpportunityChange.objects.values_list("event_id", flat=True))
    seen = [entry.seen for entry in timeline(person, limit=1_000)]
    return min((each.occurred_us for each in seen if each.event_id not in deals), default=None)


def _size(person: Person) -> str:
    values = TraitValue.objects.filter(company=person.company_id or -1, name="employees", in_force=True)
    value = values.last()
    return {"3": "1-9", "120": "50-199", '"60"': "50-199"}.get(value.value if value else None, "")


def _shown() -> set:
    return set(Showing.objects.values_list("person_id", "week", "stage"))


def _shown_slowly(person: Person, row):
    calendar = Calendar.current()
    weeks = {calendar.week(calendar.day(entry.seen.occurred_us)) for entry in _entries(person)}
    found = []
    for week in weeks:
        until = [stage for stage, day in zip(STAGES, row[1], strict=True) if day is not None and day <= week + 6]
        found.append((week, until[-1] if until else "visitor"))
    return found


def _cells() -> dict:
    counts = ("entered", *STAGES[1:])
    return {
        (each.dimension, each.value, each.other, each.stage, each.month, each.day): tuple(
            getattr(each, count) for count in counts
        )
        for each in Cell.objects.all()
    }


def _cells_slowly(rows, shown) -> dict:
    found: dict = {}
    for _, days, values, kinds, _ in rows.values():
        told = dict(zip(DIMENSIONS, values, strict=True))
        for place, stage in enumerate(STAGES):
            if days[place] is None:
                continue
            slices = [("", "", ""), *((name, value, "") for name, value in told.items())]
            slices += [(f"{first}+{other}", told[first], told[other]) for first, other in PAIRS]
            keys = [(*each, stage, *when) for each in slices for when in _whens(days[place])]
            keys += [("kind", kind, "", stage, False, days[place]) for kind in kinds.split(",") if kind and place == 1]
            for key in keys:
                counts = found.setdefault(key, [0] * 6)
                counts[0] += 1
                for after in range(place + 1, 6):
                    counts[after] += days[after] is not None
    weeks = Counter((week, stage) for each in shown.values() for week, stage in each)
    found |= {("showing", "", "", stage, False, week): [many, 0, 0, 0, 0, 0] for (week, stage), many in weeks.items()}
    return {key: tuple(counts) for key, counts in found.items()}


def _whens(day: int) -> list[tuple[bool, int]]:
    return [(False, day), (True, to_day(to_date(day).replace(day=1)))]


def _stays() -> dict:
    rows = Stay.objects.values_list("dimension", "value", "stage", "month", "day", "days", "people")
    return {row[:-1]: row[-1] for row in rows}


def _stays_slowly(rows) -> Counter:
    found: Counter = Counter()
    for moments, days, values, *_ in rows.values():
        for (stage, day), at_us, next_us in zip(zip(STAGES, days, strict=True), moments, moments[1:], strict=False):
            if at_us is None or next_us is None or next_us < at_us:
                continue
            stayed = min((next_us - at_us) // DAY_US, 401)
            for each in [("", ""), *zip(DIMENSIONS, values, strict=True)]:
                found.update((*each, stage, *when, stayed) for when in _whens(day))
    return found


def _assert_numbers(rows) -> None:
    """Of periods that begin and end anywhere, with a filter, and split: counted from cells as from people."""
    start = to_day(clock.from_us(START_US).date())
    for first, last in ((start - 70, start + 70), (start - 3, start + 31), (start - 31, start - 1)):
        for filters in (
            (),
            (("channel", "search"),),
            (("size", ""),),
            (("landing", "/"), ("content", "")),
            (("channel", "search"), ("size", ""), ("version", "")),
            (("source", "Google"), ("size", "")),
            (("channel", "search"), ("size", "")),
            (("last_channel", "search"), ("version", "")),
        ):
            found = reporting.numbers(Asked(first, last, filters, split="size"))
            assert found.mqls(first, last) == found.totals()["mql"].entered
            members = [(values, days) for _, days, values, *_ in rows.values() if _all_true(filters, values)]
            for place, stage in enumerate(STAGES):
                entered = [
                    values[DIMENSIONS.index("size")]
                    for values, days in members
                    if days[place] and first <= days[place] <= last
                ]
                assert found.totals()[stage].entered == len(entered)
                assert sum(on.get(stage, 0) for on in found.by_day(first, last).values()) == len(entered)
                earlier = [days for _, days in members if days[place] and 2 * first - last <= days[place] + 1 <= first]
                assert found.before()[stage].entered == len(earlier)
                if stage != STAGES[-1]:
                    assert dict(found.stays(stage)) == _stays_between(rows, filters, place, first, last)
                split = {size: counts[stage].entered for size, counts in found.by_value().items()}
                assert {size: many for size, many in split.items() if many} == Counter(entered)


def _stays_between(rows, filters, place: int, first: int, last: int) -> Counter:
    found: Counter = Counter()
    for moments, days, values, *_ in rows.values():
        at_us, next_us = moments[place : place + 2]
        entered = days[place] is not None and first <= days[place] <= last and _all_true(filters, values)
        if entered and next_us is not None and next_us >= at_us:
            found[min((next_us - at_us) // DAY_US, 401)] += 1
    return found


def _all_true(filters, values) -> bool:
    return all(values[DIMENSIONS.index(name)] == value for name, value in filters)


def test_the_middle_of_the_stays_is_the_median_in_whole_days(db) -> None:
    def stay(days: int, people: int, day: int) -> None:
        for month, on in _whens(day):
            key = {"dimension": "", "value": "", "stage": "lead", "month": month, "day": on, "days": days}
            Stay.objects.create(**key, people=people)

    first = to_day(date(2026, 1, 20))
    asked = Asked(first, first + 100)
    assert counting.median_days(Prepared(asked), "lead") is None
    stay(2, 1, first)
    stay(5, 1, first + 40)
    assert counting.median_days(Prepared(asked), "lead") == 3.5
    stay(401, 3, first + 100)
    stay(9, 7, first - 1)
    assert counting.median_days(Prepared(asked), "lead") == 401
    assert counting.median_days(Prepared(replace(asked, last=first + 99)), "lead") == 3.5


def test_what_must_be_counted_person_by_person_has_a_bound(monkeypatch, root) -> None:
    happen = Happenings()
    log(happen, happen.event("page", "d1")._replace(path="/", url="https://acme.example/"))
    refreshed()
    monkeypatch.setattr(crossing, "MOST_ROWS", 0)
    today = Calendar.current().day(START_US)
    with pytest.raises(crossing.TooManyToCount):
        reporting.numbers(Asked(today - 400, today + 400, (("landing", ""), ("content", ""))))
