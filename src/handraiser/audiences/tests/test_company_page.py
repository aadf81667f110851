"""A company's page, and saying of which company somebody is."""

import json
import re

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handraiser import clock
from handraiser.audiences import company_page, preparing
from handraiser.audiences.models import ListedCompany
from handraiser.events.models import Event, Source
from handraiser.events.reading import after
from handraiser.lifecycle.models import StageChange
from handraiser.organisation.models import AuditEntry
from handraiser.people import changing, company_visits, correcting, traits
from handraiser.people import visits as visiting
from handraiser.people.identifying import identify
from handraiser.people.models import Company, CompanyMerge, Identity, Person, Sighting, Trust

pytestmark = pytest.mark.django_db


def arrive(device: str, kind: str, ago_us: int, **message) -> None:
    """One event, stored and identified."""
    Source.objects.get_or_create(pk=1, defaults={"name": "Website"})
    at_us = clock.now_us() - ago_us
    stored(kind, device, at_us, **message)


def stored(kind: str, device: str, at_us: int, **message) -> Event:
    return Event.objects.create(
        source_id=1,
        message_id=f"{Event.objects.count()}",
        kind=kind,
        anonymous_id=device,
        trust=0,
        occurred_us=at_us,
        received_us=at_us,
        title=message.get("title"),
        payload=json.dumps({"type": kind, "anonymousId": device, **message}),
    )


def work() -> None:
    """What the worker does."""
    identify(after(0, 10_000))
    preparing.refresh(changing.take(10_000))


@pytest.fixture
def acme(db) -> Company:
    for number in range(30):
        arrive(f"d{number}", "identify", number * clock.HOUR_US, traits={"email": f"p{number}@acme.com"})
    arrive("d3", "page", 0, title="<b>Pricing")
    work()
    return Company.objects.get(domain="acme.com")


def shown(client, user, address: str) -> str:
    client.force_login(user)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_pages_through_its_people_in_the_order_asked_for(client, sam, acme):
    first = shown(client, sam, f"/companies/{acme.key}/?sort=seen")
    second = shown(client, sam, f"/companies/{acme.key}/?sort=seen&page=2")
    people = {person.email: str(person.key) for person in Person.objects.filter(company=acme)}
    table = first.partition('id="people"')[2].partition("</table>")[0]
    assert table.index(people["p3@acme.com"]) < table.index(people["p0@acme.com"])
    assert people["p29@acme.com"] not in first
    assert people["p29@acme.com"] in second
    assert "&lt;b&gt;Pricing" in first


@pytest.mark.parametrize("query", ["?sort=x", "?page=x", "?page=-3", "?page=99999999999999999999"])
def test_a_made_up_page_is_a_page(client, sam, acme, query):
    shown(client, sam, f"/companies/{acme.key}/{query}")


def test_a_company_takes_the_same_number_of_queries_whatever_its_size(client, sam, acme, django_assert_max_num_queries):
    client.force_login(sam)
    with django_assert_max_num_queries(27):
        client.get(f"/companies/{acme.key}/")


def test_the_newest_visits_are_whole_and_none_of_their_time_is_left_out(acme):
    visits, since_us = company_visits.newest(acme)
    moments = Event.objects.filter(occurred_us__gte=since_us).values_list("occurred_us", flat=True)
    assert {each.heading.visit.end_us for each in visits} == set(moments)
    assert len({each.person.pk for each in visits}) == company_visits.LATEST_PEOPLE


def test_what_a_user_says_of_a_company_outranks_what_its_server_says(client, sam, acme):
    client.force_login(sam)
    client.post(f"/companies/{acme.key}/traits/", {"name": "name", "value": "Acme <Ltd>"})
    acme.refresh_from_db()
    assert acme.name == "Acme <Ltd>"
    assert [view.trust for view in traits.of_company(acme) if view.name == "name"] == [Trust.T2]
    page = shown(client, sam, f"/companies/{acme.key}/")
    assert "Acme &lt;Ltd&gt;" in page
    assert "Sam Sales" in shown(client, sam, f"/companies/{acme.key}/traits/history/?name=name")


