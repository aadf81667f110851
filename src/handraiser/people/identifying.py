"""Who are they? A batch of events becomes sightings, identities, links, traits and companies."""

from collections.abc import Sequence
from dataclasses import dataclass

from handraiser.events.reading import EventRow
from handraiser.people import backfilling, believing, loading, locking, said, writing
from handraiser.people.admitting import Door, OpenDoor
from handraiser.people.book import Book, Cause, Sight
from handraiser.people.cards import IdentityCard, PersonCard
from handraiser.people.recognising import recognise
from handraiser.people.said import Said


@dataclass(frozen=True)
class Identified:
    """What a batch did."""

    people: frozenset[int]  # canonical people to be scored anew
    sightings: int  # events that were new and are somebody's
    newest_us: int  # the newest moment given out


def identify(rows: Sequence[EventRow], door: Door | None = None) -> Identified:
    """Take events in arrival order, inside the caller's transaction. An event that was taken before does nothing."""
    newest_us, door = locking.hold(), door or OpenDoor()
    sayings = door.admit([said.read(row) for row in rows])
    book = loading.for_events(newest_us, sayings)
    for each in sayings:
        if each.event.id not in book.seen:
            book.seen.add(each.event.id)
            _take(book, each, door)
    door.close()
    return Identified(writing.write(book), len(book.staged.sightings), book.newest_us)


def _take(book: Book, each: Said, door: Door) -> None:
    """The event acts when it arrived, and always after what was taken before it; history when it occurred."""
    taken_us = max(each.event.received_us, book.newest_us + 1)
    each.known_us = min(each.event.occurred_us, taken_us) if each.is_history else taken_us
    cause = Cause(each.trust, each.known_us, each.event.id, source_id=each.event.source_id)
    identity = recognise(book, each, cause)
    if identity is None:
        return
    book.newest_us = taken_us
    if each.is_history:
        backfilling.reach_back(book, each, identity)
    if door.keeps(each, identity.person):
        _see(book, each, identity)
        believing.believe(book, each, identity.person, cause)
    elif believing.believe_consents(book, each, identity.person, cause):
        _see(book, each, identity)  # it is the proof
    else:
        door.withhold(each)
    book.touch(identity.person.canonical, taken_us)


def _see(book: Book, each: Said, identity: IdentityCard) -> None:
    event, person = each.event, identity.person
    bot = each.bot if identity.bot is None else identity.bot
    held = not person.speaks and event.source_id in book.strict
    book.staged.sightings.append(Sight(event.id, identity, each.known_us, event.occurred_us, bot, held))
    for whose in {person, person.canonical}:
        _extend(whose, event.occurred_us, bot)
        book.staged.changed_people.add(whose)


def _extend(person: PersonCard, occurred_us: int, bot: bool) -> None:
    """A crawler's visit moves `last_seen_us` only of those of whom nothing else was seen."""
    person.first_seen_us = min(person.first_seen_us, occurred_us)
    if person.bot and not bot:
        person.last_seen_us, person.bot = occurred_us, False
    elif person.bot == bot:
        person.last_seen_us = max(person.last_seen_us, occurred_us)
