"""Rollups over a company's people: whoever is touched touches colleagues, and only where the model asks for it."""

from datetime import timedelta

import pytest

from handraiser import clock
from handraiser.lifecycle.models import Stage, Standing
from handraiser.lifecycle.publishing import publish
from handraiser.people.correcting import set_company
from handraiser.people.merging_companies import merge
from handraiser.people.models import Company, Person, Rescore

pytestmark = pytest.mark.django_db(transaction=True)

ALONE = """
language: 1
model: alone
scores:
  interest:
    range: [0, 100]
    groups: {doing: {rules: {seen: {event: Seen, points: 10, within: 2d}}}}
"""
TOGETHER = (
    ALONE
    + """
  account:
    range: [0, 100]
    groups:
      people:
        rules:
          hot: {rollup: {of: interest, over: company, agg: sum}, cases: [{gte: 20, points: 50}, {gte: 10, points: 20}]}
stages:
  - {to: mql, from: [lead], if: {score: {account: {gte: 20}}}}
"""
)


@pytest.fixture
def crew(website, time, work):
    """Ann and Bob of one company, and Eve of another."""

    def begin(document: str) -> None:
        publish(document, by=None)
        for device, email in (("a", "ann@acme.example"), ("b", "bob@acme.example"), ("e", "eve@else.example")):
            website.identify(device, email=email)
        work()
        time.shift(timedelta(hours=1))

    return begin


def _of(name: str) -> Person:
    return Person.objects.get(email__startswith=name)


def _account(name: str) -> int:
    return Standing.objects.get(person=_of(name)).scores["account"] // 1_000_000


def test_what_one_does_moves_the_colleagues_and_nobody_else(crew, website, work):
    crew(TOGETHER)
    before = Standing.objects.get(person=_of("eve")).at_us
    website.track("Seen", "a")
    work()
    assert [_account(name) for name in ("ann", "bob", "eve")] == [20, 20, 0]
    assert Standing.objects.get(person=_of("bob")).stage == Stage.MQL
    assert Standing.objects.get(person=_of("eve")).at_us == before


def test_without_rollups_no_colleague_is_scored(crew, website, work):
    crew(ALONE)
    before = Standing.objects.get(person=_of("bob")).at_us
    website.track("Seen", "a")
    work()
    assert Standing.objects.get(person=_of("bob")).at_us == before


def test_what_ends_by_itself_ends_for_the_colleagues_when_it_does(crew, website, work, time):
    crew(TOGETHER)
    at_us = clock.now_us()
    website.track("Seen", "a")
    work()
    due = set(Rescore.objects.filter(person__in=[_of("ann").pk, _of("bob").pk]).values_list("due_us", flat=True))
    (due_us,) = due
    assert 0 <= due_us - at_us - 2 * clock.DAY_US < clock.SECOND_US
    time.shift(timedelta(days=2, seconds=10))
    work()
    assert [_account(name) for name in ("ann", "bob")] == [0, 0]


def test_who_leaves_takes_the_points_along(crew, website, work, sam):
    crew(TOGETHER)
    website.track("Seen", "a")
    work()
    set_company(_of("ann"), None, by=sam)
    work()
    assert [_account(name) for name in ("ann", "bob")] == [0, 0]


def test_who_joins_brings_them(crew, website, work, sam):
    crew(TOGETHER)
    website.track("Seen", "a")
    work()
    set_company(_of("eve"), Company.objects.get(domain="acme.example"), by=sam)
    website.track("Seen", "e")
    work()
    assert [_account(name) for name in ("ann", "bob", "eve")] == [50, 50, 50]


def test_companies_that_are_merged_are_one(crew, website, work, sam):
    crew(TOGETHER)
    website.track("Seen", "a")
    website.track("Seen", "e")
    work()
    kept, folded = Company.objects.get(domain="acme.example"), Company.objects.get(domain="else.example")
    merge(kept, folded, by=sam, name=kept, domain=kept)
    work()
    assert [_account(name) for name in ("ann", "bob", "eve")] == [50, 50, 50]
