"""The administrator's pages: users, the organisation, the audit log."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handraiser.organisation import users as verbs
from handraiser.organisation.access import SignedIn, only
from handraiser.organisation.audit import record
from handraiser.organisation.forms import InviteForm, OrganisationForm, RoleForm
from handraiser.organisation.models import AuditEntry, Organisation, Role, User

ROWS = 50


@only()
def users(request: SignedIn) -> HttpResponse:
    """Everybody who signs in, and the form that adds one."""
    form = InviteForm(request.POST or None, initial={"role": Role.SALES})
    told = ""
    if request.method == "POST" and form.is_valid():
        made, told = verbs.add_user(**form.cleaned_data, by=request.user)
        messages.success(request, _("%(email)s may sign in now.") % {"email": made.email})
        form = InviteForm(initial={"role": Role.SALES})
    everybody = User.objects.order_by("-is_active", "name", "email")
    shown = {"form": form, "everybody": everybody, "told": told, "roles": Role.choices}
    return render(request, "organisation/users.html", shown, status=422 if form.errors else 200)


@only()
@require_POST
def role(request: SignedIn, pk: int) -> HttpResponse:
    """Give a user another role."""
    user = get_object_or_404(User, pk=pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        verbs.change_role(user, form.cleaned_data["role"], by=request.user)
        messages.success(request, _("%(name)s is now: %(role)s.") % {"name": user, "role": user.get_role_display()})
    return redirect("users")


@only()
@require_POST
def deactivate(request: SignedIn, pk: int) -> HttpResponse:
    """Close an account."""
    user = get_object_or_404(User, pk=pk)
    verbs.deactivate(user, by=request.user)
    messages.success(request, _("%(name)s can no longer sign in.") % {"name": user})
    return redirect("users")


@only()
@require_POST
def activate(request: SignedIn, pk: int) -> HttpResponse:
    """Open an account again."""
    user = get_object_or_404(User, pk=pk)
    verbs.activate(user, by=request.user)
    messages.success(request, _("%(name)s may sign in again.") % {"name": user})
    return redirect("users")


@only()
@require_POST
def password(request: SignedIn, pk: int) -> HttpResponse:
    """A new one-time password, shown on the answer's page and never again."""
    user = get_object_or_404(User, pk=pk)
    told = verbs.reset_password(user, by=request.user)
    return render(request, "organisation/password.html", {"whose": user, "told": told})


@only()
def organisation(request: SignedIn) -> HttpResponse:
    """Name, time zone and currency."""
    form = OrganisationForm(request.POST or None, instance=Organisation.get())
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            changed = {name: str(getattr(saved, name)) for name in form.changed_data}
            if changed:
                record("organisation.changed", saved.name, by=request.user, **changed)
        messages.success(request, _("Saved."))
        return redirect("organisation")
    return render(request, "organisation/organisation.html", {"form": form}, status=422 if form.errors else 200)


@only()
@require_safe
def audit(request: SignedIn) -> HttpResponse:
    """Who changed what, newest first; `q` looks in names, acts and subjects."""
    text = request.GET.get("q", "").strip()
    entries = AuditEntry.objects.select_related("by")
    if text:
        entries = entries.filter(Q(by_name__icontains=text) | Q(act__icontains=text) | Q(subject__icontains=text))
    page = Paginator(entries, ROWS).get_page(request.GET.get("page"))
    return render(request, "organisation/audit.html", {"page": page, "text": text})
