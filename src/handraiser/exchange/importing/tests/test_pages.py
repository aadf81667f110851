"""The wizard, page by page, with a file that means harm."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from handraiser.audiences.sources import sources
from handraiser.exchange.importing import running
from handraiser.exchange.importing.listing import NoSuchImport
from handraiser.exchange.models import Import, ImportState

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = "<script>alert(1)</script>"
HOSTILE = f'E-mail,{SCRIPT},Signed up\n=1+1@evil.example,"{SCRIPT}",01/02/2026\nnobody,=cmd|calc,01/02/2026\n'


@pytest.fixture
def brought(client, ada) -> Import:
    client.force_login(ada)
    file = SimpleUploadedFile("<img src=x>.csv", HOSTILE.encode())
    client.post(reverse("imports"), {"kind": "contacts", "file": file})
    return Import.objects.get()


def test_what_a_file_says_is_shown_and_never_run(client, brought):
    page = client.get(reverse("import", args=[brought.pk])).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert SCRIPT not in page
    assert "<img src=x>" not in page


def test_the_wizard_leads_from_file_to_result(client, brought):
    client.post(reverse("import-columns", args=[brought.pk]), {"target-2": "first_contact"})
    page = client.get(reverse("import", args=[brought.pk])).content.decode()
    assert "Day first or month first?" in page
    asked = client.post(reverse("import-columns", args=[brought.pk]), {"then": "check"})
    assert asked.status_code == 400
    client.post(reverse("import-columns", args=[brought.pk]), {"form-2": "dd/mm/yyyy", "then": "check"})
    running.work(lambda: False)
    checked = Import.objects.get()
    assert (checked.state, checked.new, checked.refused, checked.source) == (ImportState.CHECKED, 1, 1, None)
    client.post(reverse("import-act", args=[brought.pk, "start"]))
    running.work(lambda: False)
    done = Import.objects.get()
    assert (done.state, done.done, done.new, done.updated, done.refused) == (ImportState.DONE, 2, 1, 0, 1)
    page = client.get(reverse("import", args=[brought.pk])).content.decode()
    assert "E-mail: The e-mail address is none (nobody)" in page
    report = client.get(reverse("import-report", args=[brought.pk])).content.decode("utf-8-sig")
    assert "nobody,'=cmd|calc,01/02/2026" in report


def test_a_cancelled_import_keeps_what_came_in_and_no_more_comes(client, brought):
    brought.state = ImportState.RUNNING
    brought.save()
    client.post(reverse("import-act", args=[brought.pk, "cancel"]))
    assert running.work(lambda: False) == 0
    assert Import.objects.get().state == ImportState.CANCELLED


def test_a_viewer_and_sales_import_nothing(client, sam):
    client.force_login(sam)
    assert client.get(reverse("imports")).status_code == 403


def test_the_list_of_an_import_shows_exactly_its_people(imported, client, ada, sam):
    imported("contacts", "email,title\nother@bobco.example,CTO\n")
    row = imported("contacts", "Record ID,email\nb-1,bob@bobco.example\nb-2,\nb-1,bob@bobco.example\n")
    _words, found = sources["import"](str(row.pk), ada)
    assert set(found.values_list("identities__value", flat=True)) == {"b-1", "bob@bobco.example", "b-2"}
    client.force_login(ada)
    page = client.get(f"/people/?import={row.pk}")
    assert (page.status_code, f"Import {row.pk}: file.csv" in page.content.decode()) == (200, True)
    assert f"/people/?import={row.pk}" in client.get(reverse("import", args=[row.pk])).content.decode()
    with pytest.raises(NoSuchImport):
        sources["import"](str(row.pk), sam)
