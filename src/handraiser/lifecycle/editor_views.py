"""The editor: a draft's document is typed, checked and saved there."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handraiser.lifecycle import comparing, drafting, publishing
from handraiser.lifecycle.differing import differences
from handraiser.lifecycle.drafting import DraftChanged, NeedsWords, SignaturesAtStake, Wording
from handraiser.lifecycle.drafts import Draft, Proposal
from handraiser.lifecycle.models import ModelVersion
from handraiser.organisation.access import SignedIn, only
from handraiser.organisation.models import Role
from handraiser.scoring.language import STARTERS, starter

LARGEST = 1_000_000  # characters; the language refuses more


@dataclass(frozen=True)
class Sheet:
    """What the editor shows. draft None: a new one. base: the version whose changes the text has taken over."""

    wording: Wording
    draft: Draft | None = None
    seen: int = 0  # the revision that was opened

    @property
    def proposal(self) -> Proposal | None:
        """What saving ends."""
        return drafting.open_proposal(self.draft) if self.draft else None


@only(Role.MARKETING)
def edit(request: SignedIn) -> HttpResponse:
    """A draft; or a new one from the document in force, another version's, or a starter."""
    if "draft" in request.GET:
        return _editor(request, _of_draft(request.GET["draft"]))
    newest = ModelVersion.objects.order_by("number").last()
    chosen = _version(request.GET["from"]) if "from" in request.GET else newest
    document = chosen.document if chosen else starter(STARTERS[0])
    if "starter" in request.GET:
        document = _starter(request.GET["starter"])
    return _editor(request, Sheet(Wording(document, "", newest.number if newest else 0)))


@only(Role.MARKETING)
@require_POST
def check(request: SignedIn) -> HttpResponse:
    """All problems of a document, beside what it changes."""
    document = typed(request).document
    newest = ModelVersion.objects.order_by("number").last()
    context = {
        "problems": publishing.check(document),
        "changes": differences(newest.document, document) if newest else [],
        "newest": newest,
    }
    return render(request, "lifecycle/_checked.html", context)


@only(Role.MARKETING)
@require_POST
def save(request: SignedIn) -> HttpResponse:
    """Keep it as a draft; back to the editor where something came between."""
    sheet = _sent(request)
    if sheet.wording.base != (newest := drafting.newest_number()):
        words = _("Version %(number)d came in force while you edited. Take over what it changed, then save again.")
        return _editor(request, sheet, warning=words % {"number": newest}, status=422)
    try:
        draft = _save(request, sheet)
    except (DraftChanged, SignaturesAtStake, NeedsWords) as refused:
        if sheet.draft and isinstance(refused, DraftChanged):
            sheet = Sheet(sheet.wording, sheet.draft, drafting.latest(sheet.draft).number)
        return _editor(request, sheet, warning=str(refused), status=422)
    messages.success(request, _("Saved as a draft."))
    return redirect("draft", draft.pk)


def _save(request: SignedIn, sheet: Sheet) -> Draft:
    if sheet.draft is None:
        return drafting.begin(sheet.wording, request.user)
    agreed = _number(request.POST.get("voids", ""))
    return drafting.save(sheet.draft, sheet.wording, request.user, seen=sheet.seen, voids=agreed)


def _editor(request: SignedIn, sheet: Sheet, *, warning: str = "", status: int = 200) -> HttpResponse:
    newest = ModelVersion.objects.order_by("number").last()
    missed = newest and ModelVersion.objects.filter(number=sheet.wording.base).first()
    behind = missed is not None and newest is not None and missed.number != newest.number
    context = {
        "sheet": sheet,
        "base": newest.number if newest else 0,
        "keeps": f"model-{sheet.draft.pk if sheet.draft else 'new'}-{sheet.seen}-{sheet.wording.base}",
        "missed": missed if behind else None,
        "missed_changes": differences(missed.document, newest.document) if behind and missed and newest else [],
        "missed_lines": comparing.lines(missed.document, newest.document) if behind and missed and newest else [],
        "warning": warning,
        "newest": newest,
    }
    return render(request, "lifecycle/edit.html", context, status=status)


def _of_draft(text: str) -> Sheet:
    draft = get_object_or_404(Draft, pk=_number(text))
    revision = drafting.latest(draft)
    return Sheet(Wording(revision.document, draft.name, revision.base), draft, revision.number)


def _sent(request: SignedIn) -> Sheet:
    pk = request.POST.get("draft", "")
    return Sheet(
        typed(request), get_object_or_404(Draft, pk=_number(pk)) if pk else None, _number(request.POST.get("seen", ""))
    )


def typed(request: SignedIn) -> Wording:
    """What stands in the editor."""
    sent = request.POST
    document = sent.get("document", "")[: LARGEST + 1].replace("\r\n", "\n")
    return Wording(document, sent.get("name", ""), _number(sent.get("base", "")))


def _starter(name: str) -> str:
    if name not in STARTERS:
        raise Http404
    return starter(name)


def _version(text: str) -> ModelVersion:
    if not (number := _number(text)):
        raise Http404
    return get_object_or_404(ModelVersion, number=number)


def _number(text: str) -> int:
    """0, which nothing has, where it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
