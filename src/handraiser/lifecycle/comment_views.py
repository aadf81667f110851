"""What people say about a draft, on its page."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handraiser.lifecycle import commenting
from handraiser.lifecycle.models import Comment, Draft
from handraiser.organisation.access import SignedIn, only
from handraiser.organisation.models import Role

BOTH = (Role.MARKETING, Role.SALES)


@only(*BOTH)
@require_POST
def comment(request: SignedIn, pk: int) -> HttpResponse:
    """Say something about a part of it."""
    draft = get_object_or_404(Draft, pk=pk)
    made = commenting.comment(draft, request.POST.get("path", ""), request.POST.get("text", ""), request.user)
    return _back(made)


@only(*BOTH)
@require_POST
def answer(request: SignedIn, pk: int) -> HttpResponse:
    """Answer a comment."""
    first = get_object_or_404(Comment.objects.select_related("answers"), pk=pk)
    return _back(commenting.answer(first, request.POST.get("text", ""), request.user))


@only(*BOTH)
@require_POST
def resolve(request: SignedIn, pk: int) -> HttpResponse:
    """Settle a comment."""
    first = get_object_or_404(Comment.objects.select_related("answers"), pk=pk)
    commenting.resolve(first, request.user)
    messages.success(request, _("Resolved. An answer opens it again."))
    return _back(first)


def _back(said: Comment) -> HttpResponse:
    """To the thread on the draft's page."""
    return HttpResponseRedirect(f"{reverse('draft', args=[said.draft_id])}#comment-{said.answers_id or said.pk}")
