import pytest

from handraiser.people import changing, merging, tagging
from handraiser.people.models import Person, Tag, Tagged

pytestmark = pytest.mark.django_db


@pytest.fixture
def bob(happen):
    happen.take(event := happen.identify("his", "bob", email="bob@acme.com"))
    return happen.whose(event)


@pytest.fixture
def ann(happen):
    happen.take(event := happen.identify("hers", "ann", email="ann@acme.com"))
    return happen.whose(event)


def test_a_tag_is_found_again_whatever_its_capitals_and_blanks(bob, sam):
    assert tagging.add(bob, "Trade  fair", by=sam) == tagging.add(bob, " tRADE FAIR ", by=sam)
    assert [tag.name for tag in tagging.of(bob)] == ["Trade fair"]
    assert tagging.add(bob, "Ärzte", by=sam) == tagging.add(bob, "äRZTE", by=sam)


@pytest.mark.parametrize("name", ["", "  ", "\0", "x" * 41])
def test_what_is_no_tag_is_refused_in_words(bob, sam, name):
    with pytest.raises(tagging.NoSuchTag, match="allowed"):
        tagging.add(bob, name, by=sam)
    assert not Tag.objects.exists()


def test_tags_of_a_merged_person_count_for_both_and_come_apart_again(bob, ann, sam):
    tagging.add(bob, "VIP", by=sam)
    tagging.add(ann, "VIP", by=sam)
    tagging.add(ann, "Press", by=sam)
    merge = merging.merge(bob, ann, by=sam)
    assert [tag.name for tag in tagging.of(bob)] == ["Press", "VIP"]
    merging.unmerge(merge, by=sam)
    assert [tag.name for tag in tagging.of(Person.objects.get(pk=bob.pk))] == ["VIP"]


def test_a_tag_taken_off_is_off_all_who_are_folded_into_them(bob, ann, sam):
    tag = tagging.add(ann, "VIP", by=sam)
    merging.merge(bob, ann, by=sam)
    tagging.remove(bob, tag, by=sam)
    assert not Tagged.objects.exists()


def test_many_are_tagged_at_once_and_only_those_who_had_not_got_it_are_told(bob, ann, sam):
    tag = tagging.add(ann, "VIP", by=sam)
    changing.take(1_000_000)
    assert tagging.give([bob.pk, ann.pk], tag, by=sam) == [bob.pk]
    assert changing.take(1_000) == [bob.pk]
    assert tagging.take([bob.pk, ann.pk], tag) == sorted([bob.pk, ann.pk])
