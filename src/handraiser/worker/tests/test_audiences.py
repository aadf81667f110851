"""Live audiences hold whoever fulfils their condition now, whatever happened since anybody was last asked."""

import random
from datetime import timedelta

import pytest

from handraiser import clock
from handraiser.audiences import asking, making, members
from handraiser.audiences.audience_rows import Audience, AudienceLook, AudienceMember
from handraiser.audiences.making import Said
from handraiser.lifecycle import publishing
from handraiser.lifecycle.publishing import publish
from handraiser.people import merging
from handraiser.people.models import Person
from handraiser.scoring.language import starter
from handraiser.worker import gathering, leases
from handraiser.worker.chores import LEASE

pytestmark = pytest.mark.django_db(transaction=True)
PRICING = 'event: page\nwhere: {path: {glob: "/pricing*"}}\nwithin: 7d'
CONDITIONS = (
    PRICING,
    "trait: country\nin: [CH, DE]",
    "absent: {event: page, for: 3d}",
    "any:\n  - score: {engagement: {gte: 10}}\n  - hand_raise: any\n    within: 2d",
)
OTHER = """
language: 1
model: other
scores:
  interest:
    range: [0, 100]
    groups: {reading: {rules: {pages: {event: page, points: 1}}}}
"""
NO = {"context": {"consent": {"categoryPreferences": {"profiling": False}}}}


def check() -> None:
    """Members and counts equal asking everybody now."""
    version = publishing.current()
    for audience in Audience.objects.filter(live=True, deleted_us=0):
        answers = asking.answers(
            version, [asking.asked_by(audience)], list(Person.objects.values_list("pk", flat=True)), clock.now_us()
        )
        found = set(members.inside(audience).values_list("person", flat=True))
        assert found == {person for person, answer in answers.items() if answer.holds[0]}, audience.condition
        assert (audience.people, audience.cursor, audience.problem) == (len(found), None, "")


def live(ada, condition: str, **more) -> Audience:
    return making.make(Said("Live", condition=condition, live=True, **more), by=ada)


@pytest.mark.parametrize("seed", range(2))
def test_live_audiences_equal_asking_everybody_after_whatever_happens(website, starter_model, work, time, ada, seed):
    chance = random.Random(seed)
    for condition in CONDITIONS:
        live(ada, condition)
    live(ada, PRICING, stages=("visitor", "lead"))
    for _ in range(20):
        device = f"d{chance.randrange(6)}"
        chance.choice(
            (
                lambda device=device: website.page(chance.choice(("/", "/pricing", "/pricing/team")), device),
                lambda device=device: website.track(chance.choice(("Demo Requested", "E-Book Downloaded")), device),
                lambda device=device: website.identify(device, email=f"p{chance.randrange(4)}@bobco.example"),
                lambda device=device: website.identify(device, country=chance.choice(("CH", "DE", "FR"))),
                lambda device=device: website.page("/", device, **(NO if chance.random() < 0.2 else {})),
                lambda: time.shift(timedelta(hours=chance.randrange(60))),
            )
        )()
        if chance.random() < 0.4:
            work()
            check()
    time.shift(timedelta(days=9))
    work()
    check()


def test_who_visited_pricing_leaves_by_itself_after_seven_days(website, starter_model, work, time, ada):
    audience = live(ada, PRICING)
    website.identify("d1", email="bob@bobco.example")
    website.page("/pricing", "d1")
    website.page("/pricing", "d2")
    work()
    assert [person.email for person in Person.objects.filter(pk__in=members.inside(audience).values("person"))] == [
        "bob@bobco.example"
    ]
    time.shift(timedelta(days=7, minutes=1))
    work()
    audience.refresh_from_db()
    assert (audience.people, members.inside(audience).count()) == (0, 0)


def test_a_static_audience_asked_again_keeps_what_was_done_by_hand(website, starter_model, work, time, ada):
    website.identify("d1", email="bob@bobco.example")
    website.page("/pricing", "d1")
    work()
    audience = making.make(Said("Static", condition=PRICING), by=ada)
    work()
    time.shift(timedelta(days=8))
    website.identify("d2", email="eve@bobco.example")
    work()
    bob, eve = Person.objects.order_by("pk")
    members.add(audience, [eve.pk], by=ada)
    members.remove(audience, [bob.pk], by=ada)
    making.ask_again(audience, by=ada)
    work()
    audience.refresh_from_db()
    assert (audience.people, [each.person_id for each in members.inside(audience)]) == (1, [eve.pk])


def test_a_merged_person_hands_the_place_in_a_static_audience_on(website, starter_model, work, ada):
    for name in ("bob", "eve"):
        website.identify(name, email=f"{name}@bobco.example")
    work()
    bob, eve = Person.objects.order_by("pk")
    audience = making.of_people("Static", Person.objects.filter(pk=eve.pk).values_list("pk", flat=True), by=ada)
    merging.merge(bob, eve, by=ada)
    work()
    audience.refresh_from_db()
    assert (audience.people, [each.person_id for each in members.inside(audience)]) == (1, [bob.pk])


def test_a_version_that_no_longer_names_a_score_leaves_the_last_people(website, starter_model, work, time, ada):
    website.identify("d1", email="bob@bobco.example", title="Head of Operations")
    audience = live(ada, "score: {fit: {gte: -100}}")
    work()
    publish(OTHER, by=None)
    work()
    audience.refresh_from_db()
    assert '"fit"' in audience.problem
    assert audience.people == members.inside(audience).count() == 1
    publish(starter("b2b-saas"), by=None)
    work()
    audience.refresh_from_db()
    assert (audience.problem, audience.people) == ("", 1)


def test_a_telling_goes_on_where_a_killed_worker_was(website, starter_model, work, time, ada):
    for number in range(5):
        website.identify(f"d{number}", email=f"p{number}@bobco.example")
    work()
    audience = live(ada, "not: {trait: country, eq: XX}")
    held = leases.take(LEASE, "worker")
    assert [gathering.gather(2, held) for _ in range(2)] == [2, 2]
    audience.refresh_from_db()
    assert (audience.asked, audience.to_ask, audience.people) == (4, 5, 4)
    work()
    check()


def test_without_audiences_nobody_is_marked(website, starter_model, work):
    website.identify("d1", email="bob@bobco.example")
    work()
    assert not AudienceLook.objects.exists()
    assert not AudienceMember.objects.exists()
