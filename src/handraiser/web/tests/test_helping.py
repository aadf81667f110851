"""Every page has its help, every help page opens, and its links lead to others that open."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from handraiser.web.helping import BESIDE
from handraiser.web.navigation import SECTIONS

pytestmark = pytest.mark.django_db
PAGES = sorted(str(file.relative_to(settings.DOCS)) for file in Path(settings.DOCS).rglob("*.md"))


@pytest.fixture
def client(client: Client, ada) -> Client:
    client.force_login(ada)
    return client


@pytest.mark.parametrize("page", PAGES)
def test_a_help_page_opens_and_its_links_lead_somewhere(client, page):
    answer = client.get(reverse("help", args=[page]))
    assert answer.status_code == 200
    linked = re.findall(r'href="/help/([^"#]+)', answer.content.decode())
    assert set(linked) <= set(PAGES)


def test_what_the_navigation_leads_to_has_help_beside_it():
    exempt = {"users", "organisation", "audit"}  # their forms explain themselves
    entries = {entry.name for _, entries in SECTIONS for entry in entries}
    assert sorted(entries - exempt - set(BESIDE)) == []
    assert sorted(set(BESIDE.values()) - set(PAGES)) == []


def test_beside_a_page_help_is_only_its_part(client):
    page = client.get("/people/").content.decode()
    address = re.search(r'hx-get="(/help/[^"]+)"', page)[1]
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "person" in part


@pytest.mark.parametrize("page", ["../README.md", "../../etc/passwd", "nowhere.md", "reference/model-schema.json"])
def test_nothing_but_help_pages_opens(client, page):
    assert client.get(f"/help/{page}").status_code == 404


@pytest.mark.parametrize("page", ["nothing.md", "../README.md", "a%00.md", "a" * 3_000 + ".md"])
def test_an_address_that_names_no_page_is_not_found(client, page):
    assert client.get(f"/help/{page}").status_code == 404
