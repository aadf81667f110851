"""From draft to version: who may propose, sign and publish, and every way in which that is refused."""

import pytest
import time_machine

from handraiser import clock
from handraiser.lifecycle import drafting, publishing, releasing, rolling_back, signing
from handraiser.lifecycle.drafting import Wording
from handraiser.lifecycle.drafts import Ending, Outcome, Proposal, Release, Revision, Signature, Team, Withdrawal
from handraiser.lifecycle.models import ModelVersion
from handraiser.organisation.models import AuditEntry, Role, User
from handraiser.scoring.language import starter

pytestmark = pytest.mark.django_db
DOCUMENT = starter("b2b-saas")
DEARER = DOCUMENT.replace("points: 15", "points: 20")
FAILING = DOCUMENT.replace("stage: sql", "stage: customer")
MONDAY = "2026-03-02T09:00:00Z"


@pytest.fixture
def version(db) -> ModelVersion:
    return publishing.publish(DOCUMENT, None, "first")


@pytest.fixture
def draft(version, ada):
    return drafting.begin(Wording(DEARER, "White papers are worth more", 1), ada)


@pytest.fixture
def proposed(draft, ada) -> Proposal:
    return signing.propose(draft, "Seven of nine won deals had one", ada, seen=1)


@pytest.fixture
def signed(draft, proposed, ada, sam) -> Proposal:
    signing.sign(draft, Team.MARKETING, "", ada, proposal=proposed.pk)
    signing.sign(draft, Team.SALES, "They read before they call", sam, proposal=proposed.pk)
    return proposed


def test_a_draft_that_both_teams_signed_is_published_with_who_said_what(draft, signed, ada):
    made = releasing.publish_now(draft, ada)
    assert (made.number, made.document, made.note) == (2, DEARER, "White papers are worth more")
    assert made.proposal == signed
    said = Signature.objects.order_by("pk").values_list("team", "by__name", "why")
    assert list(said) == [("marketing", "Ada Marketing", ""), ("sales", "Sam Sales", "They read before they call")]
    acts = AuditEntry.objects.filter(subject="draft 1".replace("1", str(draft.pk))).order_by("pk")
    assert [entry.act for entry in acts] == ["draft.begun", "draft.proposed", "draft.signed", "draft.signed"]
    assert AuditEntry.objects.get(act="model.published", by=ada).facts["draft"] == str(draft.pk)


def test_one_signature_is_not_enough(draft, proposed, ada):
    signing.sign(draft, Team.MARKETING, "", ada, proposal=proposed.pk)
    with pytest.raises(releasing.NotSigned, match="Missing: Sales"):
        releasing.publish_now(draft, ada)
    assert ModelVersion.objects.count() == 1


def test_one_person_signs_once_also_after_changing_teams(draft, proposed, ada):
    signing.sign(draft, Team.MARKETING, "", ada, proposal=proposed.pk)
    ada.role = Role.SALES
    ada.save()
    with pytest.raises(signing.SignedBefore, match="two different people"):
        signing.sign(draft, Team.SALES, "", ada, proposal=proposed.pk)


def test_a_team_signs_once(draft, proposed, ada):
    other = User.objects.create_user("amy@acme.example", "a long enough password", role=Role.MARKETING)
    signing.sign(draft, Team.MARKETING, "", ada, proposal=proposed.pk)
    with pytest.raises(signing.SignedBefore, match="Ada Marketing has signed for Marketing already"):
        signing.sign(draft, Team.MARKETING, "", other, proposal=proposed.pk)


def test_nobody_signs_for_the_other_team_nor_an_administrator_for_any(draft, proposed, sam, root):
    with pytest.raises(signing.WrongTeam, match="Only somebody of the role Marketing"):
        signing.sign(draft, Team.MARKETING, "", sam, proposal=proposed.pk)
    for team in Team:
        with pytest.raises(signing.WrongTeam, match="signs for neither team"):
            signing.sign(draft, team, "", root, proposal=proposed.pk)
    assert not Signature.objects.exists()


def test_a_draft_whose_own_test_fails_is_not_proposed_and_the_test_is_named(version, ada):
    draft = drafting.begin(Wording(FAILING, "Broken", 1), ada)
    name = publishing.check(FAILING)[0].message.split(":")[0]
    assert name.startswith("Test ")
    with pytest.raises(signing.NotProposable, match=name):
        signing.propose(draft, "", ada, seen=1)
    assert not Proposal.objects.exists()


