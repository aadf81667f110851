"""An import that is stopped goes on where it was, and stores nothing twice."""

import pytest

from handraiser.events.models import Event
from handraiser.exchange.importing import mapping, preparing, running
from handraiser.exchange.importing.detecting import Form
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


def test_a_date_of_another_end_than_the_state_is_refused_with_both(imported):
    header = ["Email", "Deal ID", "Status", "Won Date", "Lost Date"]
    rows = [
        ["bob@bobco.example", "1", "open", "2025-01-01", ""],
        ["bob@bobco.example", "2", "won", "2025-01-01", "2025-02-01"],
        ["bob@bobco.example", "3", "", "2025-01-01", "2025-02-01"],
        ["bob@bobco.example", "4", "lost", "", "2025-02-01"],
    ]
    row = imported("deals", as_csv([header, *rows]))
    told = list(row.remarks.filter(refused=True).order_by("row").values_list("reason", "column", "found"))
    assert told == [
        ("another_end", "Won Date", "2025-01-01"),
        ("another_end", "Lost Date", "2025-02-01"),
        ("another_end", "Lost Date", "2025-02-01"),
    ]
    assert [event.name for event in Event.objects.filter(kind="track")] == ["Opportunity Lost"]


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


def test_who_maps_columns_while_somebody_else_starts_it_is_refused(bring, ada):
    row = bring("contacts", _file(3))
    late = Import.objects.get(pk=row.pk)
    preparing.start(row, ada)
    for act in (
        lambda: preparing.map_columns(late, {1: ""}, {}, {}),
        lambda: preparing.read_as(late, Form("utf-8", ",")),
        lambda: preparing.discard(late, ada),
    ):
        with pytest.raises(preparing.NotNow):
            act()
    running.run_now(row)
    assert (row.state, row.new, preparing.path_of(row).exists()) == (ImportState.DONE, 3, True)
    assert mapping.told(preparing.columns_of(row))[1]["target"] == "title"


def test_an_undo_waits_for_who_still_writes_the_import_that_was_cancelled(bring, ada, monkeypatch):
    row = bring("contacts", _file(3))
    preparing.start(row, ada)
    original = running._store

    def stopped(store, events):
        preparing.cancel(row, ada)
        preparing.undo(row, ada)
        assert running.claim(ImportState.UNDOING) is None
        original(store, events)

    monkeypatch.setattr(running, "_store", stopped)
    running.work(lambda: False)
    assert Event.objects.count() == 4
    assert running.claim(ImportState.UNDOING) is not None


def test_a_check_that_cannot_go_on_leaves_a_draft_that_can_be_read_in_another_way(bring, client, ada):
    text = "email,name\n" + "a@b.example,x\n" * 3_000
    row = bring("contacts", text + 'b@b.example,"' + "x" * 1_100_000)
    preparing.check(row)
    running.run_now(row)
    assert (row.state, "Reading stops" in row.error) == (ImportState.DRAFT, True)
    client.force_login(ada)
    assert "Reading stops" in client.get(f"/imports/{row.pk}/").content.decode()
    preparing.read_as(row, Form("utf-8", ",", ""))
    assert row.error == ""


def test_a_file_that_is_gone_is_told_on_its_page_and_can_be_discarded(bring, client, ada):
    draft, started = bring("contacts", _file(3)), bring("contacts", _file(3))
    preparing.start(started, ada)
    for row in (draft, started):
        preparing.path_of(row).unlink()
    running.run_now(started)
    assert (started.state, "Bring it again" in started.error) == (ImportState.FAILED, True)
    client.force_login(ada)
    assert "Bring it again" in client.get(f"/imports/{draft.pk}/").content.decode()
    preparing.discard(draft, ada)
