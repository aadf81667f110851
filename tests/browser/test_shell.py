"""The frame of every page: signing in, the keyboard, narrow screens, plain words for errors."""

import pytest
from playwright.sync_api import expect

from tests.browser import demo
from tests.browser.conftest import problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_new_house_tells_the_command_for_the_first_administrator(page, live_server):
    page.goto(live_server.url)
    expect(page.get_by_text("handraiser user add")).to_be_visible()
    assert problems(page) == []


def test_sam_signs_in_and_out(page, live_server, sam):
    page.goto(live_server.url + "/people/")
    page.get_by_label("E-mail").fill("Sam@Acme.example")
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    page.locator(".top .menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_a_wrong_password_is_told_in_plain_words(page, live_server, sam):
    page.goto(live_server.url)
    page.get_by_label("E-mail").fill("sam@acme.example")
    page.get_by_label("Password").fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not match")
    assert problems(page) == []


def test_the_keyboard_reaches_everything(signed_in, sam):
    page = signed_in(sam)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the content")).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("l")
    expect(page).to_have_title("People · Handraiser")
    page.keyboard.press("/")
    expect(page.get_by_placeholder("Search people")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_narrow_screen_opens_the_menu_and_scrolls_in_one_direction_only(signed_in, sam):
    page = signed_in(sam, "/components/")
    page.set_viewport_size({"width": 380, "height": 760})
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(page.get_by_role("link", name="People")).to_be_visible()


@pytest.mark.complains
def test_a_missing_page_is_told_in_plain_words(signed_in, sam):
    page = signed_in(sam, "/nowhere/")
    expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
    assert problems(page) == []


@pytest.mark.complains
def test_what_cannot_be_done_is_a_toast_and_the_page_stays(signed_in, root):
    source = demo.source(root)
    page = signed_in(root, f"/sources/{source.pk}/")
    key = source.keys.first()
    key.delete()  # somebody else was quicker
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Revoke").first.click()
    expect(page.locator(".toast.bad")).to_contain_text("does not exist")
    expect(page.get_by_role("heading", name="Website")).to_be_visible()
    page.locator(".toast").get_by_role("button", name="Close").click()
    expect(page.locator(".toast")).to_have_count(0)


def test_what_was_done_is_said_without_leaving_the_page(signed_in, root):
    source = demo.source(root)
    page = signed_in(root, f"/sources/{source.pk}/")
    page.get_by_label("Score only confirmed identities").check()
    expect(page.locator(".toast")).to_contain_text("Saved.")
    source.refresh_from_db()
    assert source.strict


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chosen_appearance_outranks_the_system(signed_in, sam, theme):
    sam.theme = theme
    sam.save()
    page = signed_in(sam)
    page.emulate_media(color_scheme="light" if theme == "dark" else "dark")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(247, 247, 245)", "dark": "rgb(17, 19, 18)"}[theme]


def test_help_opens_beside_the_page(signed_in, sam):
    page = signed_in(sam, "/people/")
    page.keyboard.press("h")
    drawer = page.get_by_role("dialog", name="Help")
    expect(drawer.get_by_role("heading", level=1)).to_be_visible()
    assert problems(page) == []
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
