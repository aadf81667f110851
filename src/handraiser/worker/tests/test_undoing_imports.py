"""A whole import is taken back: whom it made vanishes, and what it changed is as before."""

import io

import pytest

from handraiser.deals.models import Opportunity
from handraiser.events.models import Event
from handraiser.exchange.importing import preparing, running
from handraiser.exchange.models import ImportState
from handraiser.lifecycle.models import Stage, Standing
from handraiser.people.models import Identity, Person, TraitValue
from handraiser.worker.chores import undo_imports

pytestmark = pytest.mark.django_db(transaction=True)
CONTACTS = (
    "Email,Contact ID,Job Title,Company,Create Date\n"
    "bob@bobco.example,u-bob,Student,Bobco,2024-05-01\n"
    "zoe@zoeco.example,u-zoe,CTO,Zoeco,2024-06-01\n"
    "nora@noraco.example,u-nora,CTO,Noraco,2024-06-02\n"
)


def _import(kind, text, by):
    row = preparing.bring(kind, "file.csv", io.BytesIO(text.encode()), by)
    preparing.start(row, by)
    running.run_now(row)
    return row


def _undo(row, by):
    preparing.undo(row, by)
    undo_imports(lambda: False)
    row.refresh_from_db()


def _lead():
    bob = Person.objects.get(email="bob@bobco.example", erased_us=None)
    standing = Standing.objects.get(person=bob)
    shown = bob.name, bob.title, bob.known_us, bob.first_seen_us, bob.company and bob.company.name
    return shown, standing.scores, standing.stage, standing.matrix


@pytest.fixture
def bob(website, starter_model, work):
    website.identify("laptop", trust=1, user="u-bob", email="bob@bobco.example", title="Head of Operations")
    work()


def test_undone_whom_it_made_vanishes_and_who_was_there_is_as_before(bob, website, work, ada, time):
    before = _lead()
    row = _import("contacts", CONTACTS, ada)
    work()
    assert _lead() != before
    assert Person.objects.listed().count() == 3
    website.page("/pricing", "phone", userId="u-nora")
    work()
    _undo(row, ada)
    work()
    assert row.state == ImportState.UNDONE
    assert _lead()[0] == before[0]
    assert _lead()[2:] == before[2:]
    assert Person.objects.listed().count() == 2  # bob, and nora who has been here since
    assert not Identity.objects.filter(value__in=["zoe@zoeco.example", "u-zoe"]).exists()
    assert not TraitValue.objects.filter(source_id=row.source_id).exists()
    assert not Event.objects.filter(source_id=row.source_id).exists()


def test_undone_it_can_be_imported_again(bob, work, ada):
    first = _import("contacts", CONTACTS, ada)
    work()
    _undo(first, ada)
    work()
    again = _import("contacts", CONTACTS, ada)
    work()
    assert (again.new, again.updated) == (2, 1)
    assert Person.objects.listed().count() == 3


def test_deals_are_withdrawn_and_the_stage_follows(bob, work, ada):
    row = _import("deals", "Contact ID,Deal ID,Amount,Currency,Won Date\nu-bob,d1,1000,EUR,2025-01-01\n", ada)
    work()
    assert _lead()[2] == Stage.CUSTOMER
    _undo(row, ada)
    work()
    assert not Opportunity.objects.exists()
    assert _lead()[2] == Stage.LEAD


def test_whom_the_import_sent_to_another_company_is_of_the_earlier_one_again(bob, website, work, ada):
    website.company("laptop", "g-old", "u-bob", name="Old & Co")
    website.identify("tablet", trust=1, user="u-zoe", email="zoe@zoeco.example")
    work()
    rows = (
        "id,Email,Company ID,Company Name",
        "u-bob,bob@bobco.example,g-new,New AG",
        "u-zoe,zoe@zoeco.example,g-new,",
    )
    row = _import("contacts", "\n".join(rows) + "\n", ada)
    work()
    assert _employers() == [("New AG", None), ("New AG", None)]
    _undo(row, ada)
    work()
    assert _employers() == [("Old & Co", "bobco.example"), ("", "zoeco.example")]


def _employers():
    people = Person.objects.listed().order_by("email")
    return list(people.values_list("company__name", "company__domain"))
