"""First against last touch: side by side, with the difference, in people and in money."""

import csv
import io
from decimal import Decimal
from urllib.parse import parse_qs

import pytest

from handraiser import clock
from handraiser.deals.models import Opportunity, State
from handraiser.insight import preparing
from handraiser.insight.behind import people_behind
from handraiser.insight.tests.test_funnel_page import HOSTILE, arrive, links
from handraiser.insight.tests.test_preparing import refreshed
from handraiser.lifecycle.models import ModelVersion
from handraiser.people.models import Person, Touches

pytestmark = pytest.mark.django_db


def touched(person: Person, first: tuple[str, str], last: tuple[str, str]) -> None:
    """By channel and source."""
    told = {"medium": "cpc", "campaign": "", "referrer": "", "landing": "/pricing", "us": person.first_seen_us}
    columns = {f"{which}_{name}": value for which in ("first", "last") for name, value in told.items()}
    for which, (channel, source) in (("first", first), ("last", last)):
        columns |= {f"{which}_channel": channel, f"{which}_source": source}
    Touches.objects.create(person=person, **columns)


def won(person: Person, amount: str | None, currency: str = "EUR", days_ago: int = 3) -> None:
    at_us = clock.now_us() - days_ago * clock.DAY_US
    Opportunity.objects.create(
        external_id=f"{person.pk}-{amount}-{currency}",
        person=person,
        state=State.WON,
        amount=amount and Decimal(amount),
        currency=currency,
        created_us=at_us,
        closed_us=at_us,
    )


@pytest.fixture
def buyers(db) -> dict[str, Person]:
    """Six people. Ann came by search and last by mail; of Cy nothing is known; Di's source is called `unknown`."""
    ModelVersion.objects.create(number=1, document="", published_us=0)
    names = ("ann", "bob", "cy", "di", "eve", "old")
    people = {name: arrive(70 if name == "old" else 12, "lead", "mql") for name in names}
    refreshed()
    touched(people["ann"], ("search", "Google"), ("mail", "may"))
    touched(people["bob"], ("search", "Google"), ("search", "Google"))
    touched(people["di"], ("other", "unknown"), ("search", "Google"))
    touched(people["eve"], ("other", HOSTILE[:120]), ("mail", "may"))
    touched(people["old"], ("paid", "Bing"), ("paid", "Bing"))
    won(people["ann"], "1200.50")
    won(people["ann"], "300", "CHF")
    won(people["bob"], None)
    won(people["bob"], "99", "EUR", days_ago=60)
    won(people["old"], "10")
    preparing.refresh([person.pk for person in people.values()])
    return people


def test_each_value_by_the_first_and_by_the_last_touch(client, ada, buyers) -> None:
    client.force_login(ada)
    rows = {row.name: row for row in client.get("/funnel/touches/").context["rows"]}
    leads = {name: (row.pairs[0].first.people, row.pairs[0].last.people) for name, row in rows.items()}
    assert leads == {"Search": (2, 2), "Other": (2, 0), "Mail": (0, 2), "not known": (1, 1), "Paid": (0, 0)}
    assert [rows["Mail"].pairs[at].difference for at in range(5)] == [2, 2, 0, 0, 0]


def test_filters_leave_their_people_and_can_be_taken_away(client, ada, buyers) -> None:
    client.force_login(ada)
    page = client.get("/funnel/touches/?only=channel%3Dsearch&only=&is_last_medium=cpc")
    rows = {row.name: row for row in page.context["rows"]}
    leads = {name: (row.pairs[0].first.people, row.pairs[0].last.people) for name, row in rows.items()}
    assert leads == {"Search": (2, 1), "Mail": (0, 1)}
    assert page.context["everybody"].pairs[0].first.people == 2
    assert page.context["everybody"].won.first.amounts == {"EUR": Decimal("1200.5"), "CHF": 300}
    assert [words for words, _without in page.context["filters"]] == ["Medium, last touch: cpc", "Channel: Search"]
    text = page.content.decode()
    assert '<input type="hidden" name="is_last_medium" value="cpc">' in text
    assert "is_last_medium=cpc" in page.context["filters"][1][1]


