"""Two companies that are one: which stays, under which name and domain; and back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handraiser.errors import HandraiserError
from handraiser.organisation.access import SignedIn, only
from handraiser.people import employers, merging_companies
from handraiser.people.models import Company, CompanyMerge, Person
from handraiser.people.permitted import KEEPERS
from handraiser.people.templatetags.people import company_name


class NoSuchCompany(HandraiserError):
    """What was typed is no other company's."""

    status = 404


@only(*KEEPERS)
def merge(request: SignedIn, key: UUID) -> HttpResponse:
    """Ask which of the two gives what; with `sure` merge them."""
    here = get_object_or_404(Company, key=key).now()
    typed = request.POST.get("other", request.GET.get("other", ""))
    other = employers.meant(typed)
    if other is None or other == here:
        raise NoSuchCompany(
            _("%(text)s is no other company. Give its domain, its whole name, or the address of its page.")
            % {"text": repr(typed[:80])}
        )
    if request.method == "POST" and request.POST.get("sure"):
        kept, folded = (other, here) if request.POST.get("kept") == str(other.key) else (here, other)
        name, domain = (_chosen(request, what, kept, folded) for what in ("name", "domain"))
        done = merging_companies.merge(kept, folded, by=request.user, name=name, domain=domain)
        words = _("%(company)s counts for this one now.") % {"company": company_name(folded)}
        messages.success(request, words, extra_tags=reverse("undo-company-merge", args=[kept.key, done.pk]))
        return redirect("company", kept.key)
    both = [(each, Person.objects.listed().filter(company=each).count()) for each in (here, other)]
    return render(request, "audiences/company_merge.html", {"company": here, "other": other, "both": both})


@only(*KEEPERS)
@require_POST
def undo(request: SignedIn, key: UUID, merge: int) -> HttpResponse:
    """Two companies again."""
    found = get_object_or_404(CompanyMerge, pk=merge, kept__key=key)
    merging_companies.unmerge(found, by=request.user)
    messages.success(request, _("Undone: they are two companies again."))
    return redirect("company", key)


def _chosen(request: SignedIn, what: str, kept: Company, folded: Company) -> Company:
    """Whose name or domain stays; where only one has any, that one's."""
    if not getattr(folded, what):
        return kept
    if not getattr(kept, what):
        return folded
    return folded if request.POST.get(what) == str(folded.key) else kept
