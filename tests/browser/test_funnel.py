"""The funnel as marketing works with it: choosing, following a number to its people, first against last touch."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from handraiser import clock
from handraiser.audiences import preparing as lists
from handraiser.deals.models import Opportunity, State
from handraiser.handoff.models import Decision, Handoff
from handraiser.insight import preparing
from handraiser.lifecycle.models import ModelVersion, StageChange
from handraiser.people import changing
from handraiser.people.models import Company, Identity, Person, Sighting, Touches, TraitValue
from handraiser.scoring.language import starter
from tests.browser.conftest import problems
from tests.browser.demo import HOSTILE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
COLUMNS = ("channel", "source", "medium", "campaign", "landing")
SEARCH = ("search", "Google", "organic", "", "/blog")
MAIL = ("mail", "may", "email", HOSTILE[:120], "/e-book")
NOTHING = ("",) * 5
LEADS = 24


@pytest.fixture
def crowd(db) -> list[Person]:
    """24 leads of the last weeks: half came by search, half by mail, and a third by mail last; two became customers.

    The first two are MQLs and beyond, and were there once; the others did something in each of the last four weeks.
    The third won a deal before its first contact. Of two visitors nothing is known.
    """
    ModelVersion.objects.create(number=1, document=starter("b2b-saas"), published_us=0)
    acme = Company.objects.create(name="Acme", first_seen_us=1)
    TraitValue.objects.create(company=acme, name="employees", value="120", trust=1, set_us=1)
    people = [arrive(number, acme if number < 3 else None) for number in range(LEADS + 2)]
    for number, person in enumerate(people[:2]):
        for place, stage in enumerate(("mql", "sql", "opportunity", "customer"), 1):
            move(person, stage, person.first_seen_us + place * clock.DAY_US)
        won(person, "12000.50" if number else None, days_ago=2)
    won(people[2], "700", days_ago=60)
    for number in range(4):
        decided(people[number], "rejected" if number == 3 else "accepted", days_ago=5 * number)
    for number, person in enumerate(people):
        known = number < LEADS
        first = (SEARCH, MAIL)[number % 2] if known else NOTHING
        touched(person, first, MAIL if known and number % 3 == 0 else first)
    marked = changing.take(1_000)
    lists.refresh(marked)
    preparing.refresh(marked)
    return people


def arrive(number: int, company: Company | None) -> Person:
    """First seen 27 days ago."""
    now_us = clock.now_us()
    first_us = now_us - 27 * clock.DAY_US
    name = HOSTILE if number == 5 else f"Person {number:02}"
    known_us = first_us if number < LEADS else None
    person = Person.objects.create(
        first_seen_us=first_us, last_seen_us=now_us, known_us=known_us, name=name, company=company
    )
    device = Identity.objects.create(kind="anonymous", value=f"d{number}", raw="", person=person, linked_us=first_us)
    for week in range(4 if number > 1 else 1):
        at_us = first_us + week * 7 * clock.DAY_US
        Sighting.objects.create(event_id=number * 10 + week + 1, identity=device, known_us=at_us, occurred_us=at_us)
    return person


def move(person: Person, stage: str, at_us: int) -> None:
    StageChange.objects.create(
        person=person, at_us=at_us, from_stage="lead", to_stage=stage, cause="rule", recorded_us=at_us
    )


def decided(person: Person, verdict: str, *, days_ago: int) -> None:
    handoff = Handoff.objects.create(person=person, opened_us=person.first_seen_us)
    reason = HOSTILE[:255] if verdict == "rejected" else ""
    at_us = clock.now_us() - days_ago * clock.DAY_US
    Decision.objects.create(handoff=handoff, verdict=verdict, reason=reason, at_us=at_us)


def won(person: Person, amount: str | None, *, days_ago: int) -> None:
    at_us = clock.now_us() - days_ago * clock.DAY_US
    Opportunity.objects.create(
        external_id=f"deal-{person.pk}",
        name=f"Annual plan, {HOSTILE}"[:250],
        person=person,
        company=person.company,
        state=State.WON,
        amount=amount and Decimal(amount),
        currency="EUR",
        created_us=at_us,
        closed_us=at_us,
    )


def touched(person: Person, first: tuple[str, ...], last: tuple[str, ...]) -> None:
    told = {"first_us": person.first_seen_us, "last_us": person.last_seen_us, "first_referrer": "", "last_referrer": ""}
    for which, values in (("first", first), ("last", last)):
        told |= {f"{which}_{name}": value for name, value in zip(COLUMNS, values, strict=True)}
    Touches.objects.create(person=person, **told)


def leads(page: Page) -> Locator:
    return page.locator(".funnel-tiles .tile", has=page.get_by_text("Lead", exact=True)).locator(".value")


def asks(page: Page, name: str) -> Locator:
    return page.get_by_role("combobox", name=name, exact=True)


def choose(page: Page, name: str, value: str) -> None:
    """As somebody does who has the focus there; it stays when the page comes anew."""
    asks(page, name).focus()
    asks(page, name).select_option(value)


def test_filters_are_picked_whatever_the_page_is_split_by_and_the_focus_stays(signed_in, ada, crowd):
    page = signed_in(ada, "/funnel/?split=landing")
    expect(leads(page)).to_have_text("24")
    page.locator("summary", has_text="Only those with").click()
    options = ["any", "Google (12 leads)", "may (12 leads)", "not known (0 leads)"]
    expect(asks(page, "Source").locator("option")).to_have_text(options)
    choose(page, "Source", "source=Google")
    expect(leads(page)).to_have_text("12")
    expect(asks(page, "Source")).to_be_focused()
    choose(page, "Company size", "size=50-199")
    expect(leads(page)).to_have_text("2")
    expect(page.get_by_role("heading", name="By Landing page")).to_be_visible()
    expect(page.locator(".slice-name")).to_have_text(["/blog"])
    page.reload()
    expect(leads(page)).to_have_text("2")
    page.get_by_role("link", name=re.compile("Source: Google")).focus()
    page.keyboard.press("Enter")
    expect(leads(page)).to_have_text("3")


def test_a_click_on_a_number_lists_those_people(signed_in, ada, crowd):
    page = signed_in(ada, "/funnel/")
    page.locator(".funnel-tiles .tile", has=page.get_by_text("MQL", exact=True)).get_by_role("link").click()
    expect(page.locator("#people a.whole")).to_have_text(["Person 01", "Person 00"])
    expect(page.get_by_text("Became MQL")).to_be_visible()
    page.go_back()
    page.get_by_role("row", name=re.compile("^Mail")).get_by_role("link").nth(2).click()
    expect(page.locator("#count")).to_have_text("12 people")


def test_the_keyboard_alone_leads_to_the_funnel_and_through_it(signed_in, ada, crowd):
    page = signed_in(ada, "/profile/")
    page.keyboard.press("g")
    page.keyboard.press("f")
    expect(page.locator("[data-funnel-shows=mix] :is(svg, canvas)").first).to_be_visible()
    asks(page, "Split by").focus()
    page.keyboard.type("Source")
    expect(page.get_by_role("heading", name="By Source")).to_be_visible()
    expect(asks(page, "Split by")).to_be_focused()
    page.locator("summary", has_text="Only those with").focus()
    page.keyboard.press("Enter")
    asks(page, "Channel").focus()
    page.keyboard.type("Mail")
    expect(leads(page)).to_have_text("12")
    expect(asks(page, "Channel")).to_be_focused()
    tile = page.locator(".funnel-tiles .tile", has=page.get_by_text("Lead", exact=True))
    tile.get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_have_text("12 people")


def test_who_is_showing_up_says_what_holds_them_back(signed_in, ada, crowd):
    page = signed_in(ada, "/funnel/")
    card = page.locator("section", has=page.get_by_role("heading", name="Who is showing up"))
    expect(card).to_contain_text("Many leads, few that engage further: ")
    expect(card.locator("[data-funnel-shows=mix] svg, [data-funnel-shows=mix] canvas").first).to_be_visible()
    card.locator("summary").click()
    week = card.get_by_role("row").filter(has=page.get_by_role("link")).first
    many = int(week.get_by_role("link").last.inner_text())
    week.get_by_role("link").last.click()
    expect(page.locator("#count")).to_have_text(f"{many} {'person' if many == 1 else 'people'}")


def test_how_many_hand_offs_sales_accepted_and_why_not_the_others(signed_in, ada, crowd):
    page = signed_in(ada, "/funnel/")
    tile = page.locator(".funnel-tiles .tile", has=page.get_by_text("Accepted by sales"))
    expect(tile.locator(".value")).to_have_text("75 %")
    card = page.locator("section", has=page.get_by_role("heading", name="What sales made of hand-offs"))
    card.get_by_role("row", name=re.compile("<script>")).get_by_role("link").click()
    expect(page.locator("#people a.whole")).to_have_text(["Person 03"])
    page.go_back()
    tile.get_by_role("link").first.click()
    expect(page.locator("#count")).to_have_text("3 people")


def test_first_and_last_touch_stand_side_by_side(signed_in, ada, crowd):
    page = signed_in(ada, "/funnel/")
    page.get_by_role("link", name="First against last touch").click()
    row = page.get_by_role("row", name=re.compile("^Mail"))
    expect(row.get_by_role("cell").nth(0)).to_have_text("12")
    expect(row.get_by_role("cell").nth(1)).to_have_text(re.compile(r"16\s*\+4"))
    expect(row.get_by_role("cell").last).to_contain_text("12,000.50")
    expect(row.get_by_role("cell").last).to_contain_text("1 without amount")
    choose(page, "Compare", "campaign")
    expect(page.get_by_role("heading", name="By Campaign")).to_be_visible()
    expect(asks(page, "Compare")).to_be_focused()
    expect(page.get_by_role("row", name=re.compile("not known"))).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "funnel-touches.csv"
    choose(page, "Compare", "channel")
    page.get_by_role("row", name=re.compile("^Mail")).get_by_role("cell").nth(1).get_by_role("link").click()
    expect(page.locator("#count")).to_have_text("16 people")


def test_a_deal_won_before_its_first_contact_is_told_and_listed(signed_in, ada, crowd):
    page = signed_in(ada, "/funnel/?period=13w")
    expect(page.get_by_text("1 deal of this period was won before its first contact")).to_be_visible()
    page.get_by_role("link", name="See it").click()
    row = page.get_by_role("row").last
    expect(row.get_by_role("link", name="Person 02")).to_be_visible()
    expect(row).to_contain_text("Acme")
    expect(row).to_contain_text("33")
    assert problems(page) == []


@pytest.mark.parametrize(
    "path",
    [
        "/funnel/?period=13w&is_channel=search&split=campaign",
        "/funnel/touches/?split=campaign",
        "/funnel/won-early/?period=13w",
    ],
)
def test_the_pages_are_fit_for_everybody_with_people_on_them(signed_in, ada, crowd, path):
    page = signed_in(ada, path)
    for scheme, width in (("light", 1360), ("dark", 1360), ("dark", 380), ("light", 380)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 800})
        assert problems(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
