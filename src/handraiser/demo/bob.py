"""Bob, whose story the product must tell from end to end: from a search to the demo request of last Tuesday."""

from datetime import timedelta
from random import Random

from handraiser.clock import MINUTE_US
from handraiser.demo import library
from handraiser.demo.calls import Browser, Call
from handraiser.demo.cast import Someone
from handraiser.demo.channels import DIRECT, SEARCH, Came, by_mail
from handraiser.demo.firms import Firm
from handraiser.demo.journeys import Journey
from handraiser.demo.library import Content, Page
from handraiser.demo.rhythm import Rhythm, at, last_tuesday

FIRM = Firm("BobCo", "bobco.example", 120, "software", "CH", "de_CH", 0.9)
BOB = Someone(
    9_000, "Bob Keller", "bob@bobco.example", "Head of Operations", FIRM, "CH", 0.9, 0.95, "best practices", True
)
_CAMPAIGN = "best-practices-series"


def bob(rhythm: Rhythm, chance: Random) -> Journey:
    """Three weeks, told in days before the Tuesday; the list in docs/how-to/look-at-a-demo.md says the same."""
    return Story(rhythm, chance).tell()


class Story:
    """Bob's calls, in the order in which they happen."""

    def __init__(self, rhythm: Rhythm, chance: Random) -> None:
        self._tuesday = last_tuesday(rhythm.until_us)
        self._browser = Browser.new(chance)
        self._browser.consents = {"analytics": True, "marketing": True}
        self._journey = Journey(BOB, chance, rhythm, self._browser)

    def tell(self) -> Journey:
        """All of it."""
        self._subscribes()
        self._learns()
        self._asks()
        return self._journey

    def _subscribes(self) -> None:
        """He searches for "project management best practices", reads a post and subscribes: a lead."""
        self._page(19, 10, 4, library.BEST_PRACTICES.page, SEARCH[0][0])
        self._page(19, 10, 9, library.NEWSLETTER)
        known_us = self._at(19, 10, 10)
        self._journey.known_us = known_us
        self._add(self._browser.identify(known_us, BOB.first_form))
        self._add(self._browser.track(known_us + 1, "Newsletter Subscribed"))

    def _learns(self) -> None:
        """Two weeks: a product video, more posts, two e-books, and a white paper whose form asks who he is: an MQL."""
        self._page(16, 12, 40, library.VIDEOS[0].page, by_mail(_CAMPAIGN))
        self._add(self._browser.track(self._at(16, 12, 44), "Video Watched", **library.VIDEOS[0].properties))
        self._page(14, 8, 15, library.BLOG[1].page, by_mail(_CAMPAIGN))
        self._page(14, 8, 21, library.BLOG[3].page)
        self._downloads(12, 9, 30, library.E_BOOKS[0])
        self._downloads(9, 13, 5, library.E_BOOKS[1])
        self._page(7, 16, 20, library.PRICING)
        self._add(self._browser.identify(self._at(5, 10, 31), BOB.long_form))
        self._downloads(5, 10, 32, library.WHITE_PAPERS[0])
        self._page(1, 17, 2, library.CASE_STUDIES[0].page, by_mail(_CAMPAIGN))
        self._page(1, 17, 9, library.PRICING)

    def _asks(self) -> None:
        """On the Tuesday he opens the pricing page for the third time and asks for a demo: an SQL."""
        self._page(0, 10, 6, library.PRICING)
        self._page(0, 10, 11, library.DEMO)
        asked_us = self._at(0, 10, 12)
        self._add(self._browser.track(asked_us, "Demo Requested"))
        self._journey.raised_us = asked_us
        self._add(BOB.server.track(asked_us + 9 * MINUTE_US, "Lead Accepted", owner="sam@acme.example"))

    def _downloads(self, days: int, hour: int, minute: int, content: Content) -> None:
        self._page(days, hour, minute - 2, content.page)
        self._add(self._browser.track(self._at(days, hour, minute), "Content Downloaded", **content.properties))

    def _page(self, days: int, hour: int, minute: int, page: Page, came: Came = DIRECT) -> None:
        self._add(self._browser.page(self._at(days, hour, minute), page, came))

    def _at(self, days: int, hour: int, minute: int) -> int:
        """So many days before the Tuesday."""
        return at(self._tuesday - timedelta(days=days), hour, minute)

    def _add(self, call: Call) -> None:
        self._journey.calls.append(call)
