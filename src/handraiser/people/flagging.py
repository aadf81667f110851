"""Crawlers are flagged, never lost: a user's word on a device or a person outranks the flag, and can be taken back."""

from collections.abc import Mapping, Sequence

from django.db.models import F, QuerySet

from handraiser.events import reading
from handraiser.events.models import Flag
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people.acting import acting
from handraiser.people.models import Identity, Person, Sighting
from handraiser.people.recounting import recount

CHUNK = 500  # events


def flag_bot(whom: Identity | Person, *, by: User) -> None:
    """All its events, those to come as well, are a crawler's: kept and not scored."""
    _judge(whom, True, by)


def unflag_bot(whom: Identity | Person, *, by: User) -> None:
    """All its events, those to come as well, are a human being's."""
    _judge(whom, False, by)


def judge_all(words: Mapping[int, bool | None], *, by: User) -> dict[int, bool | None]:
    """A user's word on canonical people, by id; None: as each event was judged. Gives the word before of those changed.

    Where the word on somebody's devices differed, each event's own judgement stands for it.
    """
    before: dict[int, bool | None] = {}
    with acting(*Person.objects.filter(pk__in=words, canonical=F("pk")), by=by) as act:
        for pk, word in words.items():
            held = set(Identity.objects.filter(person__canonical=pk).values_list("bot", flat=True))
            if pk in act.book.people and held not in (set(), {word}):
                before[pk] = held.pop() if len(held) == 1 else None
                _say(list(Identity.objects.filter(person__canonical=pk).values_list("pk", flat=True)), word)
        cards = [act.book.people[pk] for pk in before]
        recount(act.book, cards)
        for card in cards:
            act.book.touch(card, act.cause.at_us)
    return before


def _say(ids: Sequence[int], word: bool | None) -> None:
    Identity.objects.filter(pk__in=ids).update(bot=word)
    seen = Sighting.objects.filter(identity__in=ids)
    if word is not None:
        seen.update(bot=word)
        return
    events = list(seen.values_list("event_id", flat=True))
    for start in range(0, len(events), CHUNK):
        some = reading.by_ids(events[start : start + CHUNK])
        crawlers = [event.id for event in some if event.flags & (Flag.BOT | Flag.HEADLESS)]
        seen.filter(event_id__in=[event.id for event in some]).update(bot=False)
        seen.filter(event_id__in=crawlers).update(bot=True)


def _judge(whom: Identity | Person, bot: bool, by: User) -> None:
    with acting(whom if isinstance(whom, Person) else whom.person, by=by) as act:
        card = act.who(whom if isinstance(whom, Person) else whom.person)
        ids = list(_identities(whom, card.id).values_list("pk", flat=True))
        _say(ids, bot)
        recount(act.book, [card])
        act.book.touch(card, act.cause.at_us)
        audit.record(
            "person.bot_flagged" if bot else "person.bot_unflagged", f"person {card.id}", by=by, identities=ids
        )


def _identities(whom: Identity | Person, canonical: int) -> QuerySet[Identity]:
    if isinstance(whom, Identity):
        return Identity.objects.filter(pk=whom.pk)
    return Identity.objects.filter(person__canonical=canonical)
