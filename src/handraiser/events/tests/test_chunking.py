"""However a sender cuts, repeats and mixes its batches, the same events end up in the log."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handraiser.events.collector import Collector
from handraiser.events.models import Event
from handraiser.events.tests.conftest import Asked, ask, basic

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES = st.lists(
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["track", "page", "identify", "nonsense"]),
            "event": st.sampled_from(["A", "B", ""]),
            "anonymousId": st.sampled_from(["a", "b", None]),
            "messageId": st.integers(0, 12).map(str),
        }
    ),
    max_size=15,
    unique_by=lambda message: message["messageId"],
)


@st.composite
def ways_to_send(draw):
    """The messages, and requests that hold each of them at least once."""
    messages = draw(MESSAGES)
    cuts = sorted(draw(st.lists(st.integers(0, len(messages)), max_size=4)))
    edges = [0, *cuts, len(messages)]
    chunks = [messages[start:end] for start, end in pairwise(edges)]
    repeated = draw(st.lists(st.sampled_from(chunks), max_size=3))
    return messages, chunks + repeated, draw(st.booleans())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(way=ways_to_send())
def test_cutting_and_repeating_batches_never_changes_what_is_stored(website, way):
    messages, requests, at_once = way
    assert _stored_by(website, [messages], at_once) == _stored_by(website, requests, at_once)


def _stored_by(website, batches: list[list[dict]], at_once: bool) -> list[tuple]:
    Event.objects.all().delete()
    asyncio.run(_send(website, batches, at_once))
    return sorted(Event.objects.values_list("message_id", "kind", "name", "anonymous_id", "payload"))


async def _send(website, batches: list[list[dict]], at_once: bool) -> None:
    collector = Collector()
    await collector.start()
    asked = [Asked("/v1/batch", {"batch": batch}, basic(website.public_key)) for batch in batches]
    if at_once:
        await asyncio.gather(*(ask(collector, each) for each in asked))
    else:
        for each in asked:
            await ask(collector, each)
    await collector.stop()
