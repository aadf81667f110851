"""Group commit: durable before the answer, one bad row never stops the others, a lost database loses nothing."""

import asyncio
import threading

import pytest
from django.db import connections

from handraiser.clock import now_us
from handraiser.events import committing
from handraiser.events.collector import Collector
from handraiser.events.models import Arrival, Refusal
from handraiser.events.stores import open_store
from handraiser.events.tests.conftest import Asked, ask, basic, on_sqlite, quarantined, stored, track

pytestmark = pytest.mark.django_db(transaction=True)


class Gate:
    """The real store behind a gate; counts the commits."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.commits = 0
        self._store = open_store()
        self.away, self.faults, self.close = self._store.away, self._store.faults, self._store.close
        self.write_one_by_one = self._store.write_one_by_one

    def write(self, events, refusals) -> None:
        self.open.wait()
        self.commits += 1
        self._store.write(events, refusals)


def test_nobody_is_answered_before_the_commit_and_those_who_wait_share_one(website):
    gates: list[Gate] = []

    def gate() -> Gate:
        gates.append(Gate())
        return gates[0]

    async def story():
        collector = Collector(gate)
        await collector.start()
        sending = [asyncio.create_task(ask(collector, _track(website, str(n)))) for n in range(50)]
        done, _ = await asyncio.wait(sending, timeout=0.3)
        assert not done
        assert await asyncio.to_thread(_count) == 0
        gates[0].open.set()
        replies = await asyncio.gather(*sending)
        await collector.stop()
        return replies

    assert {reply.status for reply in asyncio.run(story())} == {200}
    assert len(stored()) == 50
    assert gates[0].commits <= 3


def test_arrival_is_stamped_strictly_rising_also_when_the_clock_goes_back(collect, website, monkeypatch):
    collect(*(_track(website, f"a{n}") for n in range(20)))
    monkeypatch.setattr("handraiser.events.stores.stamping.now_us", lambda: now_us() - 3_600_000_000)
    collect(*(_track(website, f"b{n}") for n in range(20)))
    received = [row.received_us for row in stored()]
    assert len(set(received)) == 40
    assert received == sorted(received)
    assert all(row.occurred_us <= row.received_us for row in stored())


def test_a_row_that_the_database_refuses_is_quarantined_and_the_others_stored(collect, website, refusing_trigger):
    replies = collect(*(_track(website, name) for name in ("one", "poison", "two", "three")))
    assert {reply.status for reply in replies} == {200}
    assert {row.message_id for row in stored()} == {"one", "two", "three"}
    (row,) = quarantined()
    assert (row.reason, row.source_id) == (Refusal.REFUSED_BY_STORE, website.source.pk)
    assert "no poison" in row.detail
    assert '"poison"' in row.payload
    if not on_sqlite():
        assert set(Arrival.objects.values_list("event_id", flat=True)) == {row.id for row in stored()}


def test_an_event_reaches_the_inbox_once(collect, website):
    if on_sqlite():
        pytest.skip("SQLite reads by a cursor")
    collect(_track(website, "one"), _track(website, "one"), Asked("/v1/track", {"event": 1}, basic(website.public_key)))
    collect(_track(website, "one"), _track(website, "two"))
    assert sorted(Arrival.objects.values_list("event_id", flat=True)) == [row.id for row in stored()]
    assert len(stored()) == 2


def test_a_lost_connection_is_made_anew_and_nothing_is_lost(website):
    if on_sqlite():
        pytest.skip("a file is never lost")

    async def story():
        collector = Collector()
        await collector.start()
        first = await ask(collector, _track(website, "one"))
        await asyncio.to_thread(_end_other_connections)
        second = await ask(collector, _track(website, "two"))
        await collector.stop()
        return first, second

    assert [reply.status for reply in asyncio.run(story())] == [200, 200]
    assert [row.message_id for row in stored()] == ["one", "two"]


class Away:
    """A store that is away the first times, or for ever."""

    away, faults = (ConnectionError,), (ValueError,)

    def __init__(self, tries: int) -> None:
        self.tries = tries

    def __call__(self):
        self.tries -= 1
        if self.tries >= 0:
            raise ConnectionError("gone")
        return open_store()


def test_a_store_that_comes_back_in_time_is_waited_for(collect, website):
    assert collect(_track(website, "one"), collector=Collector(Away(3)))[0].status == 200
    assert len(stored()) == 1


def test_a_store_that_stays_away_is_said_so_and_health_knows(website, monkeypatch):
    monkeypatch.setattr(committing, "PATIENCE", 0.2)
    monkeypatch.setattr("handraiser.events.collector.AWAY", 0.1)

    async def story():
        collector = Collector(Away(1000))
        await collector.start()
        reply = await ask(collector, _track(website, "one"))
        health = await ask(collector, Asked("/health", method="GET"))
        await collector.stop()
        return reply, health

    reply, health = asyncio.run(story())
    assert (reply.status, reply.json["code"], reply.headers["retry-after"]) == (503, "store_away", "5")
    assert (health.status, health.json["status"]) == (503, "store_away")
    assert stored() == []


def test_ending_writes_what_waits(website):
    async def story():
        collector = Collector()
        await collector.start()
        sending = [asyncio.create_task(ask(collector, _track(website, str(n)))) for n in range(30)]
        await asyncio.sleep(0.02)
        await collector.stop()
        return await asyncio.gather(*sending)

    assert {reply.status for reply in asyncio.run(story())} == {200}
    assert len(stored()) == 30


def test_a_sender_that_leaves_stops_nobody_else(website):
    async def story():
        collector = Collector()
        await collector.start()
        leaving = asyncio.create_task(ask(collector, _track(website, "leaves")))
        await asyncio.sleep(0)
        leaving.cancel()
        reply = await ask(collector, _track(website, "stays"))
        await collector.stop()
        return reply

    assert asyncio.run(story()).status == 200
    assert "stays" in {row.message_id for row in stored()}


@pytest.fixture
def refusing_trigger(db):
    """The database refuses every event of the name "poison"."""
    alias = "events" if on_sqlite() else "default"
    with connections[alias].cursor() as cursor:
        if on_sqlite():
            cursor.execute(
                "CREATE TRIGGER refuse BEFORE INSERT ON events_event WHEN new.message_id = 'poison'"
                " BEGIN SELECT RAISE(ABORT, 'no poison'); END"
            )
        else:
            cursor.execute(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                " IF new.message_id = 'poison' THEN RAISE 'no poison'; END IF; RETURN new; END $$"
            )
            cursor.execute("CREATE TRIGGER refuse BEFORE INSERT ON events_event FOR EACH ROW EXECUTE FUNCTION refuse()")
    yield
    with connections[alias].cursor() as cursor:
        cursor.execute("DROP TRIGGER refuse" if on_sqlite() else "DROP TRIGGER refuse ON events_event")
        if not on_sqlite():
            cursor.execute("DROP FUNCTION refuse")


def _track(website, message_id: str) -> Asked:
    return Asked("/v1/track", track(messageId=message_id), basic(website.public_key))


def _count() -> int:
    try:
        return len(stored())
    finally:
        connections.close_all()


def _end_other_connections() -> None:
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%events_arrival%'"
            )
            assert cursor.fetchall()
    finally:
        connections.close_all()
