"""Where people came from, first and last: prepared rows, and the slow truth over the timeline."""

import contextlib

import pytest
from django.conf import settings as conf
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handraiser.events.channels import classify
from handraiser.events.hosts import host_of
from handraiser.events.models import Event, Flag
from handraiser.people import changing, flagging, merging
from handraiser.people.first_and_last import refresh
from handraiser.people.models import Merge, Person, Sighting, Touches
from handraiser.people.tests.conftest import Happenings
from handraiser.people.timeline import timeline

pytestmark = pytest.mark.django_db
quick = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
HOUR_US = 3_600_000_000
SITE = "https://acme.example"


def page(happen: Happenings, device: str, path: str = "/", **told):
    """A page view as the log has it."""
    marks = {name: told.pop(name) for name in ("user", "ago_us", "flags") if name in told}
    columns = {name if name == "referrer" else f"utm_{name}": value for name, value in told.items()}
    return happen.event("page", device, **marks)._replace(path=path, url=SITE + path, **columns)


def log(happen: Happenings, *events) -> None:
    """Stored and identified, one after the other."""
    for event in events:
        Event.objects.create(**event._asdict())
        happen.take(event)


def refreshed() -> None:
    while people := changing.take(1_000):
        refresh(people)


def test_the_first_touch_is_that_of_the_first_visit_and_the_last_that_of_the_newest_from_somewhere(happen) -> None:
    log(
        happen,
        page(happen, "phone", "/blog", referrer="https://www.google.com/", ago_us=9 * HOUR_US),
        page(happen, "phone", "/more", referrer=f"{SITE}/blog", ago_us=9 * HOUR_US),
        page(happen, "phone", "/e-book", source="may", medium="email", campaign="Spring", ago_us=5 * HOUR_US),
        page(happen, "phone", "/pricing"),
    )
    refreshed()
    touches = Touches.objects.get()
    assert (touches.first_channel, touches.first_source, touches.first_landing) == ("search", "Google", "/blog")
    assert touches.first_referrer == "google.com"
    assert (touches.last_channel, touches.last_source, touches.last_campaign) == ("mail", "may", "Spring")
    assert touches.last_medium == "email"


def test_who_came_from_nowhere_is_direct_and_who_was_on_our_pages_already_is_not_known(happen) -> None:
    log(happen, page(happen, "typed"), page(happen, "agreed later", referrer=f"{SITE}/welcome"))
    refreshed()
    assert [each.first_channel for each in Touches.objects.order_by("pk")] == ["direct", ""]


def test_who_a_server_told_of_has_no_channel_until_a_page_is_seen(happen) -> None:
    log(happen, told := happen.identify(None, "bob", trust=1))
    refreshed()
    assert Touches.objects.get().first_channel == ""
    assert Touches.objects.get().first_us == told.occurred_us
    log(happen, page(happen, "phone", referrer="https://t.co/x", user="bob"))
    refreshed()
    assert (Touches.objects.get().first_channel, Touches.objects.get().first_source) == ("social", "Twitter")


def test_a_merge_joins_the_touches_and_undoing_it_parts_them(happen, sam) -> None:
    first = page(happen, "a", user="ann", referrer="https://www.bing.com/", ago_us=9 * HOUR_US)
    second = page(happen, "b", user="bob", referrer="https://t.co/x")
    log(happen, first, second)
    merging.merge(happen.whose(second), happen.whose(first), by=sam)
    refreshed()
    touches = Touches.objects.get()
    assert (touches.first_source, touches.last_source) == ("Bing", "Twitter")
    merging.unmerge(Merge.objects.get(), by=sam)
    refreshed()
    assert {each.first_source for each in Touches.objects.all()} == {"Bing", "Twitter"}


def test_a_crawler_touches_nothing(happen, sam) -> None:
    log(happen, crawl := page(happen, "crawler", flags=Flag.BOT))
    refreshed()
    assert not Touches.objects.exists()
    flagging.unflag_bot(happen.whose(crawl), by=sam)
    refreshed()
    assert Touches.objects.exists()


def test_an_event_that_comes_late_changes_the_first_touch(happen) -> None:
    log(happen, page(happen, "phone"))
    refreshed()
    log(happen, page(happen, "phone", referrer="https://www.google.com/", ago_us=HOUR_US))
    refreshed()
    assert Touches.objects.get().first_channel == "search"


