"""The lists: found, filtered, sorted and paged, and harmless whatever people are called."""

import pytest
from django.db.models import QuerySet
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handraiser import clock
from handraiser.audiences import conditions, paging, planning, preparing, scores
from handraiser.audiences.kinds import COMPANIES, PEOPLE
from handraiser.audiences.models import Listed
from handraiser.audiences.sources import sources
from handraiser.audiences.wanted import Wanted
from handraiser.lifecycle import publishing
from handraiser.lifecycle.models import ModelVersion, Standing
from handraiser.people import changing, merging, tagging
from handraiser.people.models import Company, Person, Touches
from handraiser.scoring.language import starter

pytestmark = pytest.mark.django_db
HOSTILE = "<script>alert(1)</script>" + "ש" * 220


def person(name: str = "Bob", *, seen_us: int = 0, **fields) -> Person:
    now_us = seen_us or clock.now_us()
    return Person.objects.create(first_seen_us=now_us, last_seen_us=now_us, known_us=now_us, name=name, **fields)


def listed() -> None:
    preparing.refresh(changing.take(1_000))


def names(query: str, user, kind=PEOPLE) -> list[str]:
    return [row.name for row in paging.page(Wanted.read(kind, QueryDict(query)), user).rows]


def test_a_hostile_name_is_text(client, sam):
    company = Company.objects.create(name=HOSTILE, first_seen_us=1)
    person(HOSTILE, title=HOSTILE, company=company, email="bob@bobco.example")
    listed()
    client.force_login(sam)
    for address in ("/people/?columns=title,company,email", "/companies/"):
        page = client.get(address).content.decode()
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert(1)" not in page


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bobco", ["Bob"]),
        ("BOB op", ["Bob"]),
        ("b", ["Bob"]),
        ("bo", ["Bob"]),
        ("yann", ["Yannick"]),
        ("operations bob", ["Bob"]),
        ('"', []),
        ("100%", []),
        ("bob_", []),
        ("zzz", []),
    ],
)
def test_search_finds_every_word_anywhere(sam, text, found):
    company = Company.objects.create(name="Bobco", domain="bobco.com", first_seen_us=1)
    person("Bob", company=company, title="Head of Operations", email="bob@bobco.com")
    person("Yannick")
    listed()
    query = QueryDict(mutable=True)
    query["q"] = text
    assert names(query.urlencode(), sam) == found


def test_a_changed_name_is_found_and_the_old_one_is_not(sam):
    bob = person("Bob Miller")
    listed()
    Person.objects.filter(pk=bob.pk).update(name="Bob Smith")
    listed()
    assert names("q=smith", sam) == ["Bob Smith"]
    assert names("q=miller", sam) == []


def test_filters_hold_together_and_values_of_one_are_alternatives(sam, ada):
    large = Company.objects.create(name="Large", first_seen_us=1)
    for name, owner, channel in (("A", sam, "search"), ("B", ada, "search"), ("C", sam, "paid"), ("D", None, "direct")):
        one = person(name, owner=owner, company=large if name == "A" else None)
        came = dict.fromkeys(("source", "medium", "campaign", "referrer", "landing"), "x")
        came |= {"us": 1, "channel": channel}
        Touches.objects.create(person=one, **{f"{when}_{k}": v for k, v in came.items() for when in ("first", "last")})
    listed()
    assert names(f"owner={sam.pk}&channel=search&sort=name", sam) == ["A"]
    assert names(f"owner={sam.pk}&owner={ada.pk}&sort=name", sam) == ["A", "B", "C"]
    assert names("owner=-&sort=name", sam) == ["D"]
    assert names("channel=search&channel=paid&sort=-name", sam) == ["C", "B", "A"]
    assert names(f"company={large.key}", sam) == ["A"]
    assert names("size=1-10", sam) == []
    assert names("seen=1&known=7&sort=name", sam) == ["A", "B", "C", "D"]
    assert names("stage=mql", sam) == []


def test_the_filters_offer_what_is_really_there(client, sam, ada):
    person("A", owner=sam)
    person("B", owner=sam)
    person("C", owner=ada)
    listed()
    client.force_login(sam)
    choices = {choice.name: choice.options for choice in client.get("/people/").context["choices"]}
    assert [(option.words, option.rows) for option in choices["owner"]] == [("Sam Sales", 2), ("Ada Marketing", 1)]


