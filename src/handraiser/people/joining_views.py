"""To which company a person belongs, said on the person's page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handraiser.organisation.access import SignedIn, only
from handraiser.people import correcting, employers
from handraiser.people.finding import at
from handraiser.people.models import Company, Person
from handraiser.people.permitted import KEEPERS
from handraiser.people.templatetags.people import company_name


@only(*KEEPERS)
def offers(request: SignedIn) -> HttpResponse:
    """Companies to choose from while a name is typed."""
    return render(request, "people/_offers.html", {"companies": employers.offered(request.GET.get("name", ""))})


@only(*KEEPERS)
@require_POST
def join(request: SignedIn, key: UUID) -> HttpResponse:
    """The company that was chosen, else the one of the name that was typed, else none where that was asked for."""
    found = at(key)
    before = found.company
    company = _chosen(request, found)
    words = _("They are of %(company)s now.") % {"company": company_name(company)} if company else _("No company now.")
    undo = reverse("company-back", args=[key, before.key]) if before else reverse("no-company-back", args=[key])
    messages.success(request, words, extra_tags=undo)
    return redirect("person", key)


@only(*KEEPERS)
@require_POST
def back(request: SignedIn, key: UUID, company: UUID | None = None) -> HttpResponse:
    """Undo a change of company."""
    before = get_object_or_404(Company, key=company) if company else None
    correcting.set_company(at(key), before, by=request.user)
    messages.success(request, _("Undone."))
    return redirect("person", key)


def _chosen(request: SignedIn, person: Person) -> Company | None:
    name, key = request.POST.get("name", ""), request.POST.get("company", "")
    known = get_object_or_404(Company, key=_uuid(key)) if key else employers.meant(name)
    if known is None and "none" not in request.POST:
        return correcting.set_new_company(person, name, by=request.user)
    known = None if "none" in request.POST else known
    correcting.set_company(person, known, by=request.user)
    return known


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
