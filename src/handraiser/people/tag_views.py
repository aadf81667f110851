"""Tags on a person's page. Each answers with the page as it is then."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handraiser.organisation.access import SignedIn, only
from handraiser.people import tagging
from handraiser.people.finding import at
from handraiser.people.models import Tag
from handraiser.people.permitted import KEEPERS


@only(*KEEPERS)
@require_POST
def add(request: SignedIn, key: UUID) -> HttpResponse:
    """The tag of that name, a new one where there is none."""
    tag = tagging.add(at(key), request.POST.get("tag", ""), by=request.user)
    messages.success(request, _("Tagged %(tag)s.") % {"tag": tag})
    return redirect("person", key)


@only(*KEEPERS)
@require_POST
def remove(request: SignedIn, key: UUID, tag: int) -> HttpResponse:
    """Off, with a way back."""
    found = get_object_or_404(Tag, pk=tag)
    tagging.remove(at(key), found, by=request.user)
    words = _("The tag %(tag)s is off.") % {"tag": found}
    messages.success(request, words, extra_tags=reverse("put-back-tag", args=[key, tag]))
    return redirect("person", key)


@only(*KEEPERS)
@require_POST
def put_back(request: SignedIn, key: UUID, tag: int) -> HttpResponse:
    """Undo taking it off."""
    found = get_object_or_404(Tag, pk=tag)
    tagging.add(at(key), found.name, by=request.user)
    messages.success(request, _("Tagged %(tag)s.") % {"tag": found})
    return redirect("person", key)
