"""The demo's own clock, the order of arrival, and the cuts between two rounds of the worker."""

from random import Random

import pytest

from handraiser import clock
from handraiser.demo.arriving import LATEST_US, Played
from handraiser.demo.calls import Browser
from handraiser.demo.loading import CHUNK, Clock, chunks
from handraiser.demo.lots import Lots
from handraiser.events.judging import judge
from handraiser.events.rows import Key, NewEvent, Sending


def test_the_present_is_that_of_the_clock_in_force():
    with clock.by(Clock(17)):
        assert clock.now_us() == 17
    assert clock.now_us() > 1_700_000_000_000_000


def test_the_machines_clock_is_back_when_playing_fails():
    with pytest.raises(ZeroDivisionError), clock.by(Clock(17)):
        _ = 1 / 0
    assert clock.now_us() > 1_700_000_000_000_000


def test_each_event_arrives_after_it_happened_and_after_the_one_before():
    events = [_event(number, at_us) for number, at_us in enumerate((50, 1_000_000, 1_000_001, 90_000_000))]
    stamps = list(Played(0).take(events))
    assert stamps == sorted(set(stamps))
    assert all(0 < stamp - event.occurred_us <= LATEST_US for stamp, event in zip(stamps, events, strict=True))


def test_a_round_ends_with_each_request_for_sales():
    browser = Browser("device", "agent")
    names = ["Video Watched"] * 3 + ["Demo Requested"] + ["Video Watched"] * (CHUNK + 1)
    calls = [browser.track(number, name) for number, name in enumerate(names)]
    assert [len(chunk) for chunk in chunks(calls)] == [4, CHUNK, 1]


def test_lots_come_out_as_often_as_they_should():
    lots = Lots(Random(5))
    assert sum(lots.drawn(0.3) for _ in range(50)) in (14, 15, 16)


def _event(number: int, at_us: int) -> NewEvent:
    message = {
        "type": "track",
        "event": "Seen",
        "anonymousId": "a",
        "messageId": f"m{number}",
        "timestamp": at_us / 1e6,
    }
    judged = judge(message, 0, Sending(Key(0, 1, 0, "", False), b"", 10**15))
    assert isinstance(judged, NewEvent)
    return judged