def test_somebody_moves_to_another_company_and_back(client, sam, acme):
    person = Person.objects.get(email="p1@acme.com")
    client.force_login(sam)
    answer = client.post(f"/people/{person.key}/company/", {"name": "Globex"}, follow=True).content.decode()
    person.refresh_from_db()
    assert (person.company.name, person.company_trust) == ("Globex", Trust.T2)
    undo = f"/people/{person.key}/company/back/{acme.key}/"
    assert f'action="{undo}"' in answer
    client.post(undo)
    person.refresh_from_db()
    assert person.company == acme


def test_a_company_that_is_there_is_found_by_name_or_domain_and_offered(client, sam, acme):
    globex = correcting.set_new_company(Person.objects.get(email="p1@acme.com"), "Globex", by=sam)
    person = Person.objects.get(email="p2@acme.com")
    client.force_login(sam)
    client.post(f"/people/{person.key}/company/", {"name": " gLOBEX "})
    person.refresh_from_db()
    assert person.company == globex
    offers = client.get("/companies/offers/?name=lobe").content.decode()
    assert str(globex.key) in offers
    client.post(f"/people/{person.key}/company/", {"company": str(acme.key), "name": "lobe"})
    person.refresh_from_db()
    assert person.company == acme
    client.post(f"/people/{person.key}/company/", {"none": "yes", "name": ""})
    person.refresh_from_db()
    assert person.company is None


@pytest.mark.parametrize("form", [{"name": ""}, {"name": "x" * 256}, {"company": "nonsense"}])
def test_what_is_no_company_changes_nothing(client, sam, acme, form):
    person = Person.objects.get(email="p1@acme.com")
    client.force_login(sam)
    assert client.post(f"/people/{person.key}/company/", form).status_code in {400, 404}
    person.refresh_from_db()
    assert person.company == acme


def test_a_companys_own_owner_is_set_shown_and_taken_back(client, sam, ada, acme):
    correcting.set_owner(Person.objects.get(email="p1@acme.com"), ada, by=sam)
    client.force_login(sam)
    answer = client.post(f"/companies/{acme.key}/owner/", {"owner": str(sam.pk)}, follow=True).content.decode()
    preparing.refresh(changing.take(10_000))
    assert "looked after by <bdi>Sam Sales" in answer
    assert ListedCompany.objects.get().owner == sam
    undo = f"/companies/{acme.key}/owner/?owner="
    assert f'action="{undo}"' in answer
    client.post(undo)
    preparing.refresh(changing.take(10_000))
    assert ListedCompany.objects.get().owner is None
    assert AuditEntry.objects.filter(act="company.owner_set").count() == 2


def test_a_viewer_changes_no_company(client, acme, django_user_model):
    viewer = django_user_model.objects.create_user("v@acme.example", "a long enough password", role="viewer")
    client.force_login(viewer)
    assert client.post(f"/companies/{acme.key}/traits/", {"name": "name", "value": "x"}).status_code == 403
    assert client.post(f"/companies/{acme.key}/owner/", {"owner": str(viewer.pk)}).status_code == 403
    person = Person.objects.get(email="p1@acme.com")
    assert client.post(f"/people/{person.key}/company/", {"name": "x"}).status_code == 403


@pytest.fixture
def twin(acme) -> Company:
    arrive("e1", "identify", 0, traits={"email": "eve@acme.de"})
    work()
    Company.objects.filter(domain="acme.de").update(name="Acme <b>DE")
    work()
    return Company.objects.get(domain="acme.de")


def test_two_companies_are_compared_merged_and_parted_again(client, sam, acme, twin):
    page = shown(client, sam, f"/companies/{acme.key}/")
    assert f"/companies/{acme.key}/merge/?other={twin.key}" in page
    asked = shown(client, sam, f"/companies/{acme.key}/merge/?other=ACME.de")
    assert "Acme &lt;b&gt;DE" in asked
    assert "Which domain stays" in asked
    chosen = {"sure": "yes", "other": str(twin.key), "kept": str(acme.key), "domain": str(twin.key)}
    answer = client.post(f"/companies/{acme.key}/merge/", chosen, follow=True)
    assert answer.redirect_chain == [(f"/companies/{acme.key}/", 302)]
    merge = CompanyMerge.objects.get()
    undo = f"/companies/{acme.key}/merges/{merge.pk}/undo/"
    assert answer.content.decode().count(undo) == 2  # in the message, and on the page
    acme.refresh_from_db()
    assert (acme.name, acme.domain) == ("Acme <b>DE", "acme.de")
    assert client.get(f"/companies/{twin.key}/").url == f"/companies/{acme.key}/"
    work()
    assert (ListedCompany.objects.get().people, ListedCompany.objects.get().company) == (31, acme)
    assert len(client.get(f"/people/?company={twin.key}&q=eve").context["rows"]) == 1
    client.post(undo)
    work()
    assert set(ListedCompany.objects.values_list("domain", "people")) == {("acme.com", 30), ("acme.de", 1)}
    assert client.get(f"/companies/{twin.key}/").status_code == 200


