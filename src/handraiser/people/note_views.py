"""Notes on a person's page. Each answers with the page as it is then."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handraiser.organisation.access import SignedIn, only
from handraiser.people import noting
from handraiser.people.finding import at
from handraiser.people.models import Note
from handraiser.people.permitted import KEEPERS


@only(*KEEPERS)
@require_POST
def write(request: SignedIn, key: UUID) -> HttpResponse:
    """A new note."""
    noting.write(at(key), request.POST.get("text", ""), by=request.user)
    messages.success(request, _("Note kept."))
    return redirect("person", key)


@only(*KEEPERS)
@require_POST
def correct(request: SignedIn, key: UUID, note: int) -> HttpResponse:
    """Other words."""
    noting.correct(_of(key, note), request.POST.get("text", ""), by=request.user)
    messages.success(request, _("Note corrected."))
    return redirect("person", key)


@only(*KEEPERS)
@require_POST
def delete(request: SignedIn, key: UUID, note: int) -> HttpResponse:
    """Away, with a way back."""
    noting.delete(_of(key, note), by=request.user)
    messages.success(request, _("Note deleted."), extra_tags=reverse("put-back-note", args=[key, note]))
    return redirect("person", key)


@only(*KEEPERS)
@require_POST
def put_back(request: SignedIn, key: UUID, note: int) -> HttpResponse:
    """Undo a deletion."""
    noting.put_back(_of(key, note), by=request.user)
    messages.success(request, _("The note is back."))
    return redirect("person", key)


def _of(key: UUID, note: int) -> Note:
    return get_object_or_404(Note, pk=note, person__canonical=at(key))
