"""The tracker in a single-page application: one page view for each page that a visitor sees."""

import pytest

pytestmark = pytest.mark.browser


def views(rows):
    return [row for row in rows if row.kind == "page"]


def test_each_route_is_a_page_with_its_own_title_and_the_one_before(site, seen):
    page = site.open("/app.html")
    page.get_by_role("button", name="Pricing").click()
    seen(3)
    page.go_back()
    rows = views(seen(4))
    assert [(row.path, row.message["context"]["page"]["title"]) for row in rows] == [
        ("/app.html", "App: home"),
        ("/app/pricing", "App: pricing"),
        ("/app.html", "App: back"),
    ]
    assert [row.properties["referrer"] for row in rows[1:]] == [f"{site.url}/app.html", f"{site.url}/app/pricing"]
    assert len({row.anonymous_id for row in rows}) == 1


def test_calls_before_the_tracker_is_here_are_not_lost(site, seen):
    site.open("/app.html")
    first = seen(2)[0]
    assert (first.name, first.properties) == ("Trial Started", {"plan": "team"})


def test_a_redirect_is_one_page_and_a_filter_is_none(site, seen):
    page = site.open("/app.html")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("button", name="Redirects").click()
    page.wait_for_timeout(700)
    assert [row.path for row in views(seen(3))] == ["/app.html", "/app/target"]


def test_what_follows_the_hash_is_the_path_where_the_site_says_so(site, seen):
    page = site.open("/app.html", hash="")
    page.get_by_role("link", name="Docs").click()
    assert [row.path for row in views(seen(3))] == ["/", "/docs"]


def test_a_hash_is_no_page_otherwise(site, seen):
    page = site.open("/app.html")
    page.get_by_role("link", name="Docs").click()
    page.wait_for_timeout(700)
    assert [row.path for row in views(seen(2))] == ["/app.html"]


def test_attention_belongs_to_the_page_that_had_it(site, seen):
    page = site.open("/app.html")
    page.wait_for_timeout(2_300)
    page.get_by_role("button", name="Pricing").click()
    page.wait_for_timeout(1_300)
    page.goto("about:blank")
    rows = [row for row in seen(5, reading=True) if row.name == "Page Read"]
    assert [row.path for row in rows] == ["/app.html", "/app/pricing"]
    assert rows[0].properties["seconds"] >= 2
    assert rows[1].properties["seconds"] >= 1


def test_only_what_the_site_asks_for_happens_by_itself(site, seen):
    page = site.open("/app.html", auto="links")
    page.get_by_role("button", name="Pricing").click()
    page.evaluate("hr.page('Ours', {kind: 'own'})")
    page.wait_for_timeout(700)
    (row,) = views(seen(2))
    assert (row.name, row.properties["kind"], row.path) == ("Ours", "own", "/app/pricing")
