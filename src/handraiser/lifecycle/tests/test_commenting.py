"""Comments at the parts of a draft: answered, resolved, and staying with their part while it is there."""

import pytest

from handraiser.lifecycle import commenting, drafting, publishing
from handraiser.lifecycle.drafting import Wording
from handraiser.organisation.models import AuditEntry
from handraiser.scoring.language import starter
from handraiser.scoring.places import places

pytestmark = pytest.mark.django_db
DOCUMENT = starter("b2b-saas")
E_BOOK = "scores.engagement.groups.content.rules.e_book"


@pytest.fixture
def draft(ada):
    publishing.publish(DOCUMENT, None)
    return drafting.begin(Wording(DOCUMENT.replace("points: 15", "points: 20"), "Dearer", 1), ada)


def _threads(draft):
    return commenting.threads(draft, places(drafting.latest(draft).document))


def test_a_comment_is_answered_and_resolved_by_the_other_team(draft, ada, sam):
    first = commenting.comment(draft, E_BOOK, "Is that not too much?", sam)
    commenting.answer(first, "Seven of nine won deals had one.", ada)
    commenting.resolve(first, sam)
    (thread,) = _threads(draft)
    assert thread.part == "Engagement, Content, E book"
    assert [each.text for each in thread.answers] == ["Seven of nine won deals had one."]
    assert (thread.resolution.by, thread.is_there) == (sam, True)
    acts = AuditEntry.objects.filter(subject=f"draft {draft.pk}").order_by("pk").values_list("act", flat=True)
    assert list(acts)[1:] == ["draft.commented", "draft.commented", "draft.comment_resolved"]


def test_an_answer_opens_what_was_resolved(draft, ada, sam):
    first = commenting.comment(draft, E_BOOK, "Too much?", sam)
    commenting.resolve(first, ada)
    with pytest.raises(commenting.ResolvedBefore):
        commenting.resolve(first, ada)
    again = commenting.answer(first, "I still think so.", sam)
    assert _threads(draft)[0].resolution is None
    commenting.resolve(again, ada)
    assert _threads(draft)[0].resolution is not None


def test_a_comment_stays_with_its_rule_through_edits_and_is_marked_once_the_rule_is_gone(draft, ada, sam):
    commenting.comment(draft, E_BOOK, "Too much?", sam)
    commenting.comment(draft, "", "Good otherwise", sam)
    drafting.save(draft, Wording("# moved down\n" + DOCUMENT, "Dearer", 1), ada, seen=1)
    assert [each.is_there for each in _threads(draft)] == [True, True]
    drafting.save(draft, Wording(DOCUMENT.replace("e_book:", "paper:"), "Dearer", 1), ada, seen=2)
    assert [(each.first.path, each.is_there) for each in _threads(draft)] == [("", True), (E_BOOK, False)]
    drafting.save(draft, Wording(DOCUMENT, "Dearer", 1), ada, seen=3)
    assert all(each.is_there for each in _threads(draft))


@pytest.mark.parametrize("text", ["", "  \n", "x" * 2_001])
def test_nothing_and_too_much_are_refused(draft, sam, text):
    with pytest.raises(commenting.NothingSaid):
        commenting.comment(draft, E_BOOK, text, sam)


def test_a_part_that_is_not_there_cannot_be_spoken_about(draft, sam):
    with pytest.raises(commenting.NoSuchPart, match=r"no scores\.nowhere"):
        commenting.comment(draft, "scores.nowhere", "Where?", sam)


def test_a_closed_draft_takes_no_comments(draft, ada, sam):
    first = commenting.comment(draft, "", "Hm", sam)
    drafting.discard(draft, "Not now", ada)
    with pytest.raises(drafting.DraftIsClosed):
        commenting.answer(first, "Too late", sam)


def test_a_viewer_reads_comments_and_makes_none(draft, sam, client, django_user_model):
    commenting.comment(draft, E_BOOK, "Too <b>much</b>?", sam)
    vera = django_user_model.objects.create_user("vera@acme.example", "a long enough password", role="viewer")
    client.force_login(vera)
    page = client.get(f"/model/drafts/{draft.pk}/").content.decode()
    assert "Too &lt;b&gt;much&lt;/b&gt;?" in page
    assert "What you say" not in page
    assert client.post(f"/model/drafts/{draft.pk}/comment/", {"text": "x"}).status_code == 403
