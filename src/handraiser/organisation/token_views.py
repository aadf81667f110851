"""The page of the tokens by which programs read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from handraiser.organisation import tokens as verbs
from handraiser.organisation.access import SignedIn, only
from handraiser.organisation.models import ApiToken


@only()
@never_cache
def tokens(request: SignedIn) -> HttpResponse:
    """Those in force first; a new one's text stands on the answer's page and never again."""
    told = verbs.create(request.POST.get("name", ""), by=request.user).text if request.method == "POST" else ""
    found = ApiToken.objects.select_related("created_by").order_by("revoked_us", "-created_us")
    return render(request, "organisation/tokens.html", {"tokens": found, "told": told})


@only()
@require_POST
def revoke(request: SignedIn, pk: int) -> HttpResponse:
    """Answered 401 from now on."""
    verbs.revoke(get_object_or_404(ApiToken, pk=pk), by=request.user)
    messages.success(request, _("The token is revoked."))
    return redirect("tokens")
