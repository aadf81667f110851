"""Forms by attribute: who sent what, nothing secret, and nothing of robots."""

import pytest

pytestmark = pytest.mark.browser


@pytest.fixture
def form(site):
    """The page of the form, a little after it was opened."""
    page = site.open("/demo.html", consent="required")
    page.wait_for_timeout(2_100)
    return page


def asked(rows):
    return [row for row in rows if row.name == "Demo Requested"]


def test_a_form_says_who_somebody_is_and_what_they_ask(form, seen):
    for label, value in {
        "E-mail": " bob@bobco.example ", "First name": "Bob", "Last name": "Miller", "Where you work": "Bobco",
        "What you do": "Head of Operations", "How many you are": "120", "Message": "Call me. " * 300,
        "Password": "hunter2", "Card": "4111", "Anything": "4111 1111 1111 1111", "Note": "private",
    }.items():  # fmt: skip
        form.get_by_label(label).fill(value)
    form.get_by_label("Later").check()
    form.get_by_label("Write to me").check()
    form.get_by_role("button", name="Send").click()
    rows = seen(3)
    identify = next(row for row in rows if row.kind == "identify")
    (track,) = asked(rows)
    assert identify.message["traits"] == {
        "email": "bob@bobco.example", "firstName": "Bob", "lastName": "Miller", "company": "Bobco",
        "title": "Head of Operations",
    }  # fmt: skip
    assert track.properties == {
        "form": "ask", "product": "Team", "size": "120", "message": ("Call me. " * 300)[:1000],
        "topic": "Planning", "when": "later",
    }  # fmt: skip
    assert track.message["context"]["consent"]["categoryPreferences"] == {"mail": True}
    assert track.path == "/demo.html"


def test_a_form_is_sent_after_a_no_as_well(form, seen):
    form.evaluate("hr.consent({analytics: false})")
    form.get_by_label("E-mail").fill("bob@bobco.example")
    form.get_by_role("button", name="Send").click()
    assert asked(seen(4))


def test_who_fills_the_trap_is_a_robot(form, seen):
    form.get_by_label("E-mail").fill("bob@bobco.example")
    form.get_by_label("Leave this empty").fill("55512345")
    form.get_by_role("button", name="Send").click()
    form.wait_for_url("**/thanks.html")
    assert asked(seen(2)) == []


def test_who_is_too_quick_is_a_robot(site, seen):
    page = site.open("/demo.html")
    page.get_by_label("E-mail").fill("bob@bobco.example")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/thanks.html")
    assert asked(seen(2)) == []


def test_an_event_that_a_script_made_up_is_no_submission(form, seen):
    form.evaluate("document.forms[0].dispatchEvent(new Event('submit', {bubbles: true}))")
    form.wait_for_timeout(600)
    assert [row.kind for row in seen(1)] == ["page"]
