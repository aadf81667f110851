"""The start page: what to do next, for each role."""

import pytest

from handraiser.events import keys

pytestmark = pytest.mark.django_db


def test_a_new_house_is_told_what_to_do_first(client, root):
    client.force_login(root)
    page = client.get("/").content.decode()
    assert "Make a source" in page
    assert "Publish a scoring model" in page


def test_what_is_done_is_marked(client, root):
    keys.create_source("Website", root)
    client.force_login(root)
    page = client.get("/").content.decode()
    assert page.count('<li class="done">') == 1
    assert "waiting for the first event" in page


def test_sales_sees_people_not_the_set_up(client, sam):
    client.force_login(sam)
    page = client.get("/").content.decode()
    assert "Set up Handraiser" not in page
    assert "Nobody is sales qualified now" in page
