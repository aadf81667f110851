"""Files brought for import go when somebody in them is erased."""

import pytest

from handraiser.exchange.importing import preparing
from handraiser.exchange.models import ImportRemark, ImportState
from handraiser.people.models import Person
from handraiser.privacy.erasing import erase
from handraiser.privacy.models import Reason

pytestmark = pytest.mark.django_db(transaction=True)
BOB = "bob@bobco.example"
ROWS = f"email,title\n{BOB},CEO\n{BOB.upper()},CTO\nann@annco.example,too,many\nann@annco.example,CFO\n"


def test_who_is_erased_leaves_no_cell_of_a_report_and_no_file(imported, root):
    row = imported("contacts", ROWS)
    path, other = preparing.path_of(row), preparing.path_of(imported("contacts", "email\nzoe@zoeco.example\n"))
    erase(Person.objects.get(email=BOB), reason=Reason.REQUEST, by=root)
    row.refresh_from_db()
    cells = str(list(ImportRemark.objects.values_list("cells", "found"))).lower()
    assert BOB not in cells
    assert "ann@annco.example" in cells
    assert (path.exists(), row.file, row.refused) == (False, "", 1)
    assert other.exists()


@pytest.mark.parametrize(("encoding", "id_"), [("utf-16", "боссы-7"), ("utf-8", "ÜNAL-7"), ("utf-8", "Straße-7")])
def test_an_id_of_any_letters_is_found_in_a_file(bring, imported, root, encoding, id_):
    row = imported("contacts", f"email,Contact ID\n{BOB},{id_}\n")
    waiting = bring("contacts", f"Contact ID;title\n{id_};CEO\n".encode(encoding))
    erase(Person.objects.get(email=BOB), reason=Reason.REQUEST, by=root)
    row.refresh_from_db()
    waiting.refresh_from_db()
    assert (row.file, waiting.file) == ("", "")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "windows-1252"])
def test_a_file_of_any_form_that_was_not_imported_yet_must_be_brought_again(bring, imported, root, encoding):
    imported("contacts", f"email\n{BOB}\n")
    mark = "\ufeff" if encoding == "utf-16-be" else ""
    waiting = bring("contacts", f"{mark}email;title\nBob@BobCo.example;Chef für alles\n".encode(encoding))
    erase(Person.objects.get(email=BOB), reason=Reason.REQUEST, by=root)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.file) == (ImportState.FAILED, "")
