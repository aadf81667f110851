"""Crawlers are flagged, never lost: a user's word on a device or a person outranks the flag, and can be taken back."""

from django.db.models import QuerySet

from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people.acting import acting
from handraiser.people.models import Identity, Person, Sighting
from handraiser.people.recounting import recount


def flag_bot(whom: Identity | Person, *, by: User) -> None:
    """All its events, those to come as well, are a crawler's: kept and not scored."""
    _judge(whom, True, by)


def unflag_bot(whom: Identity | Person, *, by: User) -> None:
    """All its events, those to come as well, are a human being's."""
    _judge(whom, False, by)


def _judge(whom: Identity | Person, bot: bool, by: User) -> None:
    with acting(whom if isinstance(whom, Person) else whom.person, by=by) as act:
        card = act.who(whom if isinstance(whom, Person) else whom.person)
        ids = list(_identities(whom, card.id).values_list("pk", flat=True))
        Identity.objects.filter(pk__in=ids).update(bot=bot)
        Sighting.objects.filter(identity__in=ids).update(bot=bot)
        recount(act.book, [card])
        act.book.touch(card, act.cause.at_us)
        audit.record(
            "person.bot_flagged" if bot else "person.bot_unflagged", f"person {card.id}", by=by, identities=ids
        )


def _identities(whom: Identity | Person, canonical: int) -> QuerySet[Identity]:
    if isinstance(whom, Identity):
        return Identity.objects.filter(pk=whom.pk)
    return Identity.objects.filter(person__canonical=canonical)
