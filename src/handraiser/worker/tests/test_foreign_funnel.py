"""A foreign funnel, imported from two files, on the funnel's own page: its numbers are those of a spreadsheet."""

import csv
import io
import random
from collections import Counter
from urllib.parse import parse_qs

import pytest

from handraiser.exchange.importing import preparing, running
from handraiser.exchange.importing.tests.conftest import as_csv
from handraiser.exchange.importing.tests.foreign import DEALS_HEADER, EARLY, LEADS_HEADER, deals_of, leads_of
from handraiser.insight.behind import people_behind
from handraiser.people.models import Identity

pytestmark = pytest.mark.django_db(transaction=True)
ALL_OF_IT = "period=own&from=2017-06-01&to=2018-12-31&by=month"
ORIGIN, LANDING = 3, 2  # columns of the leads


@pytest.fixture
def files(time, starter_model, work, ada):
    """The rows of both, imported and taken as the worker does."""
    chance = random.Random(7)
    leads = leads_of(chance)[:240]
    deals = deals_of(chance, leads)
    for kind, rows in (("contacts", [LEADS_HEADER, *leads]), ("deals", [DEALS_HEADER, *deals])):
        row = preparing.bring(kind, f"{kind}.csv", io.BytesIO(as_csv(rows).encode()), ada)
        preparing.start(row, ada)
        running.run_now(row)
        work()
    return leads, deals


def test_every_number_on_the_page_is_that_of_a_spreadsheet(client, ada, files) -> None:
    leads, deals = files
    sold = {deal[0] for deal in deals}
    client.force_login(ada)
    page = client.get(f"/funnel/?{ALL_OF_IT}").context
    steps = {step.stage: step.entered.people for step in page["steps"]}
    assert (steps["lead"], steps["customer"]) == (len(leads), len(deals))

    for split, column in (("source", ORIGIN), ("landing", LANDING)):
        slices = client.get(f"/funnel/?{ALL_OF_IT}&split={split}").context["slices"]
        came = Counter(lead[column] for lead in leads)
        bought = Counter(lead[column] for lead in leads if lead[0] in sold)
        assert {each.value: each.leads for each in slices} == came
        assert Counter({each.value: each.numbers[-1].people for each in slices}) == bought
        assert {each.value: each.won for each in slices} == {value: bought[value] / came[value] for value in came}
        names = {each.value: each.name for each in slices}
        assert names[""] == "not known"
        if split == "source":
            assert names["unknown"] == "unknown"

    months = {part.first_date.isoformat()[:7]: [number.people for number in row] for part, row in page["course"]}
    first_contacts, wins = Counter(lead[1][:7] for lead in leads), Counter(deal[1][:7] for deal in deals)
    assert {month: row[1] for month, row in months.items() if row[1]} == first_contacts
    assert {month: row[-1] for month, row in months.items() if row[-1]} == wins


def test_the_rate_of_each_month_is_that_of_its_leads(client, ada, files) -> None:
    leads, deals = files
    sold = {deal[0] for deal in deals}
    client.force_login(ada)
    for month, last in (("2017-07", "31"), ("2017-11", "30"), ("2018-02", "28")):
        address = f"/funnel/?period=own&from={month}-01&to={month}-{last}&split=source"
        slices = client.get(address).context["slices"]
        mine = [lead for lead in leads if lead[1].startswith(month)]
        came, bought = (Counter(lead[ORIGIN] for lead in some) for some in (mine, [x for x in mine if x[0] in sold]))
        found = {each.value: (each.leads, each.won) for each in slices if each.leads}
        assert found == {value: (many, bought[value] / many) for value, many in came.items()}


def test_a_number_lists_the_leads_of_the_file(client, ada, files) -> None:
    leads, _deals = files
    client.force_login(ada)
    slices = client.get(f"/funnel/?{ALL_OF_IT}&split=source").context["slices"]
    for each in slices:
        _caption, people = people_behind(parse_qs(each.numbers[1].address)["funnel"][0], ada)
        found = Identity.objects.filter(kind="user", person__in=people).values_list("value", flat=True)
        assert set(found) == {lead[0] for lead in leads if lead[ORIGIN] == each.value}


def test_a_deal_won_before_its_first_contact_is_reported(client, ada, files) -> None:
    _leads, deals = files
    client.force_login(ada)
    page = client.get(f"/funnel/?{ALL_OF_IT}").content.decode()
    assert "1 deal of this period was won before its first contact" in page
    shown = client.get(f"/funnel/won-early/?{ALL_OF_IT}")
    (deal,) = shown.context["deals"]
    assert Identity.objects.get(kind="user", person=deal.person).value == deals[EARLY][0]
    rows = list(
        csv.DictReader(io.StringIO(client.get(f"/funnel/won-early.csv?{ALL_OF_IT}").content.decode("utf-8-sig")))
    )
    assert [row["Days before"] for row in rows] == ["8.7"]  # nine days less eight hours
