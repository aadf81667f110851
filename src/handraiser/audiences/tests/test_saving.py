"""Views of lists: kept, shared, changed by their own user, deleted and brought back."""

import pytest

from handraiser.audiences.kept import Choice, SavedView

pytestmark = pytest.mark.django_db


@pytest.fixture
def view(client, ada) -> SavedView:
    client.force_login(ada)
    client.post(
        "/lists/people/views/", {"name": " Hot  ones ", "query": "stage=mql&sort=-total&after=3~x", "shared": "1"}
    )
    return SavedView.objects.get()


def test_a_view_keeps_filters_and_order_and_not_the_page(view, client):
    assert (view.name, view.query, view.shared) == ("Hot ones", "stage=mql&sort=-total", True)
    page = client.get(f"/people/?view={view.pk}&{view.query}")
    assert not page.context["changed"]
    assert client.get(f"/people/?view={view.pk}&stage=sql").context["changed"]


def test_others_see_a_shared_view_and_cannot_change_it(view, client, sam):
    client.force_login(sam)
    assert "Hot ones" in client.get("/people/").content.decode()
    for what in ("", "overwrite/", "delete/"):
        assert client.post(f"/views/{view.pk}/{what}", {"name": "x"}).status_code == 403
    SavedView.objects.update(shared=False)
    assert "Hot ones" not in client.get("/people/").content.decode()


def test_the_list_opens_with_the_view_that_was_chosen(view, client):
    client.post("/lists/people/first/", {"view": view.pk})
    assert client.get("/people/").headers["Location"] == f"/people/?view={view.pk}&{view.query}"
    assert client.get("/people/?view=all").status_code == 200
    client.post("/lists/people/first/", {})
    assert client.get("/people/").status_code == 200


def test_deleting_can_be_undone(view, client):
    back = client.post(f"/views/{view.pk}/delete/").headers["Location"]
    page = client.get(back).content.decode()
    assert "Undo" in page
    client.post(f"/views/{view.pk}/restore/")
    view.refresh_from_db()
    assert view.deleted_us == 0


def test_a_view_needs_a_name(client, ada):
    client.force_login(ada)
    assert client.post("/lists/people/views/", {"name": " \u2003 "}).status_code == 400
    assert not SavedView.objects.exists()


def test_columns_and_their_order_are_kept(client, ada):
    client.force_login(ada)
    client.post("/lists/people/columns/", {"column": ["total", "stage", "email"], "up": "stage", "compact": "1"})
    choice = Choice.objects.get()
    assert (choice.columns, choice.compact) == ("name,stage,total,email", True)
    shown = [str(column.words) for column, *_ in client.get("/people/").context["headings"]]
    assert shown == ["Person", "Stage", "Total", "E-mail"]
    client.post("/lists/people/columns/", {"usual": "1"})
    choice.refresh_from_db()
    assert choice.columns == ""
