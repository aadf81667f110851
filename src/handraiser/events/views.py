"""Sources with their keys and snippets."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from handraiser.events import keys, reading
from handraiser.events.models import KeyKind, Source, SourceKey
from handraiser.events.snippets import snippets
from handraiser.organisation.access import SignedIn, only
from handraiser.organisation.models import Role

SHOWN_ONCE = "shown-once"  # a signed cookie of the user's own browser: the secret key is nowhere on the server
LATEST = 20


@only(Role.MARKETING)
def sources(request: SignedIn) -> HttpResponse:
    """Every source with what it sent last."""
    found = Source.objects.prefetch_related("keys").order_by("name")
    rows = [{"source": source, "last": next(iter(reading.latest(source.pk, 1)), None)} for source in found]
    return render(request, "events/sources.html", {"rows": rows})


@only()
@require_POST
def create_source(request: SignedIn) -> HttpResponse:
    """Make one; its page shows the secret key this once."""
    new = keys.create_source(request.POST.get("name", ""), request.user)
    return _showing(new.source, new.secret_key)


@only(Role.MARKETING)
@never_cache
def source(request: SignedIn, pk: int) -> HttpResponse:
    """Keys, snippets, and events as they arrive."""
    found = get_object_or_404(Source, pk=pk)
    secret = request.get_signed_cookie(SHOWN_ONCE, "", max_age=120) or ""
    public = _public_keys(found)
    shown = {
        "source": found,
        "keys": found.keys.order_by("revoked_at", "pk"),
        "public": public,
        "secret": secret,
        "snippets": snippets(next(iter(public.values()), ""), secret),
        "events": reading.latest(found.pk, LATEST),
    }
    response = render(request, "events/source.html", shown)
    response.delete_cookie(SHOWN_ONCE, path=request.path)
    return response


@only()
@require_POST
def add_key(request: SignedIn, pk: int) -> HttpResponse:
    """One more key of either kind."""
    found = get_object_or_404(Source, pk=pk)
    kind = request.POST.get("kind", "")
    new = keys.add_key(found, KeyKind.SECRET if kind == KeyKind.SECRET else KeyKind.PUBLIC, request.user)
    return _showing(found, new.text if kind == KeyKind.SECRET else "")


@only()
@require_POST
def revoke_key(request: SignedIn, pk: int, key: int) -> HttpResponse:
    """From now on what it sends goes to quarantine."""
    keys.revoke(get_object_or_404(SourceKey, pk=key, source=pk), request.user)
    messages.success(request, _("The key is revoked. What it still sends goes to quarantine."))
    return redirect("source", pk)


@only()
@require_POST
def set_strict(request: SignedIn, pk: int) -> HttpResponse:
    """Whether claimed identities of this source wait for a person before they score."""
    keys.set_strict(get_object_or_404(Source, pk=pk), request.POST.get("strict") == "on", request.user)
    messages.success(request, _("Saved."))
    return redirect("source", pk)


def _public_keys(source: Source) -> dict[int, str]:
    """Key id -> text of those in force that can be derived again."""
    shown = {}
    for key in source.keys.filter(kind=KeyKind.PUBLIC, revoked_at=None).order_by("pk"):
        try:
            shown[key.pk] = keys.show_public_key(key)
        except keys.KeyNotShown:
            continue
    return shown


def _showing(source: Source, secret: str) -> HttpResponse:
    address = reverse("source", args=[source.pk])
    response = redirect(address)
    if secret:
        response.set_signed_cookie(
            SHOWN_ONCE, secret, max_age=120, httponly=True, samesite="Strict", secure=settings.SECURE, path=address
        )
    return response
