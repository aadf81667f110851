"""An import that is stopped goes on where it was, and stores nothing twice."""

import pytest

from handraiser.events.models import Event
from handraiser.exchange.importing import preparing, running
from handraiser.exchange.importing.remarks import Reason
from handraiser.exchange.importing.tests.conftest import as_csv, take
from handraiser.exchange.models import Import, ImportState
from handraiser.people.models import Person, TraitValue

pytestmark = pytest.mark.django_db(transaction=True)


def _file(rows: int) -> str:
    people = [[f"p{number}@firma{number}.example", "CTO"] for number in range(rows)]
    return as_csv([["email", "title"], *people, ["P0@Firma0.example", "CEO"]])


def test_killed_between_storing_and_counting_it_goes_on_and_doubles_nothing(bring, ada, monkeypatch):
    monkeypatch.setattr(running, "BATCH", 10)
    row = bring("contacts", _file(30))
    preparing.start(row, ada)
    original = running._record

    def killed(claimed, batch, done, made):
        if done == 20:
            raise KeyboardInterrupt
        original(claimed, batch, done, made)

    monkeypatch.setattr(running, "_record", killed)
    with pytest.raises(KeyboardInterrupt):
        running.run_now(row)
    take()
    monkeypatch.setattr(running, "_record", original)
    Import.objects.update(claimed_us=0)
    row.refresh_from_db()
    running.run_now(row)
    take()
    row.refresh_from_db()
    assert (row.state, row.done, row.new, row.updated, row.refused) == (ImportState.DONE, 31, 30, 1, 0)
    assert (Event.objects.count(), Person.objects.count()) == (31, 30)
    assert row.remarks.get().reason == Reason.DUPLICATE
    assert Person.objects.get(email="p0@firma0.example").title == "CEO"


def test_counts_add_up_and_every_refused_row_says_why(imported):
    row = imported(
        "deals",
        as_csv(
            [
                ["Email", "Deal ID", "Amount", "Currency", "Status", "Close Date"],
                ["bob@bobco.example", "1", "1,000.50", "EUR", "won", "2025-01-01"],
                ["bob@bobco.example", "2", "5", "Taler", "won", "2025-01-01"],
                ["bob@bobco.example", "3", "much", "EUR", "won", "2025-01-01"],
                ["bob@bobco.example", "4", "5", "EUR", "perhaps", "2025-01-01"],
                ["bob@bobco.example", "5", "5", "EUR", "lost", ""],
                ["bob@bobco.example", "6", "5", "EUR", "won", "2999-01-01"],
                ["info@bobco.example", "7", "5", "EUR", "open", ""],
                ["", "8", "5", "EUR", "open", ""],
            ]
        ),
    )
    refused = list(row.remarks.filter(refused=True).order_by("row").values_list("reason", flat=True))
    assert refused == [
        "unknown_currency",
        "bad_number",
        "bad_state",
        "no_date",
        "future_date",
        "role_email",
        "no_identifier",
    ]
    assert (row.done, row.new + row.updated, row.refused) == (8, 1, 7)


def test_an_empty_cell_is_missing_and_takes_nothing_away(imported):
    imported("contacts", "email,title\nbob@bobco.example,CEO\n")
    imported("contacts", "email,title,phone\nbob@bobco.example,,123\n")
    assert Person.objects.get().title == "CEO"
    assert not TraitValue.objects.filter(value__in=['""', "null"]).exists()


def test_consent_is_granted_only_by_a_column_and_with_its_wording(imported):
    imported("contacts", "email,title\nbob@bobco.example,CEO\n")
    assert not Person.objects.get().consents.exists()
    imported("contacts", "email,Marketing consent\nbob@bobco.example,yes\n", wording="I want your letter.")
    consent = Person.objects.get().consents.get()
    assert (consent.purpose, consent.granted, consent.wording) == ("marketing", True, "I want your letter.")
