"""The funnel's page: every number on it lists exactly those people."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import altair as alt
import pytest

from handraiser import clock
from handraiser.insight import crossing
from handraiser.insight.behind import people_behind
from handraiser.insight.tests.test_preparing import refreshed
from handraiser.lifecycle.models import ModelVersion, StageChange
from handraiser.people.models import Company, Person, Touches, TraitValue
from handraiser.scoring.language import starter

pytestmark = pytest.mark.django_db
HOSTILE = '<img src=x onerror="alert(1)">=cmd' + "x" * 200


def arrive(days_ago: int, *stages: str, channel: str = "search", campaign: str = "", company=None) -> Person:
    """Somebody first seen some days ago who entered each of these stages a day after the other."""
    first_us = clock.now_us() - days_ago * clock.DAY_US
    known_us = first_us + clock.DAY_US if stages else None
    person = Person.objects.create(first_seen_us=first_us, last_seen_us=first_us, known_us=known_us, company=company)
    for place, stage in enumerate(stages[1:], 2):
        at_us = first_us + place * clock.DAY_US
        StageChange.objects.create(
            person=person, at_us=at_us, from_stage="lead", to_stage=stage, cause="rule", recorded_us=at_us
        )
    return person


def come_from(person: Person, channel: str, campaign: str = "") -> None:
    told = {"channel": channel, "source": channel.title(), "medium": "", "campaign": campaign}
    told |= {"referrer": "", "landing": "/", "us": person.first_seen_us}
    columns = {f"{which}_{name}": value for which in ("first", "last") for name, value in told.items()}
    Touches.objects.create(person=person, **columns)


@pytest.fixture
def crowd(db):
    ModelVersion.objects.create(number=1, document=starter("b2b-saas"), published_us=0)
    company = Company.objects.create(name="Acme", first_seen_us=1)
    TraitValue.objects.create(company=company, name="employees", value="120", trust=1, set_us=1)
    refreshed()
    people = [arrive(20), arrive(20, "lead"), arrive(15, "lead", "mql", company=company)]
    people += [arrive(12, "lead", "mql", "sql"), arrive(9, "lead", "mql", "sql", "opportunity", "customer")]
    people += [arrive(45, "lead", "mql"), arrive(40)]
    refreshed()
    from handraiser.insight import preparing

    for place, person in enumerate(people[:5]):
        come_from(person, ["search", "mail"][place % 2], HOSTILE if place == 1 else "")
    preparing.refresh([person.pk for person in people])
    return people


def links(page: str) -> list[tuple[str, int]]:
    """Each number that leads to people: the parameter of the list, and the count shown."""
    found = re.findall(r'<a href="/people/\?([^"]+)">([0-9,]+)</a>', page)
    return [(parse_qs(html.unescape(query))["funnel"][0], int(count.replace(",", ""))) for query, count in found]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "period=13w&by=month&split=size",
        "split=campaign",
        "is_channel=search&split=size",
        "is_channel=search&is_size=50-199",
        "is_channel=",
        "is_channel=search&is_version=1&split=last_landing&period=13w",
        "is_source=Search&is_size=50-199&is_content=&split=campaign",
        "period=own&from=2020-01-01&to=2030-01-01&by=month&split=version",
    ],
)
def test_every_number_on_the_page_lists_exactly_those_people(client, ada, crowd, query) -> None:
    client.force_login(ada)
    page = client.get(f"/funnel/?{query}").content.decode()
    numbers = links(page)
    assert len(numbers) >= 3
    for parameter, count in numbers:
        caption, people = people_behind(parameter, ada)
        assert people.distinct().count() == count, caption


def test_the_numbers_are_those_of_the_period_and_compared_with_the_one_before(client, ada, crowd) -> None:
    client.force_login(ada)
    steps = {step.stage: step for step in client.get("/funnel/").context["steps"]}
    assert [steps[stage].entered.people for stage in steps] == [5, 4, 3, 2, 1, 1]
    assert [steps[stage].before.people for stage in steps] == [2, 1, 1, 0, 0, 0]
    assert steps["lead"].cohort == 3 / 4
    assert steps["lead"].snapshot == 3 / 4
    assert steps["lead"].median_days == pytest.approx(1)


def test_what_a_visitor_wrote_into_a_campaign_is_text(client, ada, crowd) -> None:
    client.force_login(ada)
    page = client.get("/funnel/?split=campaign").content.decode()
    assert "<img src=x" not in page
    assert "not known" in page


def test_a_file_holds_no_formula(client, ada, crowd) -> None:
    Touches.objects.filter(first_campaign=HOSTILE).update(first_campaign="=1+1")
    from handraiser.insight import preparing

    preparing.refresh([person.pk for person in crowd])
    client.force_login(ada)
    text = client.get("/funnel/slices.csv?split=campaign").content.decode("utf-8-sig")
    assert "'=1+1" in text
    for name in ("steps", "course", "showing-up"):
        assert client.get(f"/funnel/{name}.csv").status_code == 200


def test_charts_are_drawn_from_the_same_numbers(client, ada, crowd) -> None:
    client.force_login(ada)
    charts = client.get("/funnel/charts/?show=lead&by=day").json()["charts"]
    for spec in charts.values():
        alt.Chart.from_dict(spec)  # raises where Vega-Lite's schema does not hold
    assert sum(point["people"] for point in charts["trend"]["data"]["values"]) == 4
    assert charts["mix"]["mark"]["type"] == "bar"


def test_a_value_really_seen_is_picked_whatever_the_page_is_split_by(client, ada, crowd) -> None:
    client.force_login(ada)
    page = client.get("/funnel/?split=version&is_size=50-199").content.decode()
    assert '<option value="channel=search">Search (2 leads)</option>' in page
    assert '<option value="size=50-199" selected>50–199 people (1 lead)</option>' in page
    asked = client.get("/funnel/?split=version&only=&only=size=50-199&only=channel=search").context["asked"]
    assert dict(asked.filters) == {"size": "50-199", "channel": "search"}
    assert client.get("/funnel/?is_size=50-199&only=").context["asked"].filters == (("size", "50-199"),)
    assert client.get("/funnel/?only=nonsense=1").context["asked"].filters == ()


def test_what_is_filtered_by_stays_a_choice_where_nobody_has_it(client, ada, crowd) -> None:
    client.force_login(ada)
    page = client.get("/funnel/?only=campaign=Nobody%27s").content.decode()
    assert '<option value="campaign=Nobody&#x27;s" selected>Nobody&#x27;s (0 leads)</option>' in page
    assert page.count('name="is_campaign"') == 0


def test_several_filters_and_any_split_count_those_of_whom_all_is_true(client, ada, crowd) -> None:
    client.force_login(ada)
    page = client.get("/funnel/?split=last_source&only=channel=search&only=size=50-199&only=version=1").context
    assert [step.entered.people for step in page["steps"]] == [1, 1, 1, 0, 0, 0]
    assert [(each.value, each.leads) for each in page["slices"]] == [("Search", 1)]


def test_a_crossing_of_too_many_people_is_not_counted_and_the_page_says_so(client, ada, crowd, monkeypatch) -> None:
    monkeypatch.setattr(crossing, "MOST_ROWS", 3)
    client.force_login(ada)
    asks = "is_content=&is_landing="
    assert "Choose a shorter period" in client.get(f"/funnel/?{asks}").content.decode()
    assert "trend" not in client.get(f"/funnel/charts/?{asks}").json()["charts"]
    assert "Choose a shorter period" not in client.get("/funnel/?is_channel=search&split=size").content.decode()


def test_an_empty_house_and_nonsense_in_the_address_are_pages_too(client, ada) -> None:
    client.force_login(ada)
    assert "Nobody seen yet" in client.get("/funnel/").content.decode()
    arrive(1)
    refreshed()
    page = client.get("/funnel/?period=own&from=9999999&to=x&by=y&split=z&show=%01&sort=q&is_channel=%01%ff")
    assert page.status_code == 200
    assert "No scoring model is published yet" in page.content.decode()


def test_an_address_that_is_none_of_the_funnels_is_refused(ada) -> None:
    from handraiser.insight.behind import NoSuchNumber

    far = (
        "won=deal&from=2020-01-01&to=9999-12-31",
        "won=deal&from=0001-01-01&to=2020-01-01",
        "week=9999-12-31&stage=lead",
    )
    near = ("", "entered=mql", "entered=nobody&from=2020-01-01&to=2020-01-02", "week=x&stage=lead", "x")
    for parameter in (*near, *far, "week=2026-05-04&stage=nobody"):
        with pytest.raises(NoSuchNumber):
            people_behind(parameter, ada)


def test_the_address_of_a_number_survives_hostile_values(ada) -> None:
    from handraiser.insight.asked import Asked
    from handraiser.insight.behind import address

    asked = Asked(20_000, 20_027, (("campaign", "a&b=c#?\u202e"),))
    query = urlsplit("/people/?" + address(asked, "lead")).query
    caption, _people = people_behind(parse_qs(query)["funnel"][0], ada)
    assert "a&b=c#?" in caption


def test_the_list_shows_the_people_behind_a_number(client, ada, crowd) -> None:
    from handraiser.audiences import preparing

    preparing.refresh([person.pk for person in crowd])
    client.force_login(ada)
    steps = {step.stage: step for step in client.get("/funnel/").context["steps"]}
    page = client.get(f"/people/?{steps['sql'].entered.address}")
    assert page.status_code == 200
    assert "Became SQL" in page.content.decode()
    assert page.content.decode().count('href="/people/0') == 2
