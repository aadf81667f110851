"""What lists show is what is recorded, whatever happened in whatever order."""

import contextlib

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handraiser.audiences import preparing
from handraiser.audiences.tests import slow_truth
from handraiser.errors import HandraiserError
from handraiser.lifecycle.models import ModelVersion, Standing
from handraiser.people import changing, claims, correcting, merging
from handraiser.people.identifying import identify
from handraiser.people.models import Company, Identity, Merge, Person, Touches
from handraiser.people.tests.conftest import Happenings
from handraiser.scoring.language import starter

pytestmark = pytest.mark.django_db
quick = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
COUNTRIES = ["CH", "\u00d6sterreich", "a\u0000b", "\ud83d\ude00", 7, None, " x" * 60]
EMPLOYEES = [5, "120", 1.5, "51-200", True, None, 10**12]


def refreshed(limit: int = 1_000) -> None:
    while people := changing.take(limit):
        preparing.refresh(people)


def said(happen: Happenings, draw) -> None:
    device = draw(st.sampled_from(["d1", "d2", "d3"]))
    trust = draw(st.sampled_from([0, 1]))
    if draw(st.booleans()):
        traits = {"employees": draw(st.sampled_from(EMPLOYEES)), "country": draw(st.sampled_from(COUNTRIES))}
        event = happen.event("group", device, draw(st.sampled_from(["u1", "u2"])), trust=1, groupId="g1", traits=traits)
    else:
        email = draw(st.sampled_from(["a@acme.com", "b@acme.com", "c@gmail.com", "d@other.com"]))
        traits = {
            "email": email,
            "country": draw(st.sampled_from(COUNTRIES)),
            "name": draw(st.sampled_from(["Ann", "B"])),
        }
        event = happen.event("identify", device, trust=trust, flags=draw(st.sampled_from([0, 0, 1])), traits=traits)
    identify([event])


def acted(draw, sam) -> None:
    people = list(Person.objects.filter(canonical__isnull=False).order_by("pk"))
    act = draw(
        st.sampled_from(
            ["merge", "undo", "owner", "trait", "claim", "company", "company_owner", "rename", "score", "touch"]
        )
    )
    if not people:
        return
    one, two = draw(st.sampled_from(people)), draw(st.sampled_from(people))
    with contextlib.suppress(HandraiserError), transaction.atomic():
        if act == "merge":
            merging.merge(one, two, by=sam)
        elif act == "undo" and (merge := Merge.objects.filter(undone_at_us=None).first()):
            merging.unmerge(merge, by=sam)
        elif act == "owner":
            correcting.set_owner(one, draw(st.sampled_from([sam, None])), by=sam)
        elif act == "trait":
            correcting.set_trait(one, "company.industry", draw(st.sampled_from(["Software", None])), by=sam)
        elif act == "claim" and (claim := Identity.objects.filter(claimed=True).first()):
            draw(st.sampled_from([claims.confirm, claims.cut]))(claim, by=sam)
        elif act == "company_owner" and (company := Company.objects.first()):
            correcting.set_owner_of(company, draw(st.sampled_from([sam, None])), by=sam)
        elif act == "company":
            correcting.set_company(one, Company.objects.first(), by=sam)
        elif act == "rename":
            sam.name = draw(st.sampled_from(["Sam", ""]))
            sam.save()
        elif act == "score":
            score(one)
        elif act == "touch":
            touch(one)


def score(person: Person) -> None:
    """A result as scoring writes it."""
    version, _ = ModelVersion.objects.get_or_create(
        number=1, defaults={"document": starter("b2b-saas"), "published_us": 0}
    )
    given = {"stage": "mql", "total": person.pk, "matrix": "A1", "scores": {"fit": 5, "engagement": None}}
    given["labels"] = {"fit": "A", "engagement": None}
    Standing.objects.update_or_create(person=person, defaults={"version": version, "at_us": 1, **given})


def touch(person: Person) -> None:
    """Where the person came from, as `people.first_and_last` writes it."""
    came = dict.fromkeys(("source", "medium", "campaign", "referrer", "landing"), "x") | {"us": 1, "channel": "search"}
    values = {f"{when}_{name}": value for name, value in came.items() for when in ("first", "last")}
    Touches.objects.update_or_create(person=person, defaults=values)
    changing.mark([person.pk])


@quick
@given(data=st.data())
def test_what_is_prepared_equals_the_slow_truth(data, sam):
    happen = Happenings()
    with transaction.atomic():
        for _ in range(data.draw(st.integers(1, 10))):
            said(happen, data.draw) if data.draw(st.booleans()) else acted(data.draw, sam)
            if data.draw(st.booleans()):
                refreshed(data.draw(st.sampled_from([1, 2, 1_000])))
        refreshed()
        slow_truth.check()
        transaction.set_rollback(True)
