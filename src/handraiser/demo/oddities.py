"""What makes real data hard: shared devices, second addresses, competitors, our own staff, and people who leave."""

from collections.abc import Iterator, Sequence
from random import Random

from faker import Faker

from handraiser.clock import DAY_US, HOUR_US
from handraiser.demo.calls import Browser, Call
from handraiser.demo.cast import Role, Someone, elsewhere, outsider
from handraiser.demo.journeys import Journey
from handraiser.demo.rhythm import Rhythm

COMPETITOR, STAFF = "rival.example", "acme.example"  # as the starter model names them
_NUMBERS_FROM = 9_100


def outsiders(chance: Random, rhythm: Rhythm, invent: Faker, count: int) -> Iterator[Journey]:
    """Competitors who read everything, and our own people who try the forms."""
    for number in range(count):
        role, domain = (Role.COMPETITOR, COMPETITOR) if number % 2 else (Role.STAFF, STAFF)
        who = outsider(_NUMBERS_FROM + number, invent, chance, role, domain)
        journey = Journey(who, chance, rhythm, Browser.new(chance))
        yield journey.walk(rhythm.moment(chance), raises=role == Role.COMPETITOR and number % 4 == 1)


def second_addresses(chance: Random, rhythm: Rhythm, journeys: Sequence[Journey], count: int) -> Iterator[Journey]:
    """People who come again with another device and their private address: two rows that are one person."""
    for number, before in enumerate(chance.sample(journeys, min(count, len(journeys)))):
        who = elsewhere(before.who, _NUMBERS_FROM + 400 + number)
        journey = Journey(who, chance, rhythm, Browser.new(chance))
        yield journey.walk(rhythm.later(chance, before.calls[-1].at_us, 10), raises=False)


def shared_devices(chance: Random, rhythm: Rhythm, journeys: Sequence[Journey], count: int) -> Iterator[Call]:
    """A colleague subscribes at somebody else's desk: one device, two people."""
    hosts = [journey for journey in journeys if journey.who.firm and journey.known_us is not None]
    for host, guest in zip(
        chance.sample(hosts, min(count, len(hosts))), chance.sample(hosts, min(count, len(hosts))), strict=True
    ):
        at_us = rhythm.later(chance, max(host.calls[-1].at_us, guest.calls[-1].at_us), 5)
        yield host.browser.identify(at_us, guest.who.first_form)
        yield host.browser.track(at_us + 1, "Newsletter Subscribed")


def leaving(chance: Random, journeys: Sequence[Journey], count: int) -> dict[int, Call]:
    """By the person's number: the mail that came back, after which nothing is heard of them."""
    gone = chance.sample(journeys, min(count, len(journeys)))
    return {journey.who.number: _bounced(journey.who, journey.calls[-1].at_us, chance) for journey in gone}


def _bounced(who: Someone, last_us: int, chance: Random) -> Call:
    at_us = last_us + chance.randint(3, 30) * DAY_US + chance.randrange(HOUR_US)
    return who.server.track(at_us, "Email Bounced", reason="no such mailbox")
