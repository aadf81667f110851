"""How a person with an address comes to us: visits before the first form, the form, and what follows by keenness."""

from dataclasses import dataclass, field
from random import Random

from handraiser.clock import DAY_US, MINUTE_US
from handraiser.demo import channels, library
from handraiser.demo.calls import Browser, Call
from handraiser.demo.cast import Role, Someone
from handraiser.demo.library import Content
from handraiser.demo.lots import Lots
from handraiser.demo.rhythm import Rhythm
from handraiser.demo.visitors import landing, reading_us

HAND_RAISES = {"Demo Requested": 55, "Contact Requested": 20, "Pricing Requested": 15, "Trial Started": 10}
_FORMS = {"newsletter": 44, "e_book": 30, "white_paper": 8, "webinar": 10, "chat": 8}
_VISITS_BEFORE = (0, 0, 0, 1, 1, 2, 3)


@dataclass
class Journey:
    """One person's calls so far. raised_us: when they asked for sales; None: never. known_us: the first form."""

    who: Someone
    chance: Random
    rhythm: Rhythm
    browser: Browser
    calls: list[Call] = field(default_factory=list)
    known_us: int | None = None
    raised_us: int | None = None
    raised_by: str = ""

    def walk(self, first_us: int, *, raises: bool) -> "Journey":
        """From the first visit on. `raises`: at the end of it they ask for sales."""
        at_us = first_us
        for _ in range(self.chance.choice(_VISITS_BEFORE)):
            at_us = self.rhythm.later(self.chance, self.visit(at_us, channels.FIRST), 6)
        at_us = self.become_known(at_us)
        for _ in range(self._visits_after(raises)):
            at_us = self.rhythm.later(self.chance, at_us, 16 - 11 * self.who.keen)
            at_us = self.come_again(at_us)
        if raises:
            self.raise_hand(self.rhythm.later(self.chance, at_us, 2.5))
        return self

    def visit(self, at_us: int, ways: channels.Ways) -> int:
        """Read a page or a few. Gives the moment of the last one."""
        ways = channels.KEEN if self.who.keen > 0.6 and ways is channels.FIRST else ways
        channel, came = channels.came(self.chance, ways)
        self.calls.append(self.browser.page(at_us, landing(self.chance, channel), came))
        return self._read_on(at_us, self.chance.choice((0, 1, 1, 2)))

    def become_known(self, at_us: int) -> int:
        """The first form, after a look around."""
        at_us = self.visit(at_us, channels.FIRST) + reading_us(self.chance)
        form = self.chance.choices(tuple(_FORMS), tuple(_FORMS.values()))[0]
        self.known_us = at_us
        if form == "newsletter":
            self.calls += [
                self.browser.page(at_us - MINUTE_US // 3, library.NEWSLETTER),
                self.browser.identify(at_us, self.who.first_form),
                self.browser.track(at_us + 1, "Newsletter Subscribed"),
            ]
        elif form == "chat":
            self.calls += [
                self.browser.track(at_us - MINUTE_US, "Chat Started"),
                self.browser.identify(at_us, self.who.first_form | {"title": self.who.title}),
            ]
        else:
            self._fill_in(at_us, self._content(form))
        return at_us

    def come_again(self, at_us: int) -> int:
        """A later visit: reads, and takes what the next step offers the keener they are."""
        keen = self.who.keen
        at_us = self.visit(at_us, channels.AGAIN)
        if self.chance.random() < 0.16 + 0.34 * keen:
            at_us += reading_us(self.chance)
            self._fill_in(at_us, self._content("e_book" if self.chance.random() < 0.7 else "white_paper"))
        if self.chance.random() < 0.10 + 0.15 * keen:
            at_us += reading_us(self.chance)
            self._watch(at_us)
        if self.chance.random() < 0.05 + 0.16 * keen:
            at_us += reading_us(self.chance)
            self.calls.append(self.browser.page(at_us, library.PRICING))
        return at_us

    def raise_hand(self, at_us: int) -> None:
        """Asks for sales, after a look at what it costs."""
        self.raised_by = self.chance.choices(tuple(HAND_RAISES), tuple(HAND_RAISES.values()))[0]
        page = library.DEMO if self.raised_by == "Demo Requested" else library.CONTACT
        self.calls += [
            self.browser.page(at_us - 6 * MINUTE_US, library.PRICING, channels.DIRECT),
            self.browser.page(at_us - 2 * MINUTE_US, page),
            self.browser.identify(at_us - 1, self.who.long_form),
            self.browser.track(at_us, self.raised_by),
        ]
        self.raised_us = at_us

    def _visits_after(self, raises: bool) -> int:
        """Most are lazy: they come once more, or never."""
        most = int(2 + 7 * self.who.keen)
        if self.who.role == Role.STUDENT:
            most = 3
        return self.chance.randint(2, most + 1) if raises else self.chance.randint(0, most)

    def _read_on(self, at_us: int, pages: int) -> int:
        ours = [post for post in library.BLOG if post.topic == self.who.topic]
        for _ in range(pages):
            at_us += reading_us(self.chance)
            post = self.chance.choice(ours if self.chance.random() < 0.6 else library.BLOG)
            self.calls.append(self.browser.page(at_us, post.page))
        return at_us

    def _content(self, kind: str) -> Content:
        offered = {"e_book": library.E_BOOKS, "white_paper": library.WHITE_PAPERS, "webinar": library.WEBINARS}[kind]
        ours = [content for content in offered if content.topic == self.who.topic]
        return self.chance.choice(ours or offered)

    def _fill_in(self, at_us: int, content: Content) -> None:
        """The long form before a download or a webinar."""
        self.calls += [
            self.browser.page(at_us - MINUTE_US, content.page),
            self.browser.identify(at_us, self.who.long_form),
        ]
        if content.kind != "webinar":
            self.calls.append(self.browser.track(at_us + 1, "Content Downloaded", **content.properties))
            return
        self.calls.append(self.browser.track(at_us + 1, "Webinar Registered", **content.properties))
        if self.chance.random() < 0.35 + 0.4 * self.who.keen:
            held_us = at_us + self.chance.randint(2, 12) * DAY_US
            self.calls.append(self.who.server.track(held_us, "Webinar Attended", **content.properties))

    def _watch(self, at_us: int) -> None:
        video = self.chance.choice(library.VIDEOS)
        self.calls += [
            self.browser.page(at_us, video.page),
            self.browser.track(at_us + 3 * MINUTE_US, "Video Watched", **video.properties),
        ]


def raises(who: Someone, lots: Lots) -> bool:
    """Whether this person will ask for sales: the better it fits and the keener they are, the likelier."""
    if who.role != Role.BUYER:
        return who.role == Role.COMPETITOR and lots.drawn(0.3)
    return lots.drawn(min(0.008 + 0.88 * who.fit * who.keen, 1.0))


def enriched(who: Someone, known_us: int, chance: Random) -> list[Call]:
    """What a register of companies adds some hours after the first form."""
    if who.firm is None or not who.tells or chance.random() < 0.5:
        return []
    firm = {"employees": who.firm.employees, "industry": who.firm.industry, "name": who.firm.name}
    return [who.server.identify(known_us + chance.randint(60, 600) * MINUTE_US, {"company": firm})]
