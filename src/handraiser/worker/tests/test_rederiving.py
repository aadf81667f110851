"""Each night a sample of results is derived anew; what was stored otherwise is told."""

from datetime import timedelta

import pytest

from handraiser.lifecycle.models import Divergence, Rederivation, StageChange, Standing
from handraiser.lifecycle.publishing import publish
from handraiser.operations import doctor
from handraiser.people.models import Person
from handraiser.worker import rederiving
from handraiser.worker.tests.test_publishing import GENEROUS, STRICT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def readers(website, work, time, strict_model):
    """Ann and Ben read under two versions; it is the evening of the same day."""
    for device, pages in (("ann", 2), ("ben", 5)):
        website.identify(device, email=f"{device}@reader.example")
        for number in range(pages):
            website.page(f"/blog/{number}", device)
    work()
    time.shift(timedelta(hours=1))
    publish(GENEROUS, by=None)
    time.shift(timedelta(hours=1))
    website.page("/blog/9", "ann")
    website.track("Demo Requested", "ben")
    work()
    time.shift(timedelta(hours=8))


@pytest.fixture
def strict_model(time, transactional_db):
    return publish(STRICT, by=None)


def test_what_is_stored_as_it_follows_from_the_records_is_counted_and_not_told(readers, work, time):
    work()
    assert not Rederivation.objects.exists()  # nobody was scored before this night
    time.shift(timedelta(days=1))
    work()
    night = Rederivation.objects.get()
    assert (night.people, night.changes) == (2, StageChange.objects.count())
    assert night.ended_us is not None
    assert not Divergence.objects.exists()
    work()
    assert Rederivation.objects.count() == 1
    time.shift(timedelta(days=1))
    work()
    assert Rederivation.objects.count() == 2


def test_whatever_was_tampered_with_is_told_with_both_values(readers, work, time, client, root):
    ann, ben = (Person.objects.get(email=f"{name}@reader.example") for name in ("ann", "ben"))
    Standing.objects.filter(person=ann).update(stage="sql")
    change = StageChange.objects.filter(person=ben).order_by("at_us").last()
    StageChange.objects.filter(pk=change.pk).update(labels={"engagement": "3"})
    invented = StageChange.objects.create(
        person=ann, at_us=change.at_us, from_stage="mql", to_stage="lead", cause="rule", recorded_us=change.recorded_us
    )
    StageChange.objects.filter(pk=invented.pk).update(version=change.version)
    time.shift(timedelta(days=1))
    work()
    found = {(row.person_id, row.what): (row.stored, row.derived) for row in Divergence.objects.all()}
    assert found == {
        (ann.pk, "stage"): ("sql", "mql"),
        (ann.pk, "change"): ("mql → lead", "none"),
        (ben.pk, "labels"): ("{'engagement': '3'}", "{'engagement': '1'}"),
    }
    client.force_login(root)
    page = client.get("/operations/health/").content.decode()
    assert f"/people/{ben.key}/?at={change.at_us}" in page
    told = next(finding for finding in doctor.examine() if finding.about == "Derived anew")
    assert "3 stored results" in told.found


def test_somebody_who_cannot_be_derived_is_told_and_hides_nobody(readers, work, time, monkeypatch):
    ann = Person.objects.get(email="ann@reader.example")
    derive = rederiving.derive

    def failing(people):
        if ann.pk in people:
            raise ValueError("no such rule")
        return derive(people)

    monkeypatch.setattr(rederiving, "derive", failing)
    time.shift(timedelta(days=1))
    work()
    (told,) = Divergence.objects.all()
    assert (told.person, told.what, told.derived) == (ann, "error", "ValueError: no such rule")
    assert Rederivation.objects.get().people == 2
