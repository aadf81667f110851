"""What the start page asks."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handraiser.events.models import Source
from handraiser.insight.breakages import BreakageKind, calm
from handraiser.organisation.access import SignedIn, only
from handraiser.organisation.models import Role


@only(Role.MARKETING)
@require_POST
def all_right(request: SignedIn, source: int) -> HttpResponse:
    """What looks broken is not."""
    kind = request.POST.get("kind", "")
    if kind in BreakageKind.values:
        calm(kind, get_object_or_404(Source, pk=source), request.POST.get("name", ""), request.user)
        messages.success(request, _("Hidden until it sends again."))
    return redirect("home")
