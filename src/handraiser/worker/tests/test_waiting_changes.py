"""What only a new version would change waits for somebody to decide: apply, leave, undo."""

from datetime import timedelta

import pytest

from handraiser.handoff.models import Alert
from handraiser.lifecycle import settling
from handraiser.lifecycle.models import ModelVersion, Stage, StageChange, Standing, WaitingChange
from handraiser.lifecycle.publishing import publish
from handraiser.lifecycle.settling import Chosen, Kind, NothingWaits, UndoneBefore
from handraiser.lifecycle.waiting_rows import Act
from handraiser.organisation.models import AuditEntry
from handraiser.people.models import Person
from handraiser.privacy.erasing import erase
from handraiser.privacy.models import Reason
from handraiser.worker.tests.test_publishing import GENEROUS, STRICT
from handraiser.worker.tests.test_unscored import NO

pytestmark = pytest.mark.django_db(transaction=True)
MQL = Kind(Stage.LEAD, Stage.MQL, 2)


@pytest.fixture
def readers(website, time, work):
    """Ann and Ben have read much and Cat little when the generous version comes."""
    publish(STRICT, by=None)
    for name, pages in (("ann", 5), ("ben", 4), ("cat", 1)):
        website.identify(name, email=f"{name}@reader.example")
        for number in range(pages):
            website.page(f"/blog/{number}", name)
    work()
    time.shift(timedelta(hours=1))
    _publish(GENEROUS, time, work)


def _publish(document: str, time, work) -> None:
    publish(document, by=None)
    time.shift(timedelta(seconds=10))
    work()


def _newest() -> ModelVersion:
    return ModelVersion.objects.order_by("number").last()


def _stages() -> list[str]:
    return list(Standing.objects.order_by("person__email").values_list("stage", flat=True))


def test_who_would_be_mql_by_the_new_version_waits_with_the_reason(readers):
    assert settling.kinds(_newest()) == [MQL]
    row = WaitingChange.objects.get(person__email="ann@reader.example")
    assert (row.matrix_before, row.matrix_after, row.rule) == ("2", "2", "stages[1]")
    assert row.scores_after == {"engagement": 5_000_000}
    assert not StageChange.objects.filter(to_stage=Stage.MQL).exists()


def test_to_apply_moves_them_in_the_name_of_who_decided_and_alerts_nobody(readers, work, ada, sam):
    settling.settle(Act.APPLY, Chosen(), "Agreed on Monday", ada)
    work()
    assert _stages() == [Stage.MQL, Stage.MQL, Stage.LEAD]
    changes = StageChange.objects.filter(to_stage=Stage.MQL)
    assert set(changes.values_list("cause", "by", "because")) == {("person", ada.pk, "Agreed on Monday")}
    assert settling.kinds(_newest()) == []
    assert not Alert.objects.exists()
    assert AuditEntry.objects.get(act="model.changes_applied", by=ada).facts["people"] == 2


def test_after_it_was_applied_the_rules_go_on_from_there(readers, website, work, ada, time):
    settling.settle(Act.APPLY, Chosen(), "", ada)
    work()
    time.shift(timedelta(minutes=5))
    website.track("Demo Requested", "ann")
    work()
    assert _stages()[0] == Stage.SQL


def test_what_was_applied_is_undone_and_waits_again(readers, work, ada, sam):
    applied = settling.settle(Act.APPLY, Chosen(), "", ada)
    work()
    settling.undo(applied, sam)
    work()
    assert _stages() == [Stage.LEAD] * 3
    assert settling.kinds(_newest()) == [MQL]
    with pytest.raises(UndoneBefore):
        settling.undo(applied, ada)


def test_what_is_undone_before_it_was_carried_out_moves_nobody(readers, work, ada):
    settling.undo(settling.settle(Act.APPLY, Chosen(), "", ada), ada)
    work()
    assert _stages() == [Stage.LEAD] * 3
    assert settling.kinds(_newest()) == [MQL]


