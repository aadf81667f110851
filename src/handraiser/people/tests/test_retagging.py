"""Tags renamed, merged and deleted, with everybody who has them."""

import pytest

from handraiser.organisation.models import AuditEntry
from handraiser.people import changing, merging, retagging, tagging
from handraiser.people.models import Person, Tag, Tagged

pytestmark = pytest.mark.django_db


def person() -> Person:
    return Person.objects.create(first_seen_us=1, last_seen_us=1)


def test_a_tag_is_renamed_and_the_message_takes_it_back(client, ada):
    bob = person()
    tag = tagging.add(bob, "Fair", by=ada)
    changing.take(1_000)
    client.force_login(ada)
    answer = client.post(f"/tags/{tag.pk}/rename/", {"name": "Fair & <b>"}, follow=True).content.decode()
    assert "Fair &amp; &lt;b&gt;" in answer
    undo = f"/tags/{tag.pk}/rename/back/?name=Fair"
    assert f'action="{undo}"' in answer
    assert changing.take(1_000) == [bob.pk]
    client.post(undo)
    assert Tag.objects.get().name == "Fair"
    assert AuditEntry.objects.filter(act="tag.renamed").count() == 2


@pytest.mark.parametrize(("name", "status"), [("vip", 409), ("", 400), ("x" * 41, 400)])
def test_a_name_that_is_taken_or_none_changes_nothing(client, ada, name, status):
    tag, _ = tagging.named("Fair"), tagging.named("VIP")
    client.force_login(ada)
    assert client.post(f"/tags/{tag.pk}/rename/", {"name": name}).status_code == status
    tag.refresh_from_db()
    assert tag.name == "Fair"


def test_of_two_who_take_a_name_at_once_the_second_is_told(client, ada, monkeypatch):
    """The other one is written after the name was found to be free."""
    tag = tagging.named("Fair")
    save = Tag.save

    def late(one, *args, **kwargs):
        monkeypatch.setattr(Tag, "save", save)
        Tag.objects.create(name="VIP")
        save(one, *args, **kwargs)

    monkeypatch.setattr(Tag, "save", late)
    client.force_login(ada)
    assert client.post(f"/tags/{tag.pk}/rename/", {"name": "vip"}).status_code == 409


def test_merging_gives_everybody_the_other_tag_once(client, ada):
    both, one, other = person(), person(), person()
    gone, kept = tagging.add(one, "Messe", by=ada), tagging.add(other, "Fair", by=ada)
    tagging.give([both.pk], gone, by=ada)
    tagging.give([both.pk], kept, by=ada)
    changing.take(1_000)
    client.force_login(ada)
    assert "2 people have this tag" in client.get(f"/tags/{gone.pk}/merge/").content.decode()
    answer = client.post(f"/tags/{gone.pk}/merge/", {"into": str(kept.pk)}, follow=True).content.decode()
    assert "2 people who had Messe have Fair now." in answer
    assert list(Tagged.objects.order_by("person").values_list("person", "tag")) == [
        (each.pk, kept.pk) for each in (both, one, other)
    ]
    assert changing.take(1_000) == [both.pk, one.pk]
    assert AuditEntry.objects.get(act="tag.merged").facts["people"] == 2


def test_a_tag_is_not_merged_into_itself_nor_into_nothing(client, ada):
    tag = tagging.named("Fair")
    client.force_login(ada)
    assert client.post(f"/tags/{tag.pk}/merge/", {"into": str(tag.pk)}).status_code == 400
    assert client.post(f"/tags/{tag.pk}/merge/", {"into": "9" * 30}).status_code == 404
    assert Tag.objects.exists()


def test_deleting_asks_first_and_takes_it_off_everybody(client, ada):
    tag = tagging.add(person(), "Fair", by=ada)
    client.force_login(ada)
    assert "1 person has this tag" in client.get(f"/tags/{tag.pk}/delete/").content.decode()
    assert Tag.objects.exists()
    client.post(f"/tags/{tag.pk}/delete/")
    assert not Tag.objects.exists()
    assert not Tagged.objects.exists()


def test_somebody_folded_into_another_is_counted_once(ada):
    one, other = person(), person()
    tagging.give([one.pk, other.pk], tag := tagging.named("Fair"), by=ada)
    merging.merge(one, other, by=ada)
    assert retagging.counted().get(pk=tag.pk).people == 1


def test_sales_keeps_no_tags(client, sam):
    tag = tagging.named("Fair")
    client.force_login(sam)
    for path in ("/tags/", f"/tags/{tag.pk}/delete/", f"/tags/{tag.pk}/merge/"):
        assert client.get(path).status_code == 403
