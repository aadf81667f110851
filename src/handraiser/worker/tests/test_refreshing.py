"""The lists follow what happens without anybody telling them."""

import pytest

from handraiser.audiences.models import Listed, ListedCompany
from handraiser.audiences.tests import slow_truth

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_lead_stands_in_the_list_once_the_worker_is_idle(website, starter_model, work):
    website.page("/", "d1")
    website.identify("d1", email="bob@bobco.com", title="Head of Operations")
    website.company("d1", "g1", "u1", name="Bobco", employees=120, industry="software")
    work()
    slow_truth.check()
    bob = Listed.objects.get()
    assert (bob.stage, bob.company_name, bob.employees) == ("lead", "Bobco", 120)
    assert bob.score_1 > 0
    assert ListedCompany.objects.get().leads == 1


def test_a_company_said_to_be_larger_is_larger_in_the_list(website, work):
    website.company("d1", "g1", "u1", name="Bobco", employees=120)
    work()
    website.company("d2", "g1", "u2", name="Bobco AG", employees=130)
    work()
    slow_truth.check()
    assert {(row.company_name, row.employees) for row in Listed.objects.all()} == {("Bobco AG", 130)}
