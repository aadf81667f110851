"""A person's page: what it shows of whom, and who may do what there."""

import json

import pytest

from handraiser import clock
from handraiser.events.models import Event, Source
from handraiser.organisation.models import Role, User
from handraiser.people import noting, traits
from handraiser.people.models import Duplicate, Identity, Merge, Note, Person, Tag

pytestmark = pytest.mark.django_db
BOB, EVA = "bob@bobco.example", "eva@evaco.example"
ACTS = ["notes/", "notes/1/", "notes/1/delete/", "notes/1/put-back/", "tags/", "tags/1/remove/", "tags/1/put-back/"]
ACTS += ["owner/", "traits/", "merge/", "robot/", "claims/1/", "merges/1/undo/", "duplicates/1/"]


@pytest.fixture
def bob(happen) -> Person:
    return known(happen, "laptop", email=BOB, name="Bob Baumann", title="Clerk")


def known(happen, device: str, **facts) -> Person:
    event = happen.identify(device, **facts)
    keep(event)
    happen.take(event)
    return happen.whose(event)


def keep(event) -> None:
    """In the log, as the collector writes it before anybody asks who it was."""
    Source.objects.get_or_create(pk=event.source_id, defaults={"name": f"Website {event.source_id}"})
    Event.objects.create(**event._asdict())


