"""Which traits a model may ask for: the usual ones, and those that were ever told."""

import pytest

from handraiser.lifecycle import publishing
from handraiser.people.models import Company, Person, TraitValue

pytestmark = pytest.mark.django_db
MODEL = """
language: 1
model: small
scores:
  fit:
    range: [0, 100]
    groups:
      person:
        rules:
          asked: {trait: TRAIT, cases: [{eq: yes, points: 20}]}
labels: {fit: {A: 10}}
"""


def problems(trait: str) -> list[str]:
    return [problem.path for problem in publishing.check(MODEL.replace("TRAIT", trait))]


@pytest.mark.parametrize("trait", ["title", "company.employees", "email_domain"])
def test_the_usual_traits_may_be_asked_before_anybody_came(trait):
    assert problems(trait) == []


def test_a_trait_that_nobody_ever_told_is_refused_at_its_line(ada):
    (problem,) = publishing.check(MODEL.replace("TRAIT", "tittle"))
    assert (problem.line, problem.code) == (10, "unknown_name")
    assert "title" in problem.message
    with pytest.raises(publishing.NotPublished):
        publishing.publish(MODEL.replace("TRAIT", "tittle"), ada)


def test_a_trait_may_be_asked_once_it_was_told_of_anybody():
    assert problems("plan") == ["scores.fit.groups.person.rules.asked.trait"]
    person = Person.objects.create(first_seen_us=1, last_seen_us=1)
    TraitValue.objects.create(person=person, name="plan", value='"pro"', trust=0, set_us=1)
    assert problems("plan") == []
    assert problems("company.plan_b") != []
    company = Company.objects.create(first_seen_us=1)
    TraitValue.objects.create(company=company, name="plan_b", value='"pro"', trust=1, set_us=1)
    assert problems("company.plan_b") == []
