"""A draft's page, and what both teams do there."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handraiser import clock
from handraiser.lifecycle import commenting, comparing, drafting, releasing, rolling_back, signing, trail
from handraiser.lifecycle.differing import differences
from handraiser.lifecycle.draft_state import DraftState
from handraiser.lifecycle.drafts import Draft, Team
from handraiser.lifecycle.models import ModelVersion, ShadowRun
from handraiser.lifecycle.shadowing import may_shadow
from handraiser.organisation.access import SignedIn, may, only
from handraiser.organisation.models import Role
from handraiser.scoring.places import nearest, places

BOTH = (Role.MARKETING, Role.SALES)


@require_safe
def draft(request: SignedIn, pk: int) -> HttpResponse:
    """What it changes, who has signed it, and what may be done next."""
    shown = get_object_or_404(Draft.objects.select_related("begun_by", "returns_to"), pk=pk)
    standing = DraftState.of(shown)
    base = ModelVersion.objects.filter(number=standing.revision.base).first()
    before, there = base.document if base else "", places(standing.revision.document)
    context = {
        "draft": shown,
        "standing": standing,
        "base": base,
        "changes": [
            (change, nearest(change.path, there)) for change in differences(before, standing.revision.document)
        ],
        "lines": comparing.lines(before, standing.revision.document),
        "trail": trail.of_draft(shown),
        "threads": commenting.threads(shown, there),
        "parts": [(path, commenting.part_name(path)) for path in there],
        "about": request.GET.get("about", ""),
        "shadows": ShadowRun.objects.filter(proposal__revision__draft=shown).order_by("-pk"),
        "may_shadow": may_shadow(standing.proposal) and may(request.user, *BOTH),
        "writes": may(request.user, Role.MARKETING),
        "speaks": may(request.user, *BOTH),
    }
    return render(request, "lifecycle/draft.html", context)


@only(Role.MARKETING)
@require_POST
def propose(request: SignedIn, pk: int) -> HttpResponse:
    """Put it to both teams."""
    shown = get_object_or_404(Draft, pk=pk)
    signing.propose(shown, request.POST.get("why", ""), request.user, seen=_number(request, "seen"))
    messages.success(request, _("Proposed. It can be published once marketing and sales have signed it."))
    return redirect("draft", pk)


@only(*BOTH)
@require_POST
def sign(request: SignedIn, pk: int) -> HttpResponse:
    """A team's yes."""
    shown, team = get_object_or_404(Draft, pk=pk), request.POST.get("team", "")
    if team not in Team.values:
        raise signing.WrongTeam(_("Only marketing and sales sign."))
    asked = _number(request, "proposal")
    signing.sign(shown, Team(team), request.POST.get("why", ""), request.user, proposal=asked)
    messages.success(request, _("Signed for %(team)s.") % {"team": Team(team).label})
    return redirect("draft", pk)


@only(*BOTH)
@require_POST
def withdraw(request: SignedIn, pk: int) -> HttpResponse:
    """End the proposal; the draft stays."""
    shown = get_object_or_404(Draft, pk=pk)
    signing.withdraw(shown, request.POST.get("why", ""), request.user, proposal=_number(request, "proposal"))
    messages.success(request, _("Withdrawn. Its signatures count for nothing; it can be changed and proposed again."))
    return redirect("draft", pk)


@only(Role.MARKETING)
@require_POST
def publish(request: SignedIn, pk: int) -> HttpResponse:
    """Now, or at the time that was typed."""
    shown = get_object_or_404(Draft, pk=pk)
    if request.POST.get("at"):
        releasing.publish_at(shown, _moment(request.POST["at"]), request.user)
        messages.success(request, _("It will be published by itself at that time."))
        return redirect("draft", pk)
    version = releasing.publish_now(shown, request.user)
    words = _("Version %(number)s is in force. Everybody is scored anew; nobody is moved or alerted by that.")
    messages.success(request, words % {"number": version.number})
    return redirect("model")


@only(Role.MARKETING)
@require_POST
def call_off(request: SignedIn, pk: int) -> HttpResponse:
    """Take its time back."""
    releasing.call_off(get_object_or_404(Draft, pk=pk), request.user)
    messages.success(request, _("Called off. It keeps its signatures."))
    return redirect("draft", pk)


@only(Role.MARKETING)
@require_POST
def discard(request: SignedIn, pk: int) -> HttpResponse:
    """Give it up."""
    drafting.discard(get_object_or_404(Draft, pk=pk), request.POST.get("why", ""), request.user)
    messages.success(request, _("The draft is given up."))
    return redirect("model")


@only(Role.MARKETING)
@require_POST
def roll_back(request: SignedIn, number: int) -> HttpResponse:
    """A draft that says what an earlier version said; at once where an administrator says that it is urgent."""
    version, why = get_object_or_404(ModelVersion, number=number), request.POST.get("why", "")
    if "urgent" not in request.POST:
        made = rolling_back.draft_of(version, why, request.user)
        messages.success(request, _("A draft that goes back to version %(number)d.") % {"number": version.number})
        return redirect("draft", made.pk)
    back = rolling_back.roll_back_now(version, why, request.user)
    told = {"number": back.number, "before": version.number}
    messages.success(request, _("Version %(number)d is in force; it says what version %(before)d said.") % told)
    return redirect("model")


def _number(request: SignedIn, name: str) -> int:
    """A number that the page put into its form; 0, which nothing has, where it is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _moment(text: str) -> int:
    """A time as a browser sends it, in the user's zone. Raises BadTime."""
    try:
        at: datetime = forms.DateTimeField().clean(text)
        return clock.to_us(at)
    except (ValidationError, OverflowError) as error:
        words = _("%(text)s is no time; allowed: a date with hours and minutes such as 2026-11-30 09:00.")
        raise releasing.BadTime(words % {"text": text[:40]}) from error
