"""Publishing moves and alerts nobody; what becomes true afterwards does."""

from datetime import timedelta

import pytest

from handraiser.handoff.models import Alert
from handraiser.lifecycle.models import HandRaise, ModelVersion, Stage, StageChange, Standing
from handraiser.lifecycle.publishing import NotPublished, check, current, publish
from handraiser.organisation.models import AuditEntry, Organisation
from handraiser.people.models import Person
from handraiser.scoring.language import starter

pytestmark = pytest.mark.django_db(transaction=True)

STRICT = """
language: 1
model: strict
hand_raises: [Demo Requested]
scores:
  engagement:
    range: [0, 100]
    groups:
      asking:
        rules:
          demo: {event: Demo Requested, points: 100, within: 10d}
          read: {event: page, points: 1, count: each, within: 10d}
labels: {engagement: {1: 50, 2: 3, 3: 0}}
matrix: "{engagement}"
stages:
  - {to: sql, from: [lead, mql], if: {hand_raise: any, within: 1d}}
"""
GENEROUS = STRICT.replace("model: strict", "model: generous")
GENEROUS += '  - {to: mql, from: [lead], if: {matrix: ["1", "2"]}}\n'


@pytest.fixture
def strict_model(time, transactional_db):
    return publish(STRICT, by=None)


def _reader(website, device: str, pages: int) -> None:
    website.identify(device, email=f"{device}@reader.example")
    for number in range(pages):
        website.page(f"/blog/{number}", device)


def test_who_would_be_mql_by_the_new_version_alone_is_not_moved(website, strict_model, work, sam, time):
    _reader(website, "ann", 5)
    work()
    time.shift(timedelta(hours=1))
    publish(GENEROUS, by=None)
    time.shift(timedelta(seconds=10))
    work()
    standing = Standing.objects.get()
    assert standing.version.number == 2
    assert (standing.stage, standing.baseline_stage) == (Stage.LEAD, Stage.LEAD)
    assert not StageChange.objects.filter(to_stage=Stage.MQL).exists()
    assert not Alert.objects.exists()


def test_what_becomes_true_after_the_publish_moves(website, strict_model, work, time):
    _reader(website, "ben", 2)
    work()
    time.shift(timedelta(hours=1))
    publish(GENEROUS, by=None)
    time.shift(timedelta(seconds=10))
    website.page("/blog/9", "ben")
    work()
    assert StageChange.objects.get(to_stage=Stage.MQL).version.number == 2


def test_a_rule_that_held_at_the_publish_moves_once_it_has_been_false(website, strict_model, work, time):
    _reader(website, "ann", 5)
    work()
    time.shift(timedelta(hours=1))
    publish(GENEROUS, by=None)
    time.shift(timedelta(days=11))
    work()
    for number in range(4):
        website.page(f"/news/{number}", "ann")
    work()
    assert Standing.objects.get().stage == Stage.MQL


def test_what_happened_before_the_publish_and_is_scored_after_it_moves_by_the_old_version(
    website, strict_model, work, sam, time
):
    website.identify("cat", email="cat@late.example")
    work()
    time.shift(timedelta(hours=1))
    website.track("Demo Requested", "cat")
    time.shift(timedelta(seconds=1))
    publish(GENEROUS.replace("Demo Requested", "Quote Requested"), by=None)
    time.shift(timedelta(seconds=10))
    work()
    change = StageChange.objects.get(to_stage=Stage.SQL)
    assert (change.version.number, change.silent) == (1, False)
    assert Alert.objects.count() == 1
    standing = Standing.objects.get()
    assert (standing.version.number, standing.baseline_stage, standing.stage) == (2, Stage.SQL, Stage.SQL)


def test_two_publishes_between_two_looks_are_walked_one_after_the_other(website, strict_model, work, time):
    _reader(website, "dan", 2)
    work()
    time.shift(timedelta(hours=1))
    publish(GENEROUS, by=None)
    time.shift(timedelta(hours=1))
    website.page("/blog/9", "dan")
    time.shift(timedelta(hours=1))
    publish(STRICT, by=None)
    time.shift(timedelta(seconds=10))
    work()
    assert StageChange.objects.get(to_stage=Stage.MQL).version.number == 2
    assert Standing.objects.get().version.number == 3


