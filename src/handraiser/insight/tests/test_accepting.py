"""What sales made of hand-offs: the rate, by week and by reason, each number with its people."""

import csv
import io

import pytest

from handraiser import clock
from handraiser.handoff.models import Answer, Decision, Handoff
from handraiser.insight import preparing
from handraiser.insight.behind import NoSuchNumber, people_behind
from handraiser.insight.tests.test_funnel_page import HOSTILE, arrive, come_from, links
from handraiser.insight.tests.test_preparing import refreshed
from handraiser.people.models import Person

pytestmark = pytest.mark.django_db


def decided(person: Person, verdict: str, sam, *, days_ago: int, reason: str = "") -> None:
    handoff = Handoff.objects.create(person=person, opened_us=person.first_seen_us)
    getattr(handoff, verdict)(Answer(by=sam, reason=reason))
    Decision.objects.filter(handoff=handoff).update(at_us=clock.now_us() - days_ago * clock.DAY_US)


@pytest.fixture
def desk(db, sam) -> list[Person]:
    """Three accepted, two rejected and one recycled in four weeks; one rejected before them; one still open."""
    people = [arrive(30, "lead", "mql", "sql") for _ in range(8)]
    for place, days_ago in ((0, 2), (1, 9), (3, 9)):
        decided(people[place], "accept", sam, days_ago=days_ago)
    decided(people[2], "reject", sam, days_ago=9, reason=HOSTILE)
    decided(people[4], "reject", sam, days_ago=20)
    decided(people[5], "recycle", sam, days_ago=20, reason="next year")
    decided(people[6], "reject", sam, days_ago=40, reason="no budget")
    Handoff.objects.create(person=people[7], opened_us=1)
    refreshed()
    for place, person in enumerate(people):
        come_from(person, "search" if place < 3 else "mail")
    preparing.refresh([person.pk for person in people])
    return people


def test_the_rate_is_accepted_by_accepted_and_rejected(client, ada, desk) -> None:
    client.force_login(ada)
    page = client.get("/funnel/")
    found = page.context["acceptance"]
    assert (found.total.accepted.people, found.total.rejected.people, found.total.recycled.people) == (3, 2, 1)
    assert found.total.rate == 3 / 5
    assert found.before.rate == 0
    assert "60 %" in page.content.decode()
    assert {reason for reason, _ in found.reasons} == {HOSTILE[:255], ""}
    assert sum(verdicts.decided for _, verdicts in found.weeks) == 5


def test_filters_apply_and_every_number_lists_those_people(client, ada, desk) -> None:
    client.force_login(ada)
    assert client.get("/funnel/?is_channel=search").context["acceptance"].total.rate == 2 / 3
    for query in ("", "is_channel=mail", "period=13w"):
        page = client.get(f"/funnel/?{query}").content.decode()
        assert "<img src=x" not in page
        numbers = [each for each in links(page) if "decided" in each[0]]
        assert len(numbers) >= 4
        for parameter, count in numbers:
            caption, people = people_behind(parameter, ada)
            assert people.distinct().count() == count, caption


def test_the_file_holds_weeks_and_reasons(client, ada, desk) -> None:
    client.force_login(ada)
    text = client.get("/funnel/hand-offs.csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert sum(int(row["Accepted"] or 0) for row in rows) == 3
    assert {row["Reason"] for row in rows if row["Reason"]} == {HOSTILE[:255], "no reason given"}


def test_without_decisions_the_page_says_so(client, ada, db) -> None:
    arrive(2, "lead")
    refreshed()
    client.force_login(ada)
    page = client.get("/funnel/").content.decode()
    assert "Nothing decided in this period" in page
    with pytest.raises(NoSuchNumber):
        people_behind("decided=accepted&from=x", ada)