def test_a_draft_with_problems_is_kept_but_not_proposed(version, ada):
    draft = drafting.begin(Wording("colour: red\n" + DOCUMENT, "Colours", 1), ada)
    with pytest.raises(signing.NotProposable, match="line 1"):
        signing.propose(draft, "", ada, seen=1)


def test_what_says_the_same_as_the_version_in_force_is_not_proposed(version, ada):
    draft = drafting.begin(Wording(DOCUMENT, "Nothing", 1), ada)
    with pytest.raises(signing.NotProposable, match="the same"):
        signing.propose(draft, "", ada, seen=1)


def test_to_edit_a_proposed_draft_voids_its_signatures_once_somebody_agreed(draft, proposed, ada):
    signing.sign(draft, Team.MARKETING, "", ada, proposal=proposed.pk)
    dearer = Wording(DEARER.replace("points: 20", "points: 25"), draft.name, 1)
    with pytest.raises(drafting.SignaturesAtStake):
        drafting.save(draft, dearer, ada, seen=1)
    assert drafting.latest(draft).number == 1
    drafting.save(draft, dearer, ada, seen=1, voids=proposed.pk)
    assert Withdrawal.objects.get().ending == Ending.EDITED
    assert drafting.open_proposal(draft) is None
    again = signing.propose(draft, "", ada, seen=2)
    assert signing.missing(again) == [Team.MARKETING, Team.SALES]


def test_what_was_changed_meanwhile_is_not_signed(draft, proposed, ada, sam):
    drafting.save(draft, Wording(DOCUMENT + "# mine\n", draft.name, 1), ada, seen=1, voids=proposed.pk)
    with pytest.raises(signing.NotProposed):
        signing.sign(draft, Team.SALES, "", sam, proposal=proposed.pk)
    signing.propose(draft, "", ada, seen=2)
    with pytest.raises(drafting.DraftChanged, match="proposed anew since you read it"):
        signing.sign(draft, Team.SALES, "", sam, proposal=proposed.pk)


def test_of_two_who_edit_the_second_is_told(draft, ada, root):
    drafting.save(draft, Wording(DOCUMENT, draft.name, 1), root, seen=1)
    with pytest.raises(drafting.DraftChanged, match="Root saved revision 2"):
        drafting.save(draft, Wording(DEARER, draft.name, 1), ada, seen=1)


def test_only_the_name_changed_so_the_signatures_stay(draft, proposed, ada):
    drafting.save(draft, Wording(DEARER, "Another name", 1), ada, seen=1)
    assert drafting.open_proposal(draft) == proposed
    assert Revision.objects.count() == 1


def test_a_withdrawn_proposal_says_why_and_can_be_put_again(draft, signed, sam, ada):
    with pytest.raises(drafting.NeedsWords):
        signing.withdraw(draft, " ", sam, proposal=signed.pk)
    signing.withdraw(draft, "The team has second thoughts", sam, proposal=signed.pk)
    with pytest.raises(signing.NotProposed):
        releasing.publish_now(draft, ada)
    assert Withdrawal.objects.get().why == "The team has second thoughts"
    assert signing.propose(draft, "", ada, seen=1) != signed


def test_a_draft_of_an_older_version_is_neither_proposed_nor_published(draft, signed, ada):
    publishing.publish(DOCUMENT + "# another\n", None)
    with pytest.raises(signing.Outdated, match="changes version 1, and version 2 is in force"):
        releasing.publish_now(draft, ada)
    signing.withdraw(draft, "outdated", ada, proposal=signed.pk)
    with pytest.raises(signing.Outdated):
        signing.propose(draft, "", ada, seen=1)
    drafting.save(draft, Wording(DEARER + "# another\n", draft.name, 2), ada, seen=1)
    assert signing.propose(draft, "", ada, seen=2).revision.base == 2


def test_a_published_or_discarded_draft_is_closed(draft, signed, ada):
    releasing.publish_now(draft, ada)
    with pytest.raises(drafting.DraftIsClosed, match="published as version 2"):
        drafting.save(draft, Wording(DOCUMENT, "x", 2), ada, seen=1)
    other = drafting.begin(Wording(DOCUMENT, "Other", 2), ada)
    drafting.discard(other, "Not needed", ada)
    with pytest.raises(drafting.DraftIsClosed, match="given this draft up"):
        signing.propose(other, "", ada, seen=1)


