"""Every page, in light and in dark, wide and narrow: nothing serious for axe, nothing wider than the screen."""

import pytest

from tests.browser import demo
from tests.browser.conftest import problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = [
    "/",
    "/components/",
    "/people/",
    "/people/?columns=email,title,company,employees,country,stage,matrix,total,score.fit,owner,last_seen&sort=name",
    "/people/robots/",
    "/companies/",
    "/companies/{company}/",
    "/bulk-actions/",
    "/audiences/",
    "/audiences/new/",
    "/audiences/{audience}/",
    "/audiences/{audience}/edit/",
    "/tags/",
    "/alerts/",
    "/funnel/",
    "/funnel/touches/",
    "/funnel/won-early/",
    "/model/",
    "/model/edit/",
    "/model/waiting/",
    "/model/starters/",
    "/profile/",
    "/sources/",
    "/sources/{source}/",
    "/settings/api/",
    "/settings/users/",
    "/settings/organisation/",
    "/settings/privacy/",
    "/audit/",
    "/quarantine/",
    "/settings/webhooks/",
    "/deliveries/",
    "/imports/",
    "/outbox/",
    "/operations/health/",
    "/operations/outcomes/",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_fit_for_everybody(signed_in, root, path):
    page = signed_in(root, path.format(**demo.addresses(root)))
    assert problems(page) == []
    page.emulate_media(color_scheme="dark")
    assert problems(page) == []
    page.set_viewport_size({"width": 380, "height": 760})
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    assert problems(page) == []
