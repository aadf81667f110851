"""A file that means harm goes through the wizard: read, mapped, checked, imported, its refused rows downloaded."""

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from handraiser.exchange.importing import running
from handraiser.exchange.models import Import, ImportState
from tests.browser import demo
from tests.browser.conftest import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAG = "<img data-hostile src=x onerror=window.ran=1>"
FORMULA = '=HYPERLINK("//evil.example")'
ROWS = [
    ["E-mail", TAG, "Job Title", "Signed up"],
    ["bob@bobco.example", TAG, FORMULA, "01/02/2026"],
    ["ann@annco.example", "javascript:window.ran=1", f"</textarea></script>{TAG}", "03/02/2026"],
    [FORMULA, "x", "CEO", "02/02/2026"],
    ["eve@eveco.example", "x", "CEO", "02/02/2026", "one too many"],
]


def harmless(page: Page, step: str) -> None:
    """Fit for everybody, and nothing ran."""
    look(page, step)
    assert page.evaluate("[window.ran ?? null, document.querySelectorAll('[data-hostile]').length]") == [None, 0]


def test_a_hostile_file_is_checked_imported_and_reported(ada, signed_in, tmp_path):
    text = io.StringIO()
    csv.writer(text).writerows(ROWS)
    file = tmp_path / "<img data-hostile src=x onerror=window.ran=1>.csv"
    file.write_text(text.getvalue())
    page = signed_in(ada, "/imports/")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Bring it").click()
    expect(page.get_by_role("heading", name="What each column is")).to_be_visible()
    page.locator("select[name=target-3]").select_option("first_contact")
    page.get_by_role("button", name="Show it so").click()
    expect(page.get_by_text("Day first or month first?").first).to_be_visible()
    harmless(page, "1-mapping")
    page.locator("select[name=form-3]").select_option("dd/mm/yyyy")
    page.get_by_role("button", name="Check every row").click()
    expect(page.get_by_role("progressbar").or_(page.get_by_text("0 rows read")).first).to_be_visible()
    running.work(lambda: False)
    page.reload()
    expect(page.get_by_text("Would be new")).to_be_visible()
    harmless(page, "2-checked")
    page.get_by_role("button", name="Import", exact=True).click()
    running.work(lambda: False)
    demo.work()
    page.reload()
    harmless(page, "3-imported")
    row = Import.objects.get()
    assert (row.state, row.new, row.refused) == (ImportState.DONE, 2, 2)
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Refused rows").click()
    refused = list(csv.reader(Path(downloading.value.path()).read_text("utf-8-sig").splitlines()))
    assert len(refused) == 3
    assert not [cell for cells in refused for cell in cells if cell.startswith("=")]
