"""Live updates: only for those who signed in, only their own, as they happen."""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from handraiser import clock
from handraiser.events import keys
from handraiser.events.models import Event
from handraiser.handoff.models import Alert, Notice
from handraiser.people.models import Person
from handraiser.web import live

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_thread(monkeypatch) -> Iterator[None]:
    """One thread that gives its connections back, so that the test database can be dropped."""
    pool = ThreadPoolExecutor(1)
    monkeypatch.setattr(live, "POOL", pool)
    yield
    pool.submit(connections.close_all).result()
    pool.shutdown()


class Browser:
    """Opens one stream and keeps what it is told, until `enough` says so or the patience ends."""

    def __init__(self, path: str, user=None) -> None:
        client = Client()
        if user:
            client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value if user else ""
        header = f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()
        self.scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"cookie", header)]}
        self.status = 0
        self.told = ""

    def listen(self, meanwhile=None, until: str = "event: unread") -> "Browser":
        asyncio.run(self._listen(meanwhile, until))
        return self

    async def _listen(self, meanwhile, until: str) -> None:
        enough = asyncio.Event()

        async def receive():
            await enough.wait()
            return {"type": "http.disconnect"}

        async def send(message):
            self.status = message.get("status", self.status)
            self.told += message.get("body", b"").decode()
            if until in self.told:
                enough.set()

        telling = asyncio.ensure_future(live.app(self.scope, receive, send))
        if meanwhile:
            await asyncio.sleep(0.7)
            await asyncio.to_thread(_closing, meanwhile)
        await asyncio.wait_for(telling, 20)  # the first page imports the whole application


def _closing(work: Callable[[], None]) -> None:
    work()
    connections.close_all()


def _alert(user, name: str = "<b>Bob</b>", number: int = 1) -> None:
    now_us = clock.now_us()
    person = Person(first_seen_us=now_us, last_seen_us=now_us, name=name, id=number, canonical_id=number)
    person.save()
    alert = Alert.objects.create(
        person=person, kind="hand_raise", once=f"event:{number}", created_us=now_us, facts=_facts(person)
    )
    Notice.objects.create(alert=alert, user=user)


def _event(source, name: str, number: int = 0) -> None:
    Event.objects.create(
        source_id=source.pk, message_id=f"m{number}", kind="track", name=name, trust=0,
        occurred_us=1, received_us=clock.now_us(), payload="{}", anonymous_id="a",
    )  # fmt: skip


def _facts(person: Person) -> dict:
    who = {"key": str(person.key), "name": person.name, "email": None, "title": "", "company": ""}
    hand_raise = {"name": "Demo Requested", "occurred_us": 1, "event": 1}
    return {"person": who, "hand_raise": hand_raise, "stage": None, "result": {}, "lines": [], "deeds": []}


def test_nobody_listens_without_signing_in():
    assert Browser("/live/alerts").listen().status == 401


def test_a_new_alert_arrives_as_a_harmless_toast(sam):
    told = Browser("/live/alerts", sam).listen(lambda: _alert(sam), until="data: 1\n").told
    assert "event: toast" in told
    assert "&lt;b&gt;Bob&lt;/b&gt;" in told


def test_an_alert_of_another_user_is_not_told(sam, ada):
    def both() -> None:
        _alert(sam)
        _alert(ada, "Eve", 2)

    told = Browser("/live/alerts", ada).listen(both, until="data: 1\n").told
    assert "Eve" in told
    assert "Bob" not in told


def test_a_source_shows_events_as_they_arrive(ada):
    source = keys.create_source("Website", None).source

    told = (
        Browser(f"/live/sources/{source.pk}", ada).listen(lambda: _event(source, "Demo Requested"), until="Demo").told
    )
    assert "Demo Requested" in told


def test_sales_may_not_watch_a_source(sam):
    source = keys.create_source("Website", None).source
    assert Browser(f"/live/sources/{source.pk}", sam).listen().status == 404


@pytest.mark.parametrize("path", ["/live/alerts", "/live/sources/{pk}"])
def test_who_is_deactivated_or_given_another_role_is_told_no_more_however_much_happens(ada, monkeypatch, path):
    monkeypatch.setattr(live, "BREATH_S", 0.9)
    source = keys.create_source("Website", None).source
    browser = Browser(path.format(pk=source.pk), ada)

    def close_the_account_and_go_on() -> None:
        fields = {"is_active": False} if path == "/live/alerts" else {"role": "viewer"}
        type(ada).objects.filter(pk=ada.pk).update(**fields)
        for number in range(10):
            time.sleep(0.3)
            _alert(ada, "Late" if number > 6 else "Early", number + 1)
            _event(source, "Late" if number > 6 else "Early", number)

    told = browser.listen(close_the_account_and_go_on, until="never").told
    assert "Late" not in told