def test_filters_that_leave_too_much_to_count_say_so(client, ada, buyers, monkeypatch) -> None:
    monkeypatch.setattr("handraiser.insight.crossing.MOST_ROWS", -1)
    client.force_login(ada)
    page = client.get("/funnel/touches/?is_channel=search&is_size=&is_version=1").content.decode()
    assert "takes too long for this period" in page
    assert "touches.csv" not in page


def test_amounts_stand_by_currency_and_unknown_ones_apart(client, ada, buyers) -> None:
    client.force_login(ada)
    page = client.get("/funnel/touches/")
    rows = {row.name: row.won for row in page.context["rows"]}
    assert [tuple(each) for each in rows["Search"].money] == [("CHF", 300, 0), ("EUR", Decimal("1200.5"), 0)]
    assert (rows["Search"].first.unknown, rows["Search"].last.unknown) == (1, 1)
    assert [tuple(each) for each in rows["Mail"].money] == [("CHF", 0, 300), ("EUR", 0, Decimal("1200.5"))]
    assert page.context["everybody"].won.first.amounts == {"EUR": Decimal("1210.5"), "CHF": 300}
    assert "1 without amount" in page.content.decode()


def test_unknown_and_not_known_are_two_rows(client, ada, buyers) -> None:
    client.force_login(ada)
    page = client.get("/funnel/touches/?split=source")
    leads = {row.name: row.pairs[0].first.people for row in page.context["rows"]}
    assert (leads["unknown"], leads["not known"]) == (1, 1)
    assert "<img src=x" not in page.content.decode()


@pytest.mark.parametrize("split", ["channel", "source", "medium", "campaign", "landing", "last_source", "size"])
@pytest.mark.parametrize("only", ["period=4w", "period=13w", "is_channel=search&is_size=", "is_last_source=may"])
def test_every_number_lists_exactly_those_people(client, ada, buyers, split, only) -> None:
    client.force_login(ada)
    numbers = links(client.get(f"/funnel/touches/?{only}&split={split}").content.decode())
    assert len(numbers) >= 8
    for parameter, count in numbers:
        caption, people = people_behind(parameter, ada)
        assert people.distinct().count() == count, caption


def test_the_amount_lists_who_won_these_deals(client, ada, buyers) -> None:
    client.force_login(ada)
    rows = {row.name: row.won for row in client.get("/funnel/touches/").context["rows"]}
    caption, people = people_behind(parse_qs(rows["Search"].first_address)["funnel"][0], ada)
    assert set(people.values_list("person__canonical", flat=True)) == {buyers["ann"].pk, buyers["bob"].pk}
    assert caption.startswith("Won a deal")
    assert "Channel: Search" in caption


def test_the_file_has_every_row_and_adds_up(client, ada, buyers) -> None:
    client.force_login(ada)
    text = client.get("/funnel/touches.csv?split=source&is_size=").content.decode("utf-8-sig")
    rows = {row["Source"]: row for row in csv.DictReader(io.StringIO(text))}
    every = rows.pop("Everybody")
    for name in every:
        if name != "Source":
            assert sum(Decimal(row[name]) for row in rows.values()) == Decimal(every[name])
    google = rows["Google"]
    assert (google["Lead, first touch"], google["Lead, last touch"], google["Lead, difference"]) == ("2", "2", "0")
    assert Decimal(google["Won EUR, difference"]) == Decimal("-1200.5")


def test_an_empty_period_says_so(client, ada, buyers) -> None:
    client.force_login(ada)
    page = client.get("/funnel/touches/?period=own&from=2001-01-01&to=2001-02-01").content.decode()
    assert "Nobody in this period" in page
    assert "touches.csv" not in page
