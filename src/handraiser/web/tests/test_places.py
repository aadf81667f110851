"""Times, dates and numbers as the user's place writes them; the house's where the user chose none."""

from decimal import Decimal

import pytest
from django.test import Client

from handraiser import clock
from handraiser.organisation import regions
from handraiser.organisation.models import Organisation
from handraiser.web.templatetags import moments

AFTERNOON_US = 1_777_816_800_000_000  # 2026-05-03 14:00 UTC, a Sunday


@pytest.mark.parametrize(
    ("region", "number", "money", "first_weekday", "clock_time"),
    [
        ("150", "1,234.5", "1,234.50 CHF", 0, "14:00"),
        ("US", "1,234.5", "CHF1,234.50", 6, "2:00\u202fPM"),
        ("CH", "1’234.5", "CHF 1’234.50", 0, "14:00"),
        ("DE", "1.234,5", "1.234,50 CHF", 0, "14:00"),
    ],
)
def test_each_region_writes_as_it_does(region, number, money, first_weekday, clock_time):
    with regions.use(region):
        assert regions.number(1234.5) == number
        assert regions.money(Decimal("1234.50"), "CHF").replace("\xa0", " ") == money
        assert regions.first_weekday() == first_weekday
        assert moments.clock_time(AFTERNOON_US) == clock_time


def test_whole_amounts_have_no_cents_and_a_minus_is_one():
    assert regions.money(Decimal("12000"), "EUR").replace("\xa0", " ") == "12,000 €"
    assert [regions.number(-3), regions.number(-0.001), regions.number(7, places=0)] == ["−3", "0", "7"]


def test_times_ago_are_short(time_machine):
    time_machine.move_to("2026-05-03T14:00:00Z", tick=False)
    ago = [moments.moment(AFTERNOON_US - span) for span in (90 * clock.MINUTE_US, 3 * clock.DAY_US, 8 * clock.DAY_US)]
    assert [each.partition(">")[2].partition("<")[0] for each in ago] == ["1h ago", "3d ago", "25 Apr"]
    assert ">in 5m<" in moments.moment(AFTERNOON_US + 5 * clock.MINUTE_US)


@pytest.mark.django_db
def test_a_user_outranks_the_house(client: Client, ada):
    Organisation.objects.update_or_create(pk=1, defaults={"region": "US"})
    client.force_login(ada)
    form = {"name": "Ada", "time_zone": "", "region": "CH", "theme": "auto"}
    assert client.post("/profile/", form).status_code == 302
    ada.refresh_from_db()
    assert ada.region == "CH"
    assert client.post("/profile/", form | {"region": "XX"}).status_code == 422
