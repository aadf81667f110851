"""The frame: the policy against foreign scripts, roles, guessing, expected failures."""

import pytest
from django.contrib.staticfiles import finders
from django.template import Context, Template

from handraiser.organisation.signing_in import TRIES_FOR_ONE_ADDRESS

pytestmark = pytest.mark.django_db


def test_no_page_allows_inline_or_foreign_scripts(client, root):
    client.force_login(root)
    policy = client.get("/people/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_pages_are_for_those_who_signed_in(client):
    assert client.get("/people/").headers["Location"].startswith("/sign-in/")


def test_guessing_a_password_is_stopped_even_with_the_right_one(client, sam):
    for _ in range(TRIES_FOR_ONE_ADDRESS):
        client.post("/sign-in/", {"username": sam.email, "password": "guess"})
    answer = client.post("/sign-in/", {"username": sam.email.upper(), "password": "a long enough password"})
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.content.decode()


def test_nobody_is_sent_to_a_foreign_site_after_signing_in(client, sam):
    secret = {"username": sam.email, "password": "a long enough password", "next": "https://evil.example/"}
    assert client.post("/sign-in/", secret).headers["Location"] == "/"


def test_only_listed_files_of_a_package_are_served():
    assert finders.find("npm/htmx.org/dist/htmx.min.js")
    assert not finders.find("npm/htmx.org/package.json")
    assert not finders.find("npm/../pyproject.toml")


def test_an_expected_failure_is_a_toast_for_htmx(client, root):
    client.force_login(root)
    answer = client.post("/sources/new/", {"name": ""}, headers={"HX-Request": "true"})
    assert answer.status_code == 400
    assert answer.content.decode().strip().startswith('<div class="toast bad"')


def test_every_icon_is_there():
    assert "<path" in Template("{% load shell %}{% icon 'bell' %}").render(Context())
