"""Beside the editor: what the text would say of people one keeps in view, and what each of its rules gives today."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from handraiser.lifecycle import previewing
from handraiser.lifecycle.editor_views import typed
from handraiser.organisation.access import SignedIn, only
from handraiser.organisation.models import Role
from handraiser.people import entering, finding
from handraiser.scoring.language import ModelRefused


@only(Role.MARKETING)
@require_POST
def preview(request: SignedIn) -> HttpResponse:
    """The people; nobody's results while the text has problems."""
    return _preview(request)


@only(Role.MARKETING)
@require_POST
def weigh(request: SignedIn) -> HttpResponse:
    """The rules, the weightiest first in their order."""
    try:
        weights = previewing.weigh(typed(request).document)
    except ModelRefused:
        weights = None
    return render(request, "lifecycle/_weights.html", {"weights": weights})


@only(Role.MARKETING)
@require_POST
def pin(request: SignedIn) -> HttpResponse:
    """Keep in view whoever was typed."""
    previewing.pin(request.user, entering.meant(request.POST.get("who", "")))
    return _preview(request)


@only(Role.MARKETING)
@require_POST
def unpin(request: SignedIn, key: UUID) -> HttpResponse:
    """Let one of them go."""
    previewing.unpin(request.user, finding.at(key))
    return _preview(request)


def _preview(request: SignedIn) -> HttpResponse:
    try:
        people, refused = previewing.preview(typed(request).document, request.user), False
    except ModelRefused:
        people, refused = [], True
    return render(request, "lifecycle/_preview.html", {"people": people, "refused": refused})
