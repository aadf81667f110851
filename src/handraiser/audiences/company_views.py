"""A company's page: its people, what they come to, and what is known of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handraiser.audiences import company_page
from handraiser.audiences.models import ListedCompany
from handraiser.deals.models import Opportunity
from handraiser.organisation.access import SignedIn, only
from handraiser.organisation.users import chosen_owner, owners
from handraiser.people import correcting, employers, entering, merging_companies, traits
from handraiser.people.models import Company
from handraiser.people.permitted import KEEPERS
from handraiser.people.timeline import NEWEST_US

MOST_DEALS = 10


def company(request: SignedIn, key: UUID) -> HttpResponse:
    """The page."""
    found = get_object_or_404(Company.objects.select_related("owner", "merged_into"), key=key)
    if found.merged_into:
        return redirect("company", found.now().key)
    sort = request.GET.get("sort", "")
    people = company_page.people(found, sort, request.GET.get("page", ""))
    merges = merging_companies.in_force(found)
    shown = {
        "company": found,
        "listed": ListedCompany.objects.filter(company=found).select_related("owner").first(),
        "owners": owners(),
        "sums": company_page.roll_up(found),
        "people": people,
        "roles": company_page.roles(list(people)),
        "first": company_page.first_touch(found),
        "sort": sort if sort in company_page.SORTS else "total",
        "sorts": [(name, words) for name, (_field, words) in company_page.SORTS.items()],
        "traits": traits.of_company(found),
        **_timeline(request, found),
        "alike": employers.alike(found),
        "merges": merges,
        "deals": Opportunity.objects.filter(company__in=[found, *(each.folded for each in merges)])
        .select_related("person")
        .order_by("-created_us")[:MOST_DEALS],
    }
    return render(request, "audiences/company.html", shown)


def timeline(request: SignedIn, key: UUID) -> HttpResponse:
    """The rows before a moment."""
    found = get_object_or_404(Company, key=key)
    return render(request, "audiences/_company_timeline_rows.html", {"company": found, **_timeline(request, found)})


def _timeline(request: SignedIn, company: Company) -> dict[str, Any]:
    """`before`: a moment; `shown`: that of the last row above, whose day has its heading already."""
    before_us, shown_us = (_moment(request.GET.get(name, "")) for name in ("before", "shown"))
    told = company_page.tell(company, NEWEST_US if before_us is None else before_us)
    last_us = told.rows[-1].at_us if told.rows else shown_us
    return {"told": told, "is_newest": before_us is None, "shown_us": shown_us, "last_us": last_us}


def _moment(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None


def trait_history(request: SignedIn, key: UUID) -> HttpResponse:
    """Every value that a trait of the company ever had, with who said so."""
    found, name = get_object_or_404(Company, key=key), request.GET.get("name", "")
    values = traits.company_history(found, name)
    return render(request, "people/_trait_history.html", {"name": name, "values": values})


@only(*KEEPERS)
@require_POST
def set_owner(request: SignedIn, key: UUID) -> HttpResponse:
    """Who looks after the company, with a way back; nobody where none is named."""
    found = get_object_or_404(Company, key=key)
    owner = chosen_owner(request.POST.get("owner", request.GET.get("owner", "")))
    before = correcting.set_owner_of(found, owner, by=request.user)
    words = _("%(owner)s looks after the company now.") % {"owner": owner} if owner else _("Nobody owns the company.")
    undo = reverse("set-company-owner", args=[key]) + f"?owner={before.pk if before else ''}"
    messages.success(request, words, extra_tags=undo if before != owner else "")
    return redirect("company", key)


@only(*KEEPERS)
@require_POST
def set_trait(request: SignedIn, key: UUID) -> HttpResponse:
    """What a user knows better. Nothing typed removes the trait."""
    found, name = get_object_or_404(Company, key=key), request.POST.get("name", "").strip()
    now = {view.name: view.value for view in traits.of_company(found)}.get(name)
    correcting.set_trait_of(found, name, entering.as_typed(request.POST.get("value", ""), now), by=request.user)
    messages.success(request, _("Saved. It outranks whatever browsers and servers say of it."))
    return redirect("company", key)
