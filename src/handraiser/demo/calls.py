"""What a browser and a server send: one call of the Segment protocol each, before it has an id."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple

from handraiser.demo.channels import DIRECT, Came
from handraiser.demo.library import SITE, Page

Body = dict[str, Any]
AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
    " Safari/537.36": 38,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36"
    " Edg/142.0.0.0": 16,
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6"
    " Safari/605.1.15": 15,
    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0": 8,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6"
    " Mobile/15E148 Safari/604.1": 13,
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile"
    " Safari/537.36": 10,
}  # fmt: skip
_AGENTS, _SHARES = tuple(AGENTS), tuple(accumulate(AGENTS.values()))


class Call(NamedTuple):
    """One message and when it happened. `secret`: sent by a server with its secret key, else by a browser."""

    at_us: int
    secret: bool
    body: Body


@dataclass
class Browser:
    """A device. Its first call says what its owner agreed to."""

    anonymous_id: str
    agent: str
    consents: Mapping[str, bool] | None = None  # still to be said

    @classmethod
    def new(cls, chance: Random, agent: str = "") -> "Browser":
        """An ordinary one; most people agree to be counted, half of them to mail."""
        marketing = chance.random() < 0.55
        agreed = {"analytics": marketing or chance.random() < 0.8, "marketing": marketing}
        return cls(f"{chance.getrandbits(96):024x}", agent or chance.choices(_AGENTS, cum_weights=_SHARES)[0], agreed)

    def page(self, at_us: int, page: Page, came: Came = DIRECT) -> Call:
        """A page viewed; `came`: from where, on the first page of a visit."""
        url = f"{SITE}{page.path}{came.query}"
        seen: Body = {"path": page.path, "url": url, "title": page.title}
        if came.referrer:
            seen["referrer"] = came.referrer
        if came.query:
            seen["search"] = came.query
        return self._call(at_us, {"type": "page", "properties": seen})

    def track(self, at_us: int, event: str, **properties: Any) -> Call:
        """Something done."""
        return self._call(at_us, {"type": "track", "event": event, "properties": properties})

    def identify(self, at_us: int, traits: Mapping[str, Any]) -> Call:
        """A form sent: who it is."""
        return self._call(at_us, {"type": "identify", "traits": dict(traits)})

    def _call(self, at_us: int, body: Body) -> Call:
        context: Body = {"userAgent": self.agent}
        if self.consents is not None:
            context["consent"] = {"categoryPreferences": dict(self.consents)}
            self.consents = None
        return Call(at_us, False, body | {"anonymousId": self.anonymous_id, "context": context})


@dataclass(frozen=True)
class Server:
    """What our other systems (mail, CRM, enrichment) report about one known person, by e-mail address."""

    email: str
    user_id: str

    def track(self, at_us: int, event: str, agent: str = "", **properties: Any) -> Call:
        """Something that happened there; `agent`: of the browser or scanner that did it."""
        context: Body = {"traits": {"email": self.email}}
        if agent:
            context["userAgent"] = agent
        return self._call(at_us, {"type": "track", "event": event, "properties": properties, "context": context})

    def identify(self, at_us: int, traits: Mapping[str, Any]) -> Call:
        """What that system knows about the person."""
        return self._call(at_us, {"type": "identify", "traits": {"email": self.email, **traits}})

    def group(self, at_us: int, group_id: str, traits: Mapping[str, Any]) -> Call:
        """Which company the person belongs to."""
        return self._call(at_us, {"type": "group", "groupId": group_id, "traits": dict(traits)})

    def _call(self, at_us: int, body: Body) -> Call:
        return Call(at_us, True, body | {"userId": self.user_id})
