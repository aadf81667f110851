"""Nothing stays in the browser before a yes, a no deletes what was there, and a browser's signal outranks both."""

import pytest

pytestmark = pytest.mark.browser
STORED = "[document.cookie, localStorage.length, sessionStorage.length].join()"
NOTHING = ",0,0"
SIGNALS = {"gpc": ("globalPrivacyControl", "true"), "dnt": ("doNotTrack", "'1'")}


def consents(row):
    return row.message["context"]["consent"]["categoryPreferences"]


def test_before_an_answer_the_visitor_is_another_on_each_page(site, seen):
    page = site.open("/pricing.html", consent="required")
    page.get_by_role("link", name="Home").click()
    rows = seen(2)
    assert len({row.anonymous_id for row in rows}) == 2
    assert page.evaluate(STORED) == NOTHING
    assert page.context.cookies() == []


def test_asking_first_is_the_default(site, seen):
    del site.options["consent"]
    page = site.open("/pricing.html")
    seen(1)
    assert page.evaluate(STORED) == NOTHING


def test_a_yes_keeps_the_visitor_and_is_recorded(site, seen):
    page = site.open("/pricing.html", consent="required")
    page.evaluate("hr.consent({analytics: true, profiling: true})")
    page.get_by_role("link", name="Home").click()
    rows = seen(3)
    assert [row.kind for row in rows] == ["page", "identify", "page"]
    assert len({row.anonymous_id for row in rows}) == 1, "what was done before the answer is theirs too"
    assert [consents(row) for row in rows] == [{}, *[{"analytics": True, "profiling": True}] * 2]


def test_a_no_deletes_what_was_stored_is_recorded_and_is_remembered(site, seen):
    page = site.open("/pricing.html", consent="granted")
    first = seen(1)[0]
    assert "anonymousId" not in page.evaluate("localStorage.hr")
    assert first.anonymous_id in page.evaluate("localStorage.hr")
    page.evaluate("hr.consent({analytics: false})")
    told = seen(2)[1]
    assert (told.kind, told.anonymous_id, consents(told)) == ("identify", first.anonymous_id, {"analytics": False})
    with page.expect_navigation():  # until it is loaded, the tracker too
        page.get_by_role("link", name="Home").click()
    page.evaluate("hr.track('Seen'); hr.identify('u1')")
    page.wait_for_timeout(700)
    assert len(seen(2)) == 2, "nothing is sent after a no"
    assert page.evaluate("JSON.stringify({...localStorage})") == '{"hr":"{\\"consent\\":{\\"analytics\\":false}}"}'
    assert page.evaluate("sessionStorage.length") == 0


def test_waiting_sends_nothing_before_a_yes_and_then_all_of_it(site, seen):
    page = site.open("/pricing.html", consent="wait")
    page.evaluate("hr.track('Seen')")
    page.wait_for_timeout(700)
    assert (seen(0), page.evaluate(STORED)) == ([], NOTHING)
    page.evaluate("hr.consent({analytics: true})")
    assert [row.kind for row in seen(3)] == ["page", "track", "identify"]


def test_waiting_in_vain_sends_nothing_at_all(site, seen):
    page = site.open("/pricing.html", consent="wait")
    page.evaluate("hr.consent({analytics: false})")
    page.goto("about:blank")
    page.wait_for_timeout(700)
    assert seen(0) == []


def test_a_no_on_one_tab_ends_it_on_the_other(site, seen):
    site.open("/pricing.html")
    seen(1)
    other = site.page.context.new_page()
    other.goto(f"{site.url}/pricing.html")
    seen(2)
    other.evaluate("hr.consent({analytics: false})")
    seen(3)
    site.page.wait_for_timeout(300)
    site.page.evaluate("hr.track('Seen')")
    site.page.wait_for_timeout(700)
    assert len(seen(3)) == 3


@pytest.mark.parametrize("signal", SIGNALS)
def test_a_signal_stores_and_sends_nothing_whatever_the_site_says(signal, site, seen):
    name, value = SIGNALS[signal]
    site.page.add_init_script(f"Object.defineProperty(navigator, '{name}', {{value: {value}}})")
    page = site.open("/pricing.html", consent="granted")
    page.evaluate("hr.consent({analytics: true, profiling: true}); hr.track('Seen')")
    page.get_by_role("link", name="Home").click()
    page.wait_for_timeout(700)
    assert (seen(0), page.evaluate(STORED)) == ([], NOTHING)


def test_with_a_signal_a_form_is_sent_all_the_same_and_says_no_to_profiling(site, seen):
    name, value = SIGNALS["gpc"]
    site.page.add_init_script(f"Object.defineProperty(navigator, '{name}', {{value: {value}}})")
    page = site.open("/demo.html", consent="granted")
    page.get_by_label("E-mail").fill("bob@bobco.example")
    page.wait_for_timeout(2_100)
    page.get_by_role("button", name="Send").click()
    identify, track = seen(2)
    assert (identify.kind, track.name) == ("identify", "Demo Requested")
    assert consents(track) == {"analytics": False, "profiling": False}
    assert page.evaluate(STORED) == NOTHING


def test_the_collector_hears_the_signal_of_any_sdk(website, page, collecting, between, arrived):
    page.set_extra_http_headers({"Sec-GPC": "1"})
    page.goto(f"{website}/pages/segment.html?key={collecting.public_key}&collector={between.url}")
    rows = arrived(6)
    assert {consents(row)["profiling"] for row in rows if row.kind != "alias"} == {False}