@contextlib.contextmanager
def undone():
    """What happens inside never happened, in the log neither."""
    with transaction.atomic(), transaction.atomic(using=conf.EVENTS_DB):
        yield
        transaction.set_rollback(True)
        transaction.set_rollback(True, using=conf.EVENTS_DB)


REFERRERS = [None, "", f"{SITE}/x", "https://www.google.com/", "https://t.co/1", "javascript:alert(1)", "x" * 5_000]
SOURCES = [None, None, "google", "May \x07 issue", "<b>" * 200]
DEVICES = ["d1", "d2", "d3"]


@st.composite
def steps(draw):
    """Page views of three devices and two users, in any order of time, with merges and their undoing between."""
    return draw(
        st.lists(
            st.one_of(
                st.tuples(
                    st.just("page"),
                    st.sampled_from(DEVICES),
                    st.sampled_from([None, None, "ann", "bob"]),
                    st.sampled_from(REFERRERS),
                    st.sampled_from(SOURCES),
                    st.sampled_from([None, "cpc", "email"]),
                    st.integers(0, 8).map(lambda quarters: quarters * HOUR_US // 4),
                    st.sampled_from([0, 0, 0, 1]),
                ),
                st.just(("identify",)),
                st.just(("merge",)),
                st.just(("undo",)),
                st.just(("refresh",)),
            ),
            min_size=1,
            max_size=12,
        )
    )


@quick
@given(steps())
def test_prepared_touches_are_those_of_the_timeline(sam, story) -> None:
    with undone():
        happen = Happenings()
        for kind, *said in story:
            _do(happen, sam, kind, *said)
        refreshed()
        prepared = {
            each.pk: (each.first_us, each.first_channel, each.first_source, each.last_us, each.last_channel)
            for each in Touches.objects.all()
        }
        assert prepared == {person.pk: told for person in Person.objects.listed() if (told := _slowly(person))}


def _do(happen: Happenings, sam, kind: str, *said) -> None:
    people = list(Person.objects.listed().order_by("pk"))
    if kind == "page":
        device, user, referrer, source, medium, ago_us, flags = said
        event = page(happen, device, user=user, ago_us=ago_us, flags=flags, referrer=referrer, medium=medium)
        log(happen, event._replace(utm_source=source))
    elif kind == "identify":
        log(happen, happen.identify("d1", "ann"))
    elif kind == "merge" and len(people) > 1:
        merging.merge(people[0], people[-1], by=sam)
    elif kind == "undo" and (merge := Merge.objects.filter(undone_at_us=None).last()):
        merging.unmerge(merge, by=sam)
    elif kind == "refresh":
        refreshed()


def _slowly(person: Person):
    """The definition, event by event."""
    entries = [entry for entry in timeline(person, limit=10_000)[::-1] if not entry.seen.bot and not entry.seen.held]
    if not entries:
        return None
    own = {host_of(entry.event.url) for entry in entries}
    pages = [(entry.seen.occurred_us, entry.event) for entry in entries if entry.event.path or entry.event.url]
    if not pages:
        return entries[0].seen.occurred_us, "", "", entries[-1].seen.occurred_us, ""
    visits: list[list] = []
    for at_us, event in pages:
        if not visits or at_us - visits[-1][-1][0] > HOUR_US // 2:
            visits.append([])
        visits[-1].append((at_us, event))
    told = []
    for visit in visits:
        touches = [
            (at_us, *classify(event.url, event.referrer, event.utm_source, event.utm_medium, own))
            for at_us, event in visit
        ]
        told.append(next((touch for touch in touches if touch[1] not in ("", "direct")), touches[0]))
    last = [touch for touch in told if touch[1] not in ("", "direct")] or told
    return *told[0], *last[-1][:2]


def test_a_crowd_and_a_busy_person_are_refreshed_set_wise(happen, django_assert_max_num_queries) -> None:
    events = [page(happen, f"d{number}") for number in range(50)] + [page(happen, "busy") for _ in range(300)]
    Event.objects.bulk_create([Event(**event._asdict()) for event in events])
    happen.take(*events)
    people = changing.take(1_000)
    with django_assert_max_num_queries(4):
        refresh(people)
    assert Touches.objects.count() == 51
    assert Sighting.objects.count() == 350