def test_scores_are_called_and_filtered_as_the_model_says(client, sam, ada):
    publishing.publish(starter("b2b-saas"), ada, "first")
    for name, fit in (("A", 60), ("B", 40), ("C", -50), ("Unscored", None)):
        one = person(name)
        if fit is not None:
            rests = {"version_id": ModelVersion.objects.get().pk, "at_us": 1, "stage": "lead", "stage_since_us": 1}
            label = {60: "A", 40: "B", -50: "D"}[fit]
            said = {"scores": {"fit": fit * 1_000_000}, "labels": {"fit": label}}
            Standing.objects.create(person=one, total=0, **said, **rests)
    listed()
    client.force_login(sam)
    shown = client.get("/people/?columns=score.fit,score.engagement,score.gone").context
    assert [str(column.words) for column, *_ in shown["headings"]] == ["Person", "Fit", "Engagement"]
    choice = {choice.name: choice for choice in shown["choices"]}["label.fit"]
    counted = [("A", 1), ("B", 1), ("C", 0), ("D", 1), ("-", 1)]
    assert (choice.words, [(option.value, option.rows) for option in choice.options]) == ("Fit", counted)
    found = [names(f"label.fit={option.value}", sam) for option in choice.options]
    assert found == [["A"], ["B"], [], ["C"], ["Unscored"]]
    assert names("label.fit=A&label.fit=D&sort=-score.fit", sam) == ["A", "C"]
    assert names("label.fit=Nonsense", sam) == []


def test_a_company_to_filter_by_is_found_by_its_name(client, sam):
    person("A", company=Company.objects.create(name="Bobco <b>", first_seen_us=1))
    person("B", company=Company.objects.create(name="Other", first_seen_us=1))
    listed()
    client.force_login(sam)
    page = client.get("/lists/companies/named/?called=obc").content.decode()
    key = Company.objects.get(name="Bobco <b>").key
    assert f'value="{key}"' in page
    assert "Bobco &lt;b&gt;" in page
    assert "Other" not in page
    assert "No company is called so" in client.get("/lists/companies/named/?called=").content.decode()
    assert names(f"company={key}", sam) == ["A"]


def test_another_folder_s_people_are_shown_with_its_caption(client, sam, monkeypatch):
    person("A")
    person("B")
    listed()
    only_a = Person.objects.filter(name="A").values("pk")
    monkeypatch.setitem(sources, "counted", lambda value, user: (f"Week {value}", only_a))
    client.force_login(sam)
    page = client.get("/people/?counted=41")
    assert [row.name for row in page.context["page"].rows] == ["A"]
    assert "Week 41" in page.content.decode()


