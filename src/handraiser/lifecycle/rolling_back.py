"""Going back to a version that was in force: as a draft for both teams, or at once in an emergency."""

from django.db import transaction
from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError
from handraiser.lifecycle import drafting
from handraiser.lifecycle.drafting import Wording, said
from handraiser.lifecycle.drafts import Draft
from handraiser.lifecycle.models import ModelVersion
from handraiser.lifecycle.publishing import Order, put_in_force
from handraiser.organisation.models import Organisation, Role, User


class NotTheVersionBefore(HandraiserError):
    """Only the version before the one in force can be rolled back to without signatures."""

    status = 409


class NotAnAdministrator(HandraiserError):
    """Somebody else wanted to publish without signatures."""

    status = 403


def draft_of(version: ModelVersion, why: str, by: User) -> Draft:
    """A draft that says what the version said, to be proposed and signed like any other. Raises NeedsWords."""
    why = said(why, _("Say why to go back to that version."))
    wording = Wording(version.document, why, drafting.newest_number())
    if wording.base == version.number:
        raise NotTheVersionBefore(_("That version is in force: there is nothing to go back to."))
    return drafting.begin(wording, by, returns_to=version)


def roll_back_now(version: ModelVersion, why: str, by: User) -> ModelVersion:
    """In an emergency: the version before the one in force again, at once and without signatures.

    Its document was in force a moment ago, so it is not checked anew. Raises NotTheVersionBefore,
    NotAnAdministrator, NeedsWords.
    """
    if by.role != Role.ADMINISTRATOR:
        raise NotAnAdministrator(_("Only an administrator may roll back without signatures."))
    why = said(why, _("Say why it cannot wait for the signatures."))
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=Organisation.get().pk)
        newest = drafting.newest_number()
        if version.number != newest - 1:
            told = {"before": newest - 1, "number": version.number}
            words = _("Without signatures only version %(before)d, the one before, can come back; not %(number)d.")
            raise NotTheVersionBefore(words % told)
        return put_in_force(Order(version.document, by, why, returns_to=version, act="model.rolled_back_urgently"))
