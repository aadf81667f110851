"""A view that filters by a tag goes on finding the same people, whatever becomes of the tag's name."""

import pytest
from django.http import QueryDict

from handraiser.audiences import saving
from handraiser.audiences.kept import SavedView
from handraiser.audiences.kinds import PEOPLE
from handraiser.audiences.wanted import Wanted
from handraiser.people import retagging, tagging

pytestmark = pytest.mark.django_db


def tags_of(view: SavedView) -> list[str]:
    view.refresh_from_db()
    return QueryDict(view.query).getlist("tag")


def test_a_view_follows_a_tag_to_another_name_and_back(ada):
    fair, _ = tagging.named("Fair & more"), tagging.named("VIP")
    wanted = Wanted.read(PEOPLE, QueryDict("tag=fair+%26+more&tag=VIP&stage=lead&q=tag%3Dx"))
    view, deleted = (saving.save(wanted, name, shared=False, by=ada) for name in ("Fair", "Old"))
    saving.delete(deleted, by=ada)
    retagging.rename(fair, "Messe", by=ada)
    assert sorted(tags_of(view)) == sorted(tags_of(deleted)) == ["Messe", "VIP"]
    read = Wanted.read(PEOPLE, QueryDict(view.query))
    assert (read.text, read.filters["stage"]) == ("tag=x", ("lead",))
    retagging.rename(fair, "Fair & more", by=ada)
    assert sorted(tags_of(view)) == ["Fair & more", "VIP"]


def test_a_view_by_two_tags_that_become_one_names_it_once(ada):
    gone, kept = tagging.named("Messe"), tagging.named("Fair")
    view = saving.save(Wanted.read(PEOPLE, QueryDict("tag=Messe&tag=Fair")), "Fairs", shared=True, by=ada)
    other = saving.save(Wanted.read(PEOPLE, QueryDict("tag=VIP")), "VIP", shared=True, by=ada)
    retagging.merge(gone, kept, by=ada)
    assert (tags_of(view), tags_of(other)) == (["Fair"], ["VIP"])