@pytest.fixture
def crowd(db) -> None:
    companies = [Company.objects.create(name=name, first_seen_us=1) for name in ("X", "Y")]
    for number in range(17):
        company = [None, *companies][number % 3]
        one = person(["", "Ann", "bob"][number % 3], seen_us=1_700_000_000_000_000 + number // 4, company=company)
        person("Nobody's", canonical=one)
    listed()


WAYS = {  # whatever is thought to be quicker
    "sorted": {},
    "sorted, not counted": {"AT_ONCE": -1, "FEW": -1, "WALKED": -1},
    "walked": {"MANY": -1, "FEW": -1},
    "walked for a part": {"AT_ONCE": -1, "WALKED": 3},
    "walked for a long part": {"AT_ONCE": -1, "FEW": -1, "WALKED": 1_000},
    "too many to count": {"COUNTED": 2, "AT_ONCE": -1},
}
HOLDS = {
    "": lambda row: True,
    "&seen=7&q=": lambda row: False,
    "&q=ann": lambda row: row.name == "Ann",
    "&owner=-": lambda row: True,
    "&stage=-&country=-": lambda row: True,
    "&stage=lead&country=-": lambda row: False,
    "&country=-&q=bob": lambda row: row.name == "bob",
    "&called=Ann": lambda row: row.name == "Ann",
    "&called=Ann&stage=-": lambda row: row.name == "Ann",
}


def called(name: str, _user: object) -> tuple[str, QuerySet]:
    people = Person.objects.filter(canonical__name=name)
    return name, people.values("canonical")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_pages_show_everybody_once_in_order_forwards_and_back(crowd, sam, data):
    kind = data.draw(st.sampled_from([PEOPLE, PEOPLE, COMPANIES]))
    column = data.draw(st.sampled_from(sorted(scores.columns(kind))))
    minus = data.draw(st.sampled_from(["", "-"]))
    some = data.draw(st.sampled_from(sorted(HOLDS) if kind is PEOPLE else ["", "&owner=-"]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sources, "called", called)
        patch.setattr(paging, "PAGE", data.draw(st.integers(1, 6)))
        way = WAYS[data.draw(st.sampled_from(sorted(WAYS)))]
        for name, number in way.items():
            patch.setattr(paging if name == "WALKED" else planning, name, number)
            if name == "COUNTED":
                patch.setattr(conditions, name, number)
        many = paging.count(Wanted.read(kind, QueryDict(some)), sam)
        query, forwards, last = f"sort={minus}{column}{some}", [], None
        while query:
            last = paging.page(Wanted.read(kind, QueryDict(query)), sam)
            forwards.append([row.pk for row in last.rows])
            query = last.following
        backwards = [forwards[-1]]
        while last.preceding:
            last = paging.page(Wanted.read(kind, QueryDict(last.preceding)), sam)
            backwards.insert(0, [row.pk for row in last.rows])
    assert backwards == forwards
    shown = [key for page in forwards for key in page]
    assert len(shown) == len(set(shown))
    order = scores.columns(kind)[column].order
    values = dict(kind.rows.values_list("pk", order))
    assert set(shown) == {row.pk for row in kind.rows if HOLDS[some](row)}
    assert many == len(shown)
    assert last.many in {len(shown), None} or "COUNTED" in way
    real = [values[key] for key in shown if values[key] != scores.columns(kind)[column].nothing]
    assert real == [values[key] for key in shown][: len(real)]
    if not isinstance(scores.columns(kind)[column].nothing, str):
        assert real == sorted(real, reverse=bool(minus))


@pytest.mark.parametrize(
    "query",
    [
        *(
            "after=x_y",
            "after=_",
            "owner=1e9",
            "stage=nowhere",
            "sort=;",
            "company=x",
            "view=x",
            "columns=;,x",
            "seen=x",
        ),
        *("label.fit=A", "label.=A", "sort=score.x", "columns=score.x,score.", "label.fit.x=1", "score.fit=1"),
        *("before=1~", "size=9-", "deleted=1e9", "tag=%F0%9F", "sort=-total&after=1~x", f"after=1~{'9' * 40}"),
    ],
)
def test_a_made_up_address_breaks_nothing(client, sam, query):
    client.force_login(sam)
    for address in ("/people/", "/companies/"):
        assert client.get(f"{address}?{query}").status_code == 200


def test_robots_are_shown_on_request_only(client, sam):
    person("Crawler", bot=True)
    listed()
    client.force_login(sam)
    assert "Crawler" not in client.get("/people/").content.decode()
    assert "Crawler" in client.get("/people/?stage=robot", follow=True).content.decode()


def test_an_empty_answer_says_what_to_do(client, sam):
    client.force_login(sam)
    assert "Connect a source" in client.get("/people/").content.decode()
    assert "Show everybody" in client.get("/people/", {"q": "nobody"}).content.decode()


def test_the_number_is_exact_and_is_had_later_where_it_takes_longer(client, sam, monkeypatch):
    for name in ("A", "B", "C"):
        person(name, owner=sam)
    listed()
    client.force_login(sam)
    assert client.get("/people/").context["page"].many == 3
    monkeypatch.setattr(planning, "FEW", -1)
    address = f"?owner={sam.pk}&seen=7"
    assert client.get(f"/people/{address}").context["page"].many is None
    assert ">3 people<" in client.get(f"/lists/people/count/{address}").content.decode()
    assert Listed.objects.count() == 3


def test_a_tag_finds_whom_its_bearer_is_folded_into(sam):
    kept, folded, _ = person("Bob"), person("Robert"), person("Ann")
    tagging.add(folded, "VIP", by=sam)
    merging.merge(kept, folded, by=sam)
    listed()
    rows = paging.page(Wanted.read(PEOPLE, QueryDict("tag=vip")), sam).rows
    assert [row.pk for row in rows] == [kept.pk]
