"""The tracker on a website of several pages: what it sees, proven by rows of the event log."""

import pytest
from playwright.sync_api import expect

from tests.installation import until

pytestmark = pytest.mark.browser


def calls(rows) -> list[tuple[str, str | None]]:
    return [(row.kind, row.name) for row in rows]


def of_name(rows, name: str):
    return [row for row in rows if row.name == name]


def test_a_page_view_says_where_and_who_as_segments_sdk_does(site, seen):
    site.open("/pricing.html?utm_source=mail&utm_campaign=spring&q=1")
    (row,) = seen(1)
    assert (row.kind, row.path, row.user_id, row.trust, row.flags) == ("page", "/pricing.html", None, 0, 0)
    context = row.message["context"]
    assert context["page"]["title"] == "Pricing"
    assert context["campaign"] == {"source": "mail", "name": "spring"}
    assert context["library"] == {"name": "hr.js", "version": "1"}
    assert row.properties["search"] == "?utm_source=mail&utm_campaign=spring&q=1"
    assert {"messageId", "anonymousId", "timestamp"} <= set(row.message)
    assert "writeKey" not in row.payload


def test_two_pages_are_one_visitor_and_the_second_names_the_first(site, seen):
    site.open().get_by_role("link", name="Pricing").click()
    rows = seen(2)
    assert [row.path for row in rows] == ["/index.html", "/pricing.html"]
    assert len({row.anonymous_id for row in rows}) == 1
    assert rows[1].properties["referrer"] == f"{site.url}/index.html"


def test_attention_is_counted_and_sent_by_beacon_on_leaving(site, seen):
    page = site.open()
    page.locator("#end").scroll_into_view_if_needed()
    page.wait_for_timeout(2_300)
    page.goto("about:blank")
    (read,) = of_name(seen(2, reading=True), "Page Read")
    assert (read.path, read.properties["scroll_percent"]) == ("/index.html", 100)
    assert 2 <= read.properties["seconds"] == read.properties["total_seconds"] < 15


def test_nobody_reads_a_page_that_is_left_alone(site, seen):
    page = site.page
    page.clock.install()
    site.open()
    page.clock.run_for(60_000)
    page.goto("about:blank")
    (read,) = of_name(seen(2, reading=True), "Page Read")
    assert 14 <= read.properties["seconds"] <= 16


def test_downloads_outbound_links_and_marked_elements(site, seen):
    page = site.open()
    with page.expect_download():
        page.get_by_role("link", name="The report").click()
    page.get_by_role("button", name="Ask for a price").click()
    page.get_by_role("link", name="The e-book").click(modifiers=["ControlOrMeta"])
    page.get_by_role("link", name="documents").click()
    rows = [row for row in seen(6) if row.kind == "track"]
    assert {row.name: row.properties for row in rows} == {
        "File Downloaded": {"url": f"{site.url}/files/report.pdf", "text": "The report"},
        "Pricing Requested": {"plan": "team"},
        "Content Downloaded": {
            "url": f"{site.url}/read",
            "text": "The e-book",
            "content": {"kind": "e_book", "title": "Ten steps"},
        },
        "Link Clicked": {"url": "http://elsewhere.example/docs", "text": "A friend's documents"},
    }


def test_a_click_by_a_script_is_nobodys(site, seen):
    page = site.open()
    page.evaluate("document.querySelector('button').click()")
    page.wait_for_timeout(600)
    assert calls(seen(1)) == [("page", None)]


def test_a_video_counts_what_was_played(site, seen):
    page = site.open("/film.html")
    page.locator("#play").click()
    rows = [row for row in seen(6) if row.name and row.name.startswith("Video")]
    assert [(row.name, row.properties["percent"]) for row in rows] == [
        ("Video Started", 0),
        *[("Video Progressed", percent) for percent in (25, 50, 75)],
        ("Video Completed", 95),
    ]
    assert rows[0].properties == {
        "url": f"{site.url}/film.wav", "title": "Tour", "topic": "planning", "duration": 4, "percent": 0,
    }  # fmt: skip


def test_jumping_to_the_end_of_a_video_completes_nothing(site, seen):
    page = site.open("/film.html")
    page.locator("#jump").click()
    until(lambda: page.evaluate("document.querySelector('video').ended"))
    page.wait_for_timeout(500)
    assert [row.name for row in seen(2) if row.kind == "track"] == ["Video Started"]


def test_included_twice_it_counts_once(site, seen):
    site.times_included = 2
    page = site.open("/pricing.html")
    page.wait_for_timeout(600)
    assert calls(seen(1)) == [("page", None)]


def test_it_leaves_one_name_on_the_page_and_no_cookie(site, seen):
    site.page.add_init_script("window.before = Object.getOwnPropertyNames(window)")
    page = site.open()
    seen(1)
    added = page.evaluate("Object.getOwnPropertyNames(window).filter((name) => !window.before.includes(name))")
    assert set(added) == {"before", "hr"}
    assert page.evaluate("document.cookie") == ""


def test_identify_and_reset_begin_and_end_a_user(site, seen):
    page = site.open("/pricing.html")
    page.evaluate(
        "hr.identify('u1', {email: 'bob@bobco.example'}); hr.track('Seen', {n: 1}); hr.reset(); hr.page('Out')"
    )
    first, identify, seen, out = seen(4)
    assert (identify.user_id, identify.message["traits"]) == ("u1", {"email": "bob@bobco.example"})
    assert (seen.user_id, seen.anonymous_id) == ("u1", first.anonymous_id)
    assert out.user_id is None
    assert out.anonymous_id != first.anonymous_id


def test_properties_that_cannot_be_sent_cost_only_themselves(site, seen):
    page = site.open("/pricing.html")
    page.evaluate("const round = {}; round.self = round; hr.track('Round', round); hr.track(); hr.track('Good')")
    expect(page).to_have_title("Pricing")
    assert [row.name for row in seen(2) if row.kind == "track"] == ["Good"]
    until(lambda: page.evaluate("sessionStorage.length") == 0)
