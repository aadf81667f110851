"""What broke is told; what has no rhythm, or what somebody called all right, is not."""

import pytest

from handraiser import clock
from handraiser.events import keys
from handraiser.insight.breakages import breakages, calm
from handraiser.insight.models import Pulse
from handraiser.insight.pulses import day_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def website(root):
    return keys.create_source("Website", root).source


def sent(source, name: str, days_ago: range | list[int], events: int = 5, bots: int = 0) -> None:
    today = day_of(clock.now_us())
    for ago in days_ago:
        last_us = clock.now_us() - ago * clock.DAY_US
        day = today - ago
        Pulse.objects.create(source_id=source.pk, name=name, day=day, events=events, bots=bots, last_us=last_us)


def told() -> list[tuple[str, str]]:
    return [(each.kind, each.name) for each in breakages()]


def test_a_form_that_stopped_is_told_and_the_others_are_not(website):
    sent(website, "page", range(30))
    sent(website, "Demo Requested", range(5, 30))
    sent(website, "Webinar Registered", [3, 10, 17, 24, 31])  # once a week, and three days ago
    assert told() == [("form", "Demo Requested")]
    assert breakages()[0].quiet_days == 5


def test_what_was_seldom_sent_has_no_rhythm_to_break(website):
    sent(website, "page", range(30))
    sent(website, "Trial Started", [12, 14, 20, 30])
    assert told() == []


def test_a_quiet_source_is_told_once_and_its_forms_are_not(website):
    sent(website, "page", range(4, 30))
    sent(website, "Demo Requested", range(4, 30))
    assert told() == [("source", "")]


def test_robots_keep_no_source_alive(website):
    sent(website, "page", range(5, 30))
    sent(website, "identify", range(5), events=3, bots=3)
    assert told() == [("source", "")]


def test_robots_on_the_rise_are_told_with_both_shares(website):
    sent(website, "page", range(3, 30), events=1000, bots=50)
    sent(website, "page", range(3), events=1000, bots=400)
    (found,) = breakages()
    assert (found.kind, found.share_in_words) == ("bots", "40 %")


def test_all_right_hides_it_until_it_sends_and_stops_again(website, ada):
    sent(website, "page", range(30))
    sent(website, "Demo Requested", range(9, 30))
    calm("form", website, "Demo Requested", ada)
    assert told() == []
    Pulse.objects.filter(name="Demo Requested", day=day_of(clock.now_us()) - 9).update(last_us=clock.now_us() + 1)
    assert told() == [("form", "Demo Requested")]


def test_sales_may_not_hide_anything(website, client, sam):
    client.force_login(sam)
    assert client.post(f"/calm/{website.pk}/", {"kind": "form"}).status_code == 403
