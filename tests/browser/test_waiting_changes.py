"""What a new version alone would change: marketing looks, applies some, leaves the others, undoes; a viewer looks."""

import threading
import time

import pytest
from playwright.sync_api import expect

from handraiser.lifecycle.models import ModelVersion, Standing, WaitingChange
from handraiser.lifecycle.publishing import publish
from handraiser.lifecycle.tests.websites import Website
from handraiser.organisation.models import Role, User
from handraiser.worker import loop
from tests.browser.conftest import look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
BEFORE = """
language: 1
model: readers
hand_raises: [Demo Requested]
scores:
  engagement:
    range: [0, 100]
    groups: {reading: {rules: {read: {event: page, points: 1, count: each, within: 10d}}}}
labels: {engagement: {1: 50, 2: 30, 3: 0}}
matrix: "{engagement}"
stages:
  - {to: mql, from: [lead], if: {matrix: ["1", "2"]}}
"""
AFTER = BEFORE.replace("points: 1", "points: 10")


@pytest.fixture
def worker(transactional_db):
    """A real one; `worker(holds)` waits until something holds."""
    stop = threading.Event()
    thread = threading.Thread(target=loop.run, args=[stop])
    thread.start()

    def until(holds) -> None:
        end = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < end
            time.sleep(0.05)

    yield until
    stop.set()
    thread.join()


@pytest.fixture
def readers(worker):
    publish(BEFORE, None, "first")
    website = Website()
    for name, pages in (("ann", 5), ("ben", 4), ("cat", 1)):
        website.identify(name, email=f"{name}@reader.example", name=name.title())
        for number in range(pages):
            website.page(f"/blog/{number}", name)
    worker(lambda: Standing.objects.filter(matrix="3").count() == 3)
    publish(AFTER, None, "Reading is worth more")
    worker(lambda: Standing.objects.filter(version=ModelVersion.objects.get(number=2)).count() == 3)


def test_marketing_applies_some_leaves_the_others_and_undoes(signed_in, ada, readers, worker):
    page = signed_in(ada, "/model/")
    page.get_by_role("link", name="See who, and why").click()
    expect(page.get_by_role("heading", name="2 people")).to_be_visible()
    expect(page.get_by_text("Engagement 5 → 50, 1 instead of 3")).to_be_visible()
    look(page, "waiting")
    page.get_by_label("Ann").check()
    page.get_by_label("Why (it stands on each person's page)").fill("Ann has read it all")
    page.get_by_role("button", name="Apply to the ticked").click()
    expect(page.get_by_text("1 person is being moved.").first).to_be_visible()
    worker(lambda: Standing.objects.filter(stage="mql").count() == 1)
    page.goto(page.url)
    page.get_by_role("button", name="Leave all").click()
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    look(page, "waiting-decided")
    page.get_by_role("button", name="Undo").nth(1).click()
    worker(
        lambda: (
            not Standing.objects.filter(stage="mql").exists()
            and WaitingChange.objects.filter(settling=None).count() == 1
        )
    )
    page.goto(page.url)
    expect(page.get_by_role("heading", name="1 person")).to_be_visible()


@pytest.mark.complains
def test_a_viewer_sees_who_waits_and_decides_nothing(signed_in, readers):
    vera = User.objects.create_user("vera@acme.example", "a long enough password", role=Role.VIEWER)
    page = signed_in(vera, "/model/waiting/")
    expect(page.get_by_role("heading", name="2 people")).to_be_visible()
    expect(page.get_by_role("button", name="Apply all")).to_have_count(0)
    answer = page.request.post(page.url + "settle/", form={"act": "apply"})
    assert answer.status == 403
