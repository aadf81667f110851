"""Who makes sources, and what their pages show."""

import pytest

from handraiser.events import keys
from handraiser.events.models import Source, SourceKey

pytestmark = pytest.mark.django_db


def test_an_administrator_makes_a_source_and_sees_its_secret_once(client, root):
    client.force_login(root)
    shown = client.post("/sources/new/", {"name": "Website"}, follow=True)
    assert "hr_sec_" in shown.content.decode()
    again = client.get(shown.redirect_chain[-1][0]).content.decode()
    assert "hr_sec_" not in again
    assert "hr_pub_" in again


def test_a_secret_key_on_its_way_to_the_page_travels_encrypted_only(client, root, settings):
    settings.SECURE = True
    client.force_login(root)
    cookie = client.post("/sources/new/", {"name": "Website"}, secure=True).cookies["shown-once"]
    assert cookie["secure"]
    assert cookie["httponly"]


def test_snippets_carry_the_real_key_and_address(client, ada, settings):
    settings.PUBLIC_URL = "https://hr.acme.example"
    new = keys.create_source("Website", None)
    client.force_login(ada)
    page = client.get(f"/sources/{new.source.pk}/").content.decode()
    assert new.public_key in page
    assert "hr.acme.example/v1" in page


@pytest.mark.parametrize("path", ["/sources/new/", "/sources/{pk}/keys/", "/sources/{pk}/strict/"])
def test_marketing_reads_sources_but_changes_none(client, ada, path):
    source = keys.create_source("Website", None).source
    client.force_login(ada)
    assert client.post(path.format(pk=source.pk), {"name": "Other", "kind": "public"}).status_code == 403
    assert (Source.objects.count(), SourceKey.objects.count()) == (1, 2)


def test_sales_does_not_see_keys(client, sam):
    source = keys.create_source("Website", None).source
    client.force_login(sam)
    assert client.get(f"/sources/{source.pk}/").status_code == 403


def test_a_taken_name_is_told_in_plain_words(client, root):
    keys.create_source("Website", None)
    client.force_login(root)
    answer = client.post("/sources/new/", {"name": "Website"})
    assert answer.status_code == 400
    assert "choose another name" in answer.content.decode()
