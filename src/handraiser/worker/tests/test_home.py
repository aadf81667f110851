"""What the start page tells comes from the real loop: pulses, movers, who is near, who moved since."""

from datetime import timedelta

import pytest

from handraiser import clock
from handraiser.events import reading
from handraiser.events.models import Event
from handraiser.insight import looking, nearness, pulses
from handraiser.insight.models import Mover, Pulse
from handraiser.lifecycle.models import Stage
from handraiser.people.models import Person
from handraiser.worker import leases
from handraiser.worker.chores import LEASE
from handraiser.worker.telling import TellMovers

pytestmark = pytest.mark.django_db(transaction=True)
E_BOOK = {"content": {"kind": "e_book"}}


def bob(website) -> None:
    website.identify("bobs-laptop", email="bob@bobco.example", name="Bob", title="Head of Operations")
    website.company("bobs-laptop", "bobco", "user-bob", employees=120, industry="software")


def test_each_event_is_counted_once_under_its_day(website, starter_model, work, time):
    website.page("/blog/one", "bobs-laptop")
    website.page("/blog/two", "bobs-laptop")
    website.track("Content Downloaded", "bobs-laptop", properties=E_BOOK)
    work()
    time.shift(timedelta(days=1))
    website.page("/blog/three", "bobs-laptop")
    work()
    assert sorted(Pulse.objects.values_list("name", "events")) == [("Content Downloaded", 1), ("page", 1), ("page", 2)]


def test_an_event_taken_late_does_not_make_its_day_end_earlier(website, starter_model, work, time):
    website.page("/blog/one", "bobs-laptop")
    early = list(Event.objects.all().values_list("id", flat=True))
    time.shift(timedelta(minutes=10))
    website.page("/blog/two", "bobs-laptop")
    work()
    last_us = Pulse.objects.get().last_us
    pulses.count(reading.by_ids(early))
    assert (Pulse.objects.get().last_us, Pulse.objects.get().events) == (last_us, 3)


def test_strangers_cannot_fill_the_table_with_names(website, starter_model, work, monkeypatch):
    monkeypatch.setattr("handraiser.insight.pulses.MOST_NAMES", 3)
    for number in range(9):
        website.track(f"Event {number}", "a-stranger")
    work()
    assert Pulse.objects.count() == 4
    assert Pulse.objects.get(name="*").events == 6


def test_who_rose_and_who_cooled_is_told_by_the_kernel_at_both_moments(website, starter_model, work, time):
    bob(website)
    for day in range(3):
        website.page(f"/blog/{day}", "bobs-laptop")
        website.track("Content Downloaded", "bobs-laptop", properties=E_BOOK)
    work()
    rose = Mover.objects.get()
    assert (rose.way, rose.before, rose.total) == ("up", 0, rose.person.standing.total)
    time.shift(timedelta(days=25))
    work()
    cooled = Mover.objects.get()
    assert cooled.way == "down"
    assert cooled.before > cooled.total == cooled.person.standing.total


def test_movers_are_told_anew_only_after_a_while(website, starter_model, work, time):
    chore = TellMovers()
    bob(website)
    website.track("Content Downloaded", "bobs-laptop", properties=E_BOOK)
    work()

    held = leases.take(LEASE, "worker")
    while chore(100, held):
        pass
    assert chore(100, held) == 0
    assert chore(100, held) == 0
    time.shift(timedelta(minutes=11))
    assert chore(100, held) == 1


def test_a_lead_some_points_below_the_label_is_near(website, starter_model, work, time):
    bob(website)
    website.page("/blog/one", "bobs-laptop")
    work()
    lead = Person.objects.listed().get()
    assert lead.standing.stage == Stage.LEAD
    (found,) = nearness.near(5)
    assert (found.standing.pk, found.to, found.score) == (lead.pk, "mql", "engagement")
    assert lead.standing.scores["engagement"] + found.gap == 20_000_000
    website.track("Content Downloaded", "bobs-laptop", properties=E_BOOK)
    work()
    assert nearness.near(5) == []


def test_news_stay_new_while_somebody_works_and_are_old_at_the_next_look(website, starter_model, work, time, sam):
    bob(website)
    work()
    since_us = looking.look(sam)
    assert [(stage, count) for stage, count in looking.entered(since_us)] == [(Stage.LEAD, 1)]
    time.shift(timedelta(minutes=20))
    assert looking.look(sam) == since_us
    time.shift(timedelta(hours=3))
    later_us = looking.look(sam)
    assert later_us > since_us + clock.HOUR_US
    assert looking.entered(later_us) == []
