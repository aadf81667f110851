"""Files of imports go when the policy says so; what came of them stays, and can be undone."""

import pytest
from django.db import transaction

from handraiser import clock
from handraiser.exchange.importing import forgetting, preparing, reading
from handraiser.exchange.models import Import, ImportRemark, ImportState
from handraiser.people.models import Person

pytestmark = pytest.mark.django_db(transaction=True)
CONTACTS = "email,title\nbob@bobco.example,CEO\nnobody,CTO\n"


@pytest.fixture
def brought(bring, imported) -> list[Import]:
    """One that was imported, one that never was, and one that is being checked; all long ago."""
    for path in reading.folder().iterdir():
        path.unlink()
    rows = [imported("contacts", CONTACTS), bring("contacts", CONTACTS), bring("contacts", CONTACTS)]
    preparing.check(rows[2])
    Import.objects.update(created_us=clock.now_us() - 31 * clock.DAY_US)
    return rows


def test_old_files_go_with_the_rows_quoted_from_them_and_the_people_stay(brought, ada):
    done, never, busy = brought
    with transaction.atomic():
        forgetting.forget_files(forgetting.brought_before(clock.now_us() - 30 * clock.DAY_US))
    done.refresh_from_db()
    assert (done.file, done.state, done.new, done.refused) == ("", ImportState.DONE, 1, 1)
    assert not ImportRemark.objects.exists()
    assert not Import.objects.filter(pk=never.pk).exists()
    assert [path.name for path in reading.folder().iterdir()] == [busy.file]
    assert Person.objects.get().email == "bob@bobco.example"
    preparing.undo(done, ada)
    assert Import.objects.get(pk=done.pk).state == ImportState.UNDOING


def test_the_page_says_that_the_file_is_gone(brought, client, ada):
    with transaction.atomic():
        forgetting.forget_files([brought[0]])
    client.force_login(ada)
    assert "deleted after its time" in client.get(f"/imports/{brought[0].pk}/").content.decode()


def test_a_file_that_somebody_begins_to_import_meanwhile_is_left_alone(brought, ada):
    never = list(forgetting.brought_before(clock.now_us()))[1]
    preparing.start(brought[1], ada)
    with transaction.atomic():
        forgetting.forget_files([never])
    assert Import.objects.get(pk=never.pk).state == ImportState.RUNNING
    assert preparing.path_of(never).exists()