def test_a_discarded_draft_takes_its_proposal_and_its_time_with_it(draft, signed, ada):
    releasing.publish_at(draft, clock.now_us() + clock.HOUR_US, ada)
    drafting.discard(draft, "No more", ada)
    assert Release.objects.get().outcome == Outcome.CANCELLED
    assert Withdrawal.objects.get().ending == Ending.DISCARDED


def test_it_is_published_by_itself_at_its_time_and_once(version, ada, sam):
    with time_machine.travel(MONDAY, tick=False) as time:
        draft = drafting.begin(Wording(DEARER, "On Tuesday", 1), ada)
        asked = signing.propose(draft, "", ada, seen=1)
        signing.sign(draft, Team.MARKETING, "", ada, proposal=asked.pk)
        signing.sign(draft, Team.SALES, "", sam, proposal=asked.pk)
        releasing.publish_at(draft, clock.now_us() + clock.DAY_US, ada)
        assert releasing.publish_due(1) == 0
        time.shift(86_400)
        assert releasing.publish_due(1) == 1
        assert releasing.publish_due(1) == 0
    assert (ModelVersion.objects.count(), Release.objects.get().outcome) == (2, Outcome.PUBLISHED)
    assert ModelVersion.objects.get(number=2).published_by == ada


@pytest.mark.parametrize("hours", [-1, 0, 367 * 24])
def test_a_time_that_is_past_or_too_far_is_refused(draft, signed, ada, hours):
    with pytest.raises(releasing.BadTime):
        releasing.publish_at(draft, clock.now_us() + hours * clock.HOUR_US, ada)


def test_a_time_can_be_called_off_and_only_one_is_set(draft, signed, ada):
    soon = clock.now_us() + clock.HOUR_US
    releasing.publish_at(draft, soon, ada)
    with pytest.raises(releasing.AlreadyDue):
        releasing.publish_at(draft, soon, ada)
    releasing.call_off(draft, ada)
    with pytest.raises(releasing.AlreadyDue):
        releasing.call_off(draft, ada)
    assert releasing.publish_now(draft, ada).number == 2


def test_what_is_outdated_at_its_time_is_not_published_and_says_so(draft, signed, ada):
    releasing.publish_at(draft, clock.now_us() + clock.HOUR_US, ada)
    Release.objects.update(due_us=1)
    publishing.publish(DOCUMENT + "# another\n", None)
    assert releasing.publish_due(1) == 1
    assert Release.objects.get().outcome == Outcome.OUTDATED
    assert ModelVersion.objects.count() == 2
    assert AuditEntry.objects.get(act="draft.not_published").facts["outcome"] == "outdated"


def test_what_has_problems_at_its_time_is_not_published(draft, signed, ada, monkeypatch):
    releasing.publish_at(draft, clock.now_us() + clock.HOUR_US, ada)
    Release.objects.update(due_us=1)
    problems = publishing.check(FAILING)
    monkeypatch.setattr(publishing, "check", lambda text: problems)
    releasing.publish_due(1)
    release = Release.objects.get()
    assert release.outcome == Outcome.REFUSED
    assert problems[0].message in release.found


def test_going_back_to_a_version_takes_the_same_signatures(version, ada):
    publishing.publish(DEARER, None)
    draft = rolling_back.draft_of(version, "Too many MQLs", ada)
    assert drafting.latest(draft).document == DOCUMENT
    assert signing.propose(draft, "", ada, seen=1)
    with pytest.raises(releasing.NotSigned):
        releasing.publish_now(draft, ada)


def test_an_administrator_goes_back_one_version_at_once_with_a_reason(version, root, ada):
    publishing.publish(DEARER, None)
    with pytest.raises(rolling_back.NotAnAdministrator):
        rolling_back.roll_back_now(version, "Urgent", ada)
    with pytest.raises(drafting.NeedsWords):
        rolling_back.roll_back_now(version, "", root)
    made = rolling_back.roll_back_now(version, "Everybody became MQL", root)
    assert (made.number, made.document, made.returns_to, made.proposal) == (3, DOCUMENT, version, None)
    entry = AuditEntry.objects.get(act="model.rolled_back_urgently")
    assert (entry.by, entry.facts["note"]) == (root, "Everybody became MQL")


def test_only_the_version_before_comes_back_without_signatures(version, root):
    for number in range(2):
        publishing.publish(f"{DEARER}# {number}\n", None)
    with pytest.raises(rolling_back.NotTheVersionBefore, match="Without signatures only version 2"):
        rolling_back.roll_back_now(version, "Urgent", root)