def test_the_first_publish_finds_everybody_where_they_are(website, work, sam, time):
    _reader(website, "eve", 5)
    website.track("Demo Requested", "eve")
    website.page("/", "somebody")
    time.shift(timedelta(hours=1))
    publish(GENEROUS, by=None)
    time.shift(timedelta(seconds=10))
    work()
    assert set(Standing.objects.values_list("stage", flat=True)) == {Stage.LEAD, Stage.VISITOR}
    assert not StageChange.objects.exists()
    assert not Alert.objects.exists()
    assert not HandRaise.objects.exists()


def test_everybody_is_scored_anew_without_an_event(website, strict_model, work, time):
    for number in range(30):
        _reader(website, f"reader-{number}", 1)
    work()
    time.shift(timedelta(hours=1))
    publish(STRICT.replace("points: 1,", "points: 7,"), by=None)
    time.shift(timedelta(seconds=10))
    work()
    assert {standing.scores["engagement"] for standing in Standing.objects.all()} == {7_000_000}


def test_publishing_is_audited_and_the_version_is_in_force(ada, time):
    publish(STRICT, by=ada, note="First")
    assert current().number == 1
    publish(GENEROUS, by=ada, note="Second")
    assert (current().number, current().model.name) == (2, "generous")
    assert AuditEntry.objects.filter(act="model.published", by=ada).count() == 2


def test_a_document_with_a_problem_is_refused_and_nothing_is_written(ada):
    with pytest.raises(NotPublished) as refused:
        publish(STRICT.replace("points: 100", "punkte: 100"), by=ada)
    assert refused.value.problems[0].line == 11
    assert not ModelVersion.objects.exists()


def test_a_document_whose_own_test_fails_is_refused(ada):
    failing = STRICT + "tests:\n  ann: {events: [{event: Demo Requested, at: -0d}], expect: {stage: mql}}\n"
    (problem,) = check(failing)
    assert "ann" in problem.message
    with pytest.raises(NotPublished):
        publish(failing, by=ada)


def test_a_trait_that_nobody_ever_had_is_refused_until_somebody_has_it(website, work, ada):
    rule = "          fit: {trait: favourite_colour, cases: [{eq: red, points: 1}]}\n"
    asks = STRICT.replace("          demo:", f"{rule}          demo:")
    assert "favourite_colour" in check(asks)[0].message
    website.identify("ann", email="ann@reader.example", favourite_colour="red")
    work()
    assert check(asks) == []


def test_midnight_is_the_organisations_as_it_was_when_published(ada):
    organisation = Organisation.get()
    organisation.time_zone = "Europe/Zurich"
    organisation.save()
    publish(STRICT, by=ada)
    organisation.time_zone = "America/New_York"
    organisation.save()
    assert current().model.timezone == "Europe/Zurich"


def test_the_starter_model_can_be_published(ada):
    assert check(starter("b2b-saas")) == []


def test_a_standing_that_is_thrown_away_is_made_again_without_a_word(website, strict_model, work, sam, time):
    _reader(website, "ann", 5)
    website.track("Demo Requested", "ann")
    work()
    time.shift(timedelta(hours=1))
    publish(GENEROUS, by=None)
    time.shift(timedelta(seconds=10))
    work()
    before = Standing.objects.values().get()
    told = StageChange.objects.count(), Alert.objects.count()
    Standing.objects.all().delete()
    time.shift(timedelta(minutes=1))
    website.page("/blog/1", "ann")
    work()
    after = Standing.objects.values().get()
    assert {**after, "at_us": 0, "scores": 0} == {**before, "at_us": 0, "scores": 0}
    assert (StageChange.objects.count(), Alert.objects.count()) == told
    assert Person.objects.listed().count() == 1
