"""What users do on a person's page. Each answers with the page as it is then."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handraiser.organisation.access import SignedIn, only
from handraiser.organisation.users import chosen_owner
from handraiser.people import claims, correcting, duplicates, entering, flagging, merging, traits
from handraiser.people.duplicates import Verdict
from handraiser.people.finding import at
from handraiser.people.models import Duplicate, Identity, Merge, Person
from handraiser.people.permitted import JUDGES, KEEPERS
from handraiser.people.templatetags.people import called


@only(*KEEPERS)
@require_POST
def set_owner(request: SignedIn, key: UUID) -> HttpResponse:
    """Who looks after this person; nobody where none is named."""
    owner = chosen_owner(request.POST.get("owner", ""))
    correcting.set_owner(at(key), owner, by=request.user)
    messages.success(
        request, _("%(owner)s looks after them now.") % {"owner": owner} if owner else _("Nobody owns them.")
    )
    return redirect("person", key)


@only(*KEEPERS)
@require_POST
def set_trait(request: SignedIn, key: UUID) -> HttpResponse:
    """What a user knows better. Nothing typed removes the trait."""
    found, name = at(key), request.POST.get("name", "").strip()
    value = entering.as_typed(request.POST.get("value", ""), _now(found, name))
    correcting.set_trait(found, name, value, by=request.user)
    messages.success(request, _("Saved. It outranks whatever browsers and servers say of it."))
    return redirect("person", key)


@only(*JUDGES)
@require_POST
def settle_claim(request: SignedIn, key: UUID, identity: int) -> HttpResponse:
    """It is really them, or somebody else."""
    claim = get_object_or_404(Identity, pk=identity)
    if request.POST.get("verdict") == "confirm":
        claims.confirm(claim, by=request.user)
        messages.success(request, _("Confirmed. What they said there counts from now on."))
    else:
        apart = claims.cut(claim, by=request.user)
        messages.success(request, _("Cut off: %(person)s is a person of its own now.") % {"person": called(apart)})
    return redirect("person", key)


@only(*KEEPERS)
@require_POST
def merge(request: SignedIn, key: UUID) -> HttpResponse:
    """Fold the person that was typed into this one."""
    merging.merge(at(key), entering.meant(request.POST.get("other", "")), by=request.user)
    messages.success(request, _("Merged. It can be undone at any time."))
    return redirect("person", key)


@only(*KEEPERS)
@require_POST
def undo_merge(request: SignedIn, key: UUID, merge: int) -> HttpResponse:
    """Two people again."""
    merging.unmerge(get_object_or_404(Merge, pk=merge), by=request.user)
    messages.success(request, _("They are two people again, each with its own events."))
    return redirect("person", key)


@only(*KEEPERS)
@require_POST
def settle_duplicate(request: SignedIn, key: UUID, duplicate: int) -> HttpResponse:
    """One person or two."""
    verdict = Verdict.MERGED if request.POST.get("verdict") == Verdict.MERGED else Verdict.DIFFERENT
    duplicates.settle(get_object_or_404(Duplicate, pk=duplicate), verdict, by=request.user)
    merged = verdict == Verdict.MERGED
    messages.success(request, _("Merged. It can be undone at any time.") if merged else _("They stay two people."))
    return redirect("person", key)


@only(*KEEPERS)
@require_POST
def judge_robot(request: SignedIn, key: UUID) -> HttpResponse:
    """A crawler or a human being, whatever the user agent says."""
    if request.POST.get("verdict") == "robot":
        flagging.flag_bot(at(key), by=request.user)
        messages.success(request, _("Marked as a robot: kept, not listed, not scored."))
    else:
        flagging.unflag_bot(at(key), by=request.user)
        messages.success(request, _("Marked as a human being: everything they did counts."))
    return redirect("person", key)


def _now(found: Person, name: str) -> object:
    if name.startswith("company.") and found.company:
        views = [(f"company.{view.name}", view.value) for view in traits.of_company(found.company)]
    else:
        views = [(view.name, view.value) for view in traits.in_force(found)]
    return dict(views).get(name)
