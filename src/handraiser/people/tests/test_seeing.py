"""Lists, crawlers, the timeline and search."""

import pytest

from handraiser.events.models import Flag
from handraiser.people import correcting, flagging, merging
from handraiser.people.models import Identity, Person, Sighting
from handraiser.people.searching import search
from handraiser.people.timeline import timeline

pytestmark = pytest.mark.django_db


def test_a_crawler_is_kept_and_not_listed(happen):
    happen.take(crawl := happen.page("crawler", flags=Flag.BOT))
    assert Sighting.objects.get().bot
    assert not Person.objects.listed().exists()
    happen.take(happen.page("crawler"))
    assert Person.objects.listed().get() == happen.whose(crawl)


def test_a_browser_that_nobody_looks_at_is_a_crawler_too(happen):
    happen.take(happen.page("driven", flags=Flag.HEADLESS))
    assert Sighting.objects.get().bot


def test_a_crawlers_visit_does_not_make_a_person_look_active(happen):
    happen.one_by_one(visit := happen.page("phone", "bob"), happen.page("phone", "bob", flags=Flag.BOT))
    assert happen.whose(visit).last_seen_us == visit.occurred_us


def test_a_users_word_on_a_crawler_outranks_the_flag_and_can_be_taken_back(happen, sam):
    happen.take(crawl := happen.page("phone", flags=Flag.BOT))
    flagging.unflag_bot(happen.whose(crawl), by=sam)
    happen.take(happen.page("phone", flags=Flag.BOT))
    assert not Sighting.objects.filter(bot=True).exists()
    assert Person.objects.listed().exists()
    flagging.flag_bot(Identity.objects.get(), by=sam)
    assert Sighting.objects.filter(bot=True).count() == 2
    assert not Person.objects.listed().exists()


def test_folded_people_are_not_listed(happen, sam):
    happen.one_by_one(ann := happen.identify("a", "ann"), bob := happen.identify("b", "bob"))
    merging.merge(happen.whose(ann), happen.whose(bob), by=sam)
    assert list(search()) == [happen.whose(ann)]


def test_people_are_found_by_what_a_user_remembers(happen):
    bob = happen.identify(
        "a", "u-77", email="bob@acme.com", name="Bob Miller", title="Head of Operations", company={"name": "Acme Inc"}
    )
    happen.one_by_one(bob, happen.identify("b", "u-78", email="ann@bobco.com", name="Ann Smith"))
    for text in ("bob miller", "MILLER", "bob@acme.com", "acme inc", "acme.com", "operations miller", "u-77", " u-77 "):
        assert list(search(text)) == [happen.whose(bob)], text
    assert not search("miller smith").exists()
    assert not search("100%").exists()


def test_somebody_is_found_by_an_address_that_is_not_shown(happen):
    happen.one_by_one(
        bob := happen.identify("a", "u1", email="old@acme.com"), happen.identify("a", "u1", email="new@acme.com")
    )
    assert list(search("Old@Acme.com")) == [happen.whose(bob)]


def _store(*events):
    from handraiser.events.models import Event

    for event in events:
        Event.objects.create(**event._asdict())


def test_the_timeline_shows_the_newest_first_and_marks_claims(happen):
    bob = happen.identify("a", email="bob@acme.com")
    before, claim, crawl = (
        happen.page("b"),
        happen.identify("b", email="bob@acme.com"),
        happen.page("a", flags=Flag.BOT),
    )
    _store(bob, before, claim, crawl)
    happen.one_by_one(bob, before, claim, crawl)
    shown = timeline(happen.whose(bob))
    assert [(entry.event.id, entry.seen.claimed, entry.seen.bot) for entry in shown] == [
        (crawl.id, False, True),
        (claim.id, True, False),
        (before.id, True, False),
        (bob.id, False, False),
    ]
    assert shown[2].seen.known_us == claim.received_us


def test_the_timeline_pages_without_gaps_also_where_many_share_an_instant(happen):
    visits = [happen.page("a", ago_us=number * 1_000_000 if number > 2 else 0) for number in range(9)]
    _store(*visits)
    happen.take(*visits)
    person, seen, before_us = happen.whose(visits[0]), [], None
    while shown := timeline(person, before_us, limit=2):
        seen += [entry.event.id for entry in shown]
        before_us = shown[-1].seen.occurred_us
    assert sorted(seen) == sorted(visit.id for visit in visits)


def test_a_page_of_somebody_folded_finds_who_it_is_now(happen, sam):
    happen.one_by_one(ann := happen.identify("a", "ann"), bob := happen.identify("b", "bob"))
    folded = happen.whose(bob)
    merging.merge(happen.whose(ann), folded, by=sam)
    assert Person.objects.get(key=folded.key).canonical == happen.whose(ann)


def test_an_owner_is_set_and_taken_away(happen, sam, ada):
    happen.take(event := happen.identify("a", "ann"))
    correcting.set_owner(happen.whose(event), ada, by=sam)
    assert happen.whose(event).owner == ada
    correcting.set_owner(happen.whose(event), None, by=sam)
    assert happen.whose(event).owner is None