def test_only_some_are_applied_and_the_others_left(readers, work, ada):
    ann = WaitingChange.objects.get(person__email="ann@reader.example")
    settling.settle(Act.APPLY, Chosen(rows=[ann.pk]), "", ada)
    left = settling.settle(Act.LEAVE, Chosen(kind=(Stage.LEAD, Stage.MQL)), "Not yet", ada)
    work()
    assert _stages() == [Stage.MQL, Stage.LEAD, Stage.LEAD]
    with pytest.raises(NothingWaits):
        settling.settle(Act.APPLY, Chosen(), "", ada)
    settling.undo(left, ada)
    assert settling.kinds(_newest()) == [Kind(Stage.LEAD, Stage.MQL, 1)]


def test_what_nobody_decided_waits_on_under_the_next_version_and_what_was_left_does_not(readers, time, work, ada):
    ben = WaitingChange.objects.get(person__email="ben@reader.example")
    settling.settle(Act.LEAVE, Chosen(rows=[ben.pk]), "", ada)
    _publish(GENEROUS + "# the same\n", time, work)
    row = WaitingChange.objects.get(settling=None)
    assert (row.person.email, row.version.number) == ("ann@reader.example", 3)


def test_who_moved_on_by_themselves_waits_no_longer_and_is_not_applied(readers, website, time, work, ada):
    applied = settling.settle(Act.APPLY, Chosen(), "", ada)
    website.track("Demo Requested", "ann")
    work()
    assert _stages() == [Stage.SQL, Stage.MQL, Stage.LEAD]
    assert applied.changes.filter(move=None, done_us__isnull=False).count() <= 1
    assert StageChange.objects.filter(to_stage=Stage.MQL, person__email="ann@reader.example").count() <= 1


def test_a_stricter_version_would_take_back_what_it_would_never_have_given(readers, time, work, ada):
    settling.settle(Act.APPLY, Chosen(), "", ada)
    work()
    higher = GENEROUS.replace("2: 3,", "2: 5,")
    time.shift(timedelta(hours=1))
    _publish(higher, time, work)
    assert settling.kinds(_newest()) == []  # a person's word: they decided that Ben is MQL


def test_a_rule_that_a_version_takes_out_makes_leads_of_those_whom_it_moved(website, time, work):
    publish(GENEROUS, by=None)
    website.identify("ann", email="ann@reader.example")
    for number in range(5):
        website.page(f"/blog/{number}", "ann")
    work()
    assert _stages() == [Stage.MQL]
    time.shift(timedelta(hours=1))
    _publish(STRICT, time, work)
    assert settling.kinds(_newest()) == [Kind(Stage.MQL, Stage.LEAD, 1)]


def test_the_first_version_lets_those_wait_who_were_there_before(website, time, work):
    website.identify("ann", email="ann@reader.example")
    for number in range(5):
        website.page(f"/blog/{number}", "ann")
    time.shift(timedelta(hours=1))
    _publish(GENEROUS, time, work)
    assert settling.kinds(_newest()) == [Kind(Stage.LEAD, Stage.MQL, 1)]


def test_who_objects_to_profiling_waits_for_nothing(website, time, work):
    publish(STRICT, by=None)
    website.identify("ann", email="ann@reader.example")
    for number in range(5):
        website.page(f"/blog/{number}", "ann")
    website.page("/blog/9", "ann", **NO)
    work()
    time.shift(timedelta(hours=1))
    _publish(GENEROUS, time, work)
    assert Standing.objects.get().version == _newest()
    assert not WaitingChange.objects.exists()


def test_who_waits_and_who_was_applied_can_be_erased(readers, work, ada, root):
    ann = WaitingChange.objects.get(person__email="ann@reader.example")
    settling.settle(Act.APPLY, Chosen(rows=[ann.pk]), "", ada)
    work()
    for person in Person.objects.filter(email__in=["ann@reader.example", "ben@reader.example"]):
        erase(person, reason=Reason.REQUEST, by=root)
    work()
    assert not WaitingChange.objects.exists()
    assert Standing.objects.count() == 1