def shown(client, user, person: Person, path: str = "") -> str:
    client.force_login(user)
    answer = client.get(f"/people/{person.key}/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def act(client, user, person: Person, path: str, **form):
    client.force_login(user)
    return client.post(f"/people/{person.key}/{path}", form)


def test_the_page_says_who_it_is_and_where_each_trait_came_from(client, sam, bob):
    page = shown(client, sam, bob)
    assert "Bob Baumann" in page
    assert "Clerk" in page
    assert "Website 1" in page


def test_a_long_visit_goes_on_where_its_first_events_ended(client, sam, happen, bob):
    visits = [happen.page("laptop") for _ in range(60)]
    for visit in visits:
        keep(visit)
    happen.take(*visits)
    first = shown(client, sam, bob)
    assert f'id="event-{visits[-1].id}"' in first
    assert f'id="event-{visits[0].id}"' not in first
    more = first.partition(f'hx-get="/people/{bob.key}/visits/')[2].partition('"')[0]
    rest = shown(client, sam, bob, f"visits/{more}")
    assert f'id="event-{visits[0].id}"' in rest
    assert f'id="event-{visits[-1].id}"' not in rest


def test_the_timeline_goes_on_where_its_first_page_ended(client, sam, happen, bob):
    pages = [happen.page("laptop", ago_us=number * clock.DAY_US) for number in range(30)]
    for page in pages:
        keep(page)
    happen.take(*pages)
    first = shown(client, sam, bob)
    assert f'id="event-{pages[-1].id}"' not in first
    after = first.partition("timeline/?after=")[2].partition('"')[0]
    rest = shown(client, sam, bob, f"timeline/?after={after}")
    assert f'id="event-{pages[-1].id}"' in rest
    assert not {f'id="event-{page.id}"' in first and f'id="event-{page.id}"' in rest for page in pages} - {False}


@pytest.mark.parametrize("place", ["x", "-1", "9" * 40, "", "1_1"])
def test_a_made_up_place_in_the_timeline_breaks_nothing(client, sam, bob, place):
    shown(client, sam, bob, f"timeline/?after={place}&show=nothing")
    shown(client, sam, bob, f"?until={place}")
    shown(client, sam, bob, f"visits/{'9' * 40}/{'9' * 40}/")


@pytest.mark.parametrize("kind", ["visits", "stages", "notes", "traits", "merges", "hand-raises"])
def test_the_timeline_of_one_kind_shows_nothing_else(client, sam, bob, kind):
    noting.write(bob, "He likes tea", by=sam)
    page = shown(client, sam, bob, f"timeline/?show={kind}")
    assert ("He likes tea" in page) == (kind == "notes")
    assert ('class="deed' in page) == (kind == "visits")


def test_a_note_is_plain_text_with_links_and_can_be_put_back(client, sam, bob):
    act(client, sam, bob, "notes/", text="<script>alert(1)</script> https://acme.example/x javascript:alert(2)")
    page = shown(client, sam, bob)
    assert "<script>alert(1)" not in page
    assert '<a href="https://acme.example/x"' in page
    assert 'href="javascript' not in page
    note = Note.objects.get()
    answer = client.post(f"/people/{bob.key}/notes/{note.pk}/delete/", follow=True).content.decode()
    assert f'action="/people/{bob.key}/notes/{note.pk}/put-back/"' in answer
    assert "javascript:alert(2)" not in answer
    act(client, sam, bob, f"notes/{note.pk}/put-back/")
    assert "javascript:alert(2)" in shown(client, sam, bob)


def test_a_tag_stands_in_the_head_and_its_removal_can_be_undone(client, sam, bob):
    act(client, sam, bob, "tags/", tag="<b>VIP")
    assert "<bdi>&lt;b&gt;VIP</bdi>" in shown(client, sam, bob)
    act(client, sam, bob, f"tags/{Tag.objects.get().pk}/remove/")
    assert 'class="chip tag' not in shown(client, sam, bob)
    act(client, sam, bob, f"tags/{Tag.objects.get().pk}/put-back/")
    assert 'class="chip tag' in shown(client, sam, bob)


def test_a_note_of_somebody_else_is_no_note_of_this_person(client, sam, happen, bob):
    note = noting.write(known(happen, "tablet", email=EVA), "She likes tea", by=sam)
    assert act(client, sam, bob, f"notes/{note.pk}/delete/").status_code == 404


def test_what_was_sent_shows_harmlessly(client, sam, happen, bob):
    event = happen.event("track", "laptop", properties={"<b>x</b>": "<script>alert(1)</script>"})
    keep(event._replace(name="<img src=x onerror=alert(1)>"))
    happen.take(event)
    page = shown(client, sam, bob)
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_the_address_of_somebody_merged_leads_to_who_that_is_now(client, sam, happen, bob):
    eva = known(happen, "phone", email=EVA)
    act(client, sam, bob, "merge/", other=EVA)
    assert client.get(f"/people/{eva.key}/")["Location"] == f"/people/{bob.key}/"


def test_sales_takes_a_merge_back(client, sam, happen, bob):
    eva = known(happen, "phone", email=EVA)
    act(client, sam, bob, "merge/", other=str(eva.key))
    act(client, sam, bob, f"merges/{Merge.objects.get().pk}/undo/")
    eva.refresh_from_db()
    assert eva.canonical == eva


def test_merging_with_nobody_says_what_is_asked_for(client, sam, bob):
    answer = act(client, sam, bob, "merge/", other="nobody@nowhere.example")
    assert answer.status_code == 404
    assert "Nobody is known by" in answer.content.decode()


def test_what_sales_learns_outranks_what_browsers_say(client, sam, happen, bob):
    act(client, sam, bob, "traits/", name="title", value="Head of Operations")
    happen.take(happen.identify("laptop", title="Student"))
    bob.refresh_from_db()
    assert bob.title == "Head of Operations"


@pytest.mark.parametrize(
    ("before", "typed", "kept"),
    [
        (None, "120", 120),
        ("8000", "8001", "8001"),
        (None, "Head of IT", "Head of IT"),
        (None, "NaN", "NaN"),
        (7, "", None),
    ],
)
def test_a_typed_value_is_of_the_kind_the_trait_has(client, sam, happen, bob, before, typed, kept):
    if before is not None:
        happen.take(happen.identify("laptop", number=before))
    act(client, sam, bob, "traits/", name="number", value=typed)
    assert {view.name: view.value for view in traits.in_force(bob)}.get("number") == kept


def test_the_history_of_a_trait_names_all_who_spoke(client, sam, happen, bob):
    act(client, sam, bob, "traits/", name="title", value="Head of Operations")
    page = shown(client, sam, bob, "traits/history/?name=title")
    assert "Clerk" in page
    assert "Sam Sales" in page


def test_a_new_phone_is_shown_as_unconfirmed_until_sales_confirms_it(client, sam, happen, bob):
    claim = happen.identify("new-phone", email=BOB)
    keep(claim)
    happen.take(claim)
    assert "Is this really them?" in shown(client, sam, bob)
    act(client, sam, bob, f"claims/{Identity.objects.get(value='new-phone').pk}/", verdict="confirm")
    page = shown(client, sam, bob)
    assert "Is this really them?" not in page
    assert "new-phone" in page


def test_cutting_a_claim_makes_a_person_of_its_own(client, sam, happen, bob):
    claim = happen.identify("new-phone", email=BOB)
    happen.take(claim)
    identity = Identity.objects.get(value="new-phone")
    act(client, sam, bob, f"claims/{identity.pk}/", verdict="cut")
    assert happen.whose(claim) != bob
    assert act(client, sam, bob, f"claims/{identity.pk}/", verdict="confirm").status_code == 409


def test_two_suggested_duplicates_become_one(client, ada, happen, bob):
    eva = known(happen, "phone", email=EVA)
    pair = Duplicate.objects.create(first=bob, second=eva, reason="email", at_us=1)
    assert "Perhaps the same person" in shown(client, ada, bob)
    act(client, ada, bob, f"duplicates/{pair.pk}/", verdict="merged")
    eva.refresh_from_db()
    assert eva.canonical == bob


def test_an_owner_is_set_and_taken_away(client, ada, sam, bob):
    act(client, ada, bob, "owner/", owner=sam.pk)
    bob.refresh_from_db()
    assert bob.owner == sam
    act(client, ada, bob, "owner/", owner="")
    bob.refresh_from_db()
    assert bob.owner is None


@pytest.mark.parametrize("chosen", ["viewer", "999", "x", "9" * 30])
def test_nobody_who_may_only_look_becomes_an_owner(client, ada, sam, bob, django_user_model, chosen):
    viewer = django_user_model.objects.create_user("v@acme.example", "a long enough word", role="viewer")
    act(client, ada, bob, "owner/", owner=sam.pk)
    answer = client.post(f"/people/{bob.key}/owner/", {"owner": viewer.pk if chosen == "viewer" else chosen})
    assert answer.status_code == 400
    assert "cannot look after anybody" in answer.content.decode()
    bob.refresh_from_db()
    assert bob.owner == sam
    assert f'value="{viewer.pk}"' not in client.get(f"/people/{bob.key}/").content.decode().partition("owner/")[2][:900]


def test_a_robot_is_marked_and_cleared(client, ada, bob):
    act(client, ada, bob, "robot/", verdict="robot")
    bob.refresh_from_db()
    assert bob.bot
    act(client, ada, bob, "robot/", verdict="human")
    bob.refresh_from_db()
    assert not bob.bot


@pytest.mark.parametrize("path", ACTS)
def test_a_viewer_reads_and_changes_nothing(client, bob, path):
    vic = User.objects.create_user("vic@acme.example", "a long enough password", role=Role.VIEWER)
    page = shown(client, vic, bob)
    assert "Add what you know" not in page
    assert act(client, vic, bob, path).status_code == 403


def test_marketing_does_not_judge_claims(client, ada, happen, bob):
    happen.take(happen.identify("new-phone", email=BOB))
    identity = Identity.objects.get(value="new-phone")
    assert "It is them" not in shown(client, ada, bob)
    assert act(client, ada, bob, f"claims/{identity.pk}/", verdict="confirm").status_code == 403


def test_a_stranger_is_asked_to_sign_in(client, bob):
    answer = client.get(f"/people/{bob.key}/")
    assert answer.status_code == 302
    assert json.dumps("Bob") not in answer.content.decode()
