"""What of a person's page is about their rights: erasing, handing out, and what they agreed to."""

import tempfile
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handraiser.organisation.access import SignedIn, may, only
from handraiser.organisation.models import Role
from handraiser.people import consenting
from handraiser.people.book import Proof
from handraiser.people.finding import at
from handraiser.people.permitted import KEEPERS
from handraiser.people.templatetags.people import called
from handraiser.privacy import erasing, exporting
from handraiser.privacy.erasing import NotConfirmed
from handraiser.privacy.models import Purpose, Reason

ASKED_FOR = (Reason.REQUEST, Reason.OTHER)


@only()
@require_safe
def erase_preview(request: SignedIn, key: UUID) -> HttpResponse:
    """What will go, and the form that asks for the person's name."""
    person = at(key)
    shown = {
        "person": person,
        "found": erasing.preview(person),
        "typed": called(person),
        "reasons": [(reason.value, reason.label) for reason in ASKED_FOR],
    }
    return render(request, "privacy/erase.html", shown)


@only()
@require_POST
def erase(request: SignedIn, key: UUID) -> HttpResponse:
    """Erase them, where the name was typed as it stands there."""
    person = at(key)
    if _bare(request.POST.get("typed", "")) != _bare(called(person)):
        raise NotConfirmed(_("What was typed is not the name that stands there; nothing was erased."))
    chosen = request.POST.get("reason", "")
    reason = Reason(chosen) if chosen in ASKED_FOR else Reason.OTHER
    erasing.erase(person, reason=reason, by=request.user)
    messages.success(request, _("Erased. Their events go from the log within moments."))
    return redirect("privacy")


@only(Role.MARKETING)
@require_POST
def export(request: SignedIn, key: UUID) -> FileResponse:
    """Everything held about them, as a file."""
    person = at(key)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    exporting.export(person, file, by=request.user)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=exporting.file_name(person))


def consents(request: SignedIn, key: UUID) -> HttpResponse:
    """What they agreed to, every answer with its proof; and a form for what a user was told."""
    person = at(key)
    if request.method == "POST":
        if not may(request.user, *KEEPERS):
            raise PermissionDenied
        given = request.POST
        proof = Proof(given.get("wording", "")[:4000], given.get("version", ""), given.get("came_from", ""))
        granted = given.get("answer") == "yes"
        consenting.record(person, given.get("purpose", ""), granted, by=request.user, proof=proof)
        messages.success(request, _("Recorded."))
        return redirect("person-consents", person.key)
    in_force = consenting.in_force(person)
    shown = {
        "person": person,
        "consents": sorted(in_force.items()),
        "history": consenting.history(person),
        "purposes": sorted({*in_force, *Purpose.objects.values_list("name", flat=True), "profiling", "marketing"}),
    }
    return render(request, "privacy/consents.html", shown)


def _bare(text: str) -> str:
    """As a page shows it: one blank for several, and without regard to case."""
    return " ".join(text.split()).casefold()
