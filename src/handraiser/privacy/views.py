"""Settings, Privacy: how long things are kept, the purposes people are asked about, and who was erased."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handraiser.organisation import audit
from handraiser.organisation.access import SignedIn, only
from handraiser.organisation.models import Organisation
from handraiser.people.models import Consent
from handraiser.privacy import retaining
from handraiser.privacy.forms import PurposeForm, RetentionForm
from handraiser.privacy.models import Erasure, Purpose, Retention, RetentionRun
from handraiser.privacy.retaining import SORTS

ROWS = 20
RUNS = 14


@only()
@require_safe
def privacy(request: SignedIn) -> HttpResponse:
    """The page."""
    return _page(request, RetentionForm(instance=Retention.get()), PurposeForm())


@only()
@require_POST
def retention(request: SignedIn) -> HttpResponse:
    """Another policy; nothing goes before it is agreed to."""
    form = RetentionForm(request.POST, instance=Retention.get())
    if not form.is_valid():
        return _page(request, form, PurposeForm(), status=422)
    retaining.save(form.save(commit=False), by=request.user)
    messages.success(request, _("Saved. Nothing is deleted until you have looked at what would go, and agreed."))
    return redirect("privacy")


@only()
@require_POST
def agree(request: SignedIn) -> HttpResponse:
    """Delete what is over, now and from now on."""
    retaining.agree(by=request.user)
    messages.success(request, _("Agreed. What is older than the policy allows goes from now on, a little at a time."))
    return redirect("privacy")


@only()
@require_safe
def retention_preview(request: SignedIn) -> HttpResponse:
    """What would go now; counted apart, as it may take a while."""
    policy = Retention.get()
    rows = retaining.preview(policy)
    found = [(sort.words, rows[sort.name], rows.get("events", 0) if sort is SORTS[0] else 0) for sort in _kept(rows)]
    return render(request, "privacy/_preview.html", {"found": found, "policy": policy, "any": any(rows.values())})


@only()
@require_POST
def purpose(request: SignedIn) -> HttpResponse:
    """Declare a purpose, or change the words of one."""
    known = Purpose.objects.filter(name=request.POST.get("name", "").strip()).first()
    form = PurposeForm(request.POST, instance=known)
    if not form.is_valid():
        return _page(request, RetentionForm(instance=Retention.get()), form, status=422)
    with transaction.atomic():
        saved = form.save()
        audit.record("purpose.declared", saved.name, by=request.user, version=saved.version)
    messages.success(request, _("Saved."))
    return redirect("privacy")


def _kept(rows: dict[str, int]) -> list[retaining.Sort]:
    return [sort for sort in SORTS if sort.name in rows]


def _page(request: SignedIn, form: RetentionForm, purpose_form: PurposeForm, status: int = 200) -> HttpResponse:
    declared = list(Purpose.objects.order_by("name"))
    seen = set(Consent.objects.values_list("purpose", flat=True).distinct()[:100]) - {one.name for one in declared}
    erasures = Erasure.objects.select_related("by").order_by("-pk")
    words = {sort.name: sort.words for sort in SORTS} | {"events": _("events of visitors")}
    runs = [
        {"words": words.get(run.sort, run.sort), "run": run}
        for run in RetentionRun.objects.order_by("-day", "sort")[: RUNS * len(words)]
    ]
    shown = {
        "form": form,
        "purpose_form": purpose_form,
        "policy": Retention.get(),
        "organisation": Organisation.get(),
        "purposes": declared,
        "undeclared": sorted(seen),
        "page": Paginator(erasures, ROWS).get_page(request.GET.get("page")),
        "runs": runs,
    }
    return render(request, "privacy/privacy.html", shown, status=status)
