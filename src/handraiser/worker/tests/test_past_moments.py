"""Any past moment reproduces: what was recorded then is what the kernel says of then."""

from datetime import timedelta

import pytest

from handraiser import clock
from handraiser.lifecycle.explaining import explain
from handraiser.lifecycle.models import ModelVersion, StageChange
from handraiser.lifecycle.publishing import publish
from handraiser.lifecycle.walking import named
from handraiser.people.models import Person
from handraiser.worker.tests.test_publishing import GENEROUS, STRICT

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def three_versions(website, work, time):
    """Ann and Ben read and ask for a demo while the model is published three times."""
    publish(STRICT, by=None)
    for day, (device, act) in enumerate(
        [("ann", "read"), ("ben", "read"), ("ann", "read"), ("publish", GENEROUS), ("ann", "read"), ("ben", "demo"),
         ("publish", STRICT), ("ben", "read"), ("ann", "demo")]
    ):  # fmt: skip
        time.shift(timedelta(days=1))
        if device == "publish":
            publish(act, by=None)
        elif act == "read":
            website.identify(device, email=f"{device}@reader.example")
            for number in range(1 if device == "ann" and day < 3 else 3):
                website.page(f"/blog/{day}/{number}", device)
        else:
            website.track("Demo Requested", device)
        time.shift(timedelta(minutes=1))
        work()


def test_each_stage_change_reproduces_from_its_recorded_moment(three_versions):
    changes = StageChange.objects.select_related("version", "person").order_by("person", "at_us", "order")
    assert {change.version.number for change in changes} == {1, 2, 3}
    last = {(change.person_id, change.at_us): change for change in changes}
    for change in last.values():
        explained = explain(change.person, change.at_us)
        result = explained.explanation.result
        assert explained.version == change.version.number
        assert result["stage"] == change.to_stage
        assert (named(result, "score."), named(result, "label.")) == (change.scores, change.labels)
        assert sum(line.points_now for line in explained.explanation.lines) == sum(
            line["points_now"] for line in change.lines
        )


def test_a_moment_under_an_older_version_begins_where_the_one_before_had_brought_the_person(three_versions):
    ann = Person.objects.get(email="ann@reader.example")
    mql = StageChange.objects.get(person=ann, to_stage="mql")
    assert mql.version.number == 2
    assert explain(ann, mql.at_us - 1).explanation.result["stage"] == "lead"
    assert explain(ann, mql.at_us).explanation.result["stage"] == "mql"
    assert explain(ann).explanation.result["stage"] == "sql"


def test_who_was_over_the_line_at_a_publish_stands_there_unmoved_also_when_asked_later(three_versions):
    ben = Person.objects.get(email="ben@reader.example")
    second, third = ModelVersion.objects.filter(number__in=(2, 3)).order_by("number")
    result = explain(ben, second.published_us + clock.HOUR_US).explanation.result
    assert (result["matrix"], result["stage"]) == ("2", "lead")
    assert explain(ben, third.published_us - 1).explanation.result["stage"] == "sql"