@pytest.mark.parametrize("other", ["", "nobody.example", "acme.com", "%", "x" * 500])
def test_there_is_no_merge_with_what_is_no_other_company(client, sam, acme, other):
    client.force_login(sam)
    assert client.get(f"/companies/{acme.key}/merge/", {"other": other}).status_code == 404
    assert not CompanyMerge.objects.exists()


def test_who_only_reads_merges_nothing(client, acme, twin, django_user_model):
    vic = django_user_model.objects.create_user("vic@acme.example", "a long enough password", role="viewer")
    assert "merge/" not in shown(client, vic, f"/companies/{acme.key}/")
    asked = {"sure": "yes", "other": str(twin.key)}
    assert client.post(f"/companies/{acme.key}/merge/", asked).status_code == 403


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_the_pages_of_the_timeline_hold_every_visit_and_stage_change_once_in_order(db, data):
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(company_visits, "LATEST_PEOPLE", data.draw(st.integers(1, 3)))
        patch.setattr(company_visits, "MOST_VISITS", data.draw(st.integers(1, 4)))
        patch.setattr(company_visits, "MOST_SEEN", data.draw(st.sampled_from([30, 2_000])))
        patch.setattr(company_page, "CHANGES", data.draw(st.integers(1, 3)))
        company, at_us = Company.objects.create(first_seen_us=1), 1_790_000_000_000_000
        visits, moved = set(), []
        for number in range(data.draw(st.integers(1, 5))):
            minutes = sorted(data.draw(st.sets(st.integers(0, 600).map(lambda n: n * 10), min_size=1, max_size=9)))
            moments = [at_us + minute * clock.MINUTE_US for minute in minutes]
            times = {"first_seen_us": moments[0], "last_seen_us": moments[-1], "known_us": moments[0]}
            person = Person.objects.create(company=company, name=f"P{number}", **times)
            identity = Identity.objects.create(kind="anonymous", value=f"v{number}", person=person, linked_us=1)
            for moment in moments:
                event = stored("page", f"v{number}", moment)
                Sighting.objects.create(event_id=event.pk, identity=identity, known_us=moment, occurred_us=moment)
            begins = [run[0] for run in visiting.visits(moments, lambda moment: moment)]
            visits |= {(person.pk, begin) for begin in begins}
            for moment in data.draw(st.lists(st.sampled_from(moments), max_size=3)):
                change = {"from_stage": "lead", "to_stage": "mql", "cause": "rule", "recorded_us": moment}
                StageChange.objects.create(person=person, at_us=moment, order=len(moved), **change)
                moved.append((person.pk, moment))
        told, pages = company_page.tell(company), 1
        rows = list(told.rows)
        while told.before_us:
            told, pages = company_page.tell(company, told.before_us), pages + 1
            rows += told.rows
            assert pages < 400
        seen = [(row.item.person.pk, row.at_us) for row in rows if row.template.endswith("_visit.html")]
        assert sorted(seen) == sorted(visits)
        assert sorted(
            (row.item.person_id, row.at_us) for row in rows if row.template.endswith("_change.html")
        ) == sorted(moved)
        assert [row.at_us for row in rows] == sorted((row.at_us for row in rows), reverse=True)
        transaction.set_rollback(True)


def test_the_page_goes_on_to_earlier_visits(client, sam, acme):
    page = shown(client, sam, f"/companies/{acme.key}/")
    more = re.search(rf'hx-get="(/companies/{acme.key}/timeline/[^"]+)"', page)[1].replace("&amp;", "&")
    rows = shown(client, sam, more)
    assert "p11@acme.com" not in rows
    assert "p15@acme.com" in rows
    assert "Newest" in shown(client, sam, f"/companies/{acme.key}/?before=1")
    assert "Nothing earlier" in shown(client, sam, f"/companies/{acme.key}/?before=1")
    shown(client, sam, f"/companies/{acme.key}/?before=x&shown=-1")
