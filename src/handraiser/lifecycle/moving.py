"""Moving somebody to another stage by hand."""

from django.db import transaction
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.lifecycle.models import Move, Stage
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people import locking, touching
from handraiser.people.models import Person

BY_HAND = (Stage.LEAD, Stage.MQL, Stage.SQL, Stage.DISQUALIFIED)


class CannotMove(HandraiserError):
    """No move by hand leads there."""


def move(person: Person, to: str, by: User, review_us: int | None, reason: str) -> Move:
    """Set the stage; the worker writes the change. Outranks the rules until `review_us` or the next hand-raise.

    Raises CannotMove.
    """
    allowed(to)
    with transaction.atomic():
        at_us = locking.present(locking.hold())
        lead = Person.objects.get(folded=person)
        _check(lead, review_us, at_us)
        moved = Move.objects.create(
            person=lead, to_stage=to, at_us=at_us, review_us=review_us, reason=reason.strip()[:255], by=by
        )
        locking.advance(at_us)
        touching.touch({lead.pk: at_us})
        audit.record("person.moved", f"person {lead.pk}", by=by, to=to, review_us=review_us)
        return moved


def allowed(to: str) -> Stage:
    """The stage, where people may be moved by hand. Raises CannotMove."""
    if to not in BY_HAND:
        told = {"stage": to[:20], "allowed": ", ".join(BY_HAND)}
        raise CannotMove(_("Nobody is moved to %(stage)s by hand; allowed: %(allowed)s.") % told)
    return Stage(to)


def _check(lead: Person, review_us: int | None, at_us: int) -> None:
    if lead.known_us is None:
        raise CannotMove(
            _("A visitor becomes a lead by giving an e-mail or a user id; until then there is nobody to move.")
        )
    if review_us is not None and review_us <= at_us:
        raise CannotMove(
            _("The review date %(day)s is past; choose a later day.") % {"day": f"{clock.from_us(review_us):%Y-%m-%d}"}
        )
