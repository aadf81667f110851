"""A website and a server whose events come in through the collector's judgement and its store."""

import itertools
from collections.abc import Sequence
from typing import Any

from handraiser import clock
from handraiser.events import keys
from handraiser.events.judging import judge
from handraiser.events.rows import Key, NewEvent, Sending
from handraiser.events.stores import open_store

BROWSER = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
PUBLIC, SECRET = 0, 1


class Website:
    """Tells what people do. Each call is one event, stored at once; `trust` 1 is the server's word."""

    def __init__(self) -> None:
        self.source = keys.create_source(f"Website {clock.now_us()}", None).source
        self._numbers = itertools.count(1)

    def page(self, path: str, device: str, **more: Any) -> None:
        """A page viewed."""
        self.send({"type": "page", "anonymousId": device, "properties": {"path": path}, **more})

    def track(self, name: str, device: str, trust: int = PUBLIC, **more: Any) -> None:
        """Something done."""
        self.send({"type": "track", "event": name, "anonymousId": device, **more}, trust=trust)

    def identify(self, device: str, trust: int = PUBLIC, user: str | None = None, **traits: Any) -> None:
        """Who it is."""
        self.send({"type": "identify", "anonymousId": device, "userId": user, "traits": traits}, trust=trust)

    def company(self, device: str, group: str, user: str, **traits: Any) -> None:
        """Which company: only a server is believed."""
        message = {"type": "group", "anonymousId": device, "userId": user, "groupId": group, "traits": traits}
        self.send(message, trust=SECRET)

    def send(self, *messages: dict[str, Any], trust: int = PUBLIC, flags: int = 0) -> None:
        """Store messages in one commit."""
        store_events([self.event(message, trust, flags) for message in messages])

    def event(self, message: dict[str, Any], trust: int = PUBLIC, flags: int = 0) -> NewEvent:
        """As the collector judges it."""
        sending = Sending(
            Key(0, self.source.pk, trust, "", False), b"", clock.now_us(), user_agent=BROWSER, flags=flags
        )
        judged = judge({"messageId": f"m{next(self._numbers)}", **message}, 0, sending)
        assert isinstance(judged, NewEvent), judged
        return judged


def store_events(events: Sequence[NewEvent]) -> None:
    """As the collector's writer does."""
    store = open_store()
    try:
        store.write(list(events), [])
    finally:
        store.close()
