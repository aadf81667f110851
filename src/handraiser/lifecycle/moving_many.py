"""Moving many people to another stage by hand, and taking moves back."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from handraiser.lifecycle.models import Move, Stage, StageChange
from handraiser.lifecycle.moving import allowed
from handraiser.organisation.models import User
from handraiser.people import locking, touching
from handraiser.people.models import Person

BY_DEALS = (Stage.OPPORTUNITY, Stage.CUSTOMER)


def move_all(people: Collection[int], to: str, *, by: User, reason: str = "") -> dict[int, int]:
    """Set the stage of canonical people, by id. Gives the move of each who was moved.

    Visitors, those whom a deal has put where they are, and those who are there already are left alone.
    Raises CannotMove.
    """
    stage = allowed(to)
    leads = Person.objects.filter(pk__in=people, canonical=F("pk"), known_us__isnull=False, erased_us=None)
    with transaction.atomic():
        at_us = locking.present(locking.hold())
        some = leads.exclude(standing__stage__in=(stage, *BY_DEALS)).order_by("pk").values_list("pk", flat=True)
        words = reason.strip()[:255]
        moves = [Move(person_id=lead, to_stage=stage, at_us=at_us, reason=words, by=by) for lead in some]
        _write(moves, at_us)
    return {move.person_id: move.pk for move in moves}


def move_once(people: Sequence[tuple[int, str]], at_us: int, reason: str, by: User) -> list[Move]:
    """Set the stage of each, in the caller's transaction, which holds the lock; the rules go on from there at once."""
    words = reason[:255]
    moves = [
        Move(person_id=lead, to_stage=to, at_us=at_us, review_us=at_us, reason=words, by=by) for lead, to in people
    ]
    _write(moves, at_us)
    return moves


def take_back(moves: Collection[int], *, by: User) -> list[int]:
    """Put people back where they stood before these moves, and under the rules again. Gives who was put back.

    Nothing is deleted: a counter-move, due for review at once, leads to the stage of before. Whoever was moved by hand
    again since, or has a deal by now, is left alone.
    """
    with transaction.atomic():
        at_us = locking.present(locking.hold())
        last = Move.objects.filter(person__canonical=OuterRef("person__canonical")).order_by("-at_us", "-pk")
        before = StageChange.objects.filter(person=OuterRef("person"), at_us__lt=OuterRef("at_us"))
        found = Move.objects.filter(pk__in=moves, pk=Subquery(last.values("pk")[:1]), takes_back=None)
        found = found.exclude(person__canonical__standing__stage__in=BY_DEALS)
        stood = Subquery(before.order_by("-at_us", "-order").values("to_stage")[:1])
        counter = [
            Move(
                person_id=move.person.canonical_id or move.person_id,
                to_stage=move.stood or Stage.LEAD,
                at_us=at_us,
                review_us=at_us,
                reason=_("Undone"),
                by=by,
                takes_back=move,
            )
            for move in found.annotate(stood=stood).select_related("person").order_by("pk")
        ]
        _write(counter, at_us)
    return [move.person_id for move in counter]


def _write(moves: Collection[Move], at_us: int) -> None:
    if moves:
        Move.objects.bulk_create(moves)
        locking.advance(at_us)
        touching.touch({move.person_id: at_us for move in moves})
