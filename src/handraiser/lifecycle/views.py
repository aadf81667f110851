"""The scoring model: what is in force, its versions and how they came in force, and their differences."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from handraiser.lifecycle import comparing, settling, trail
from handraiser.lifecycle.differing import differences
from handraiser.lifecycle.draft_state import open_drafts
from handraiser.lifecycle.models import ModelVersion
from handraiser.lifecycle.starters import OFFERED
from handraiser.organisation.access import SignedIn, may
from handraiser.organisation.models import Role
from handraiser.scoring.language import STARTERS, schema, starter


def model(request: SignedIn) -> HttpResponse:
    """The document in force, or another version's."""
    versions = ModelVersion.objects.select_related("published_by", "proposal").defer("document").order_by("-number")
    versions = versions.prefetch_related("proposal__signatures__by")
    newest = versions.first()
    number = request.GET.get("version", "")
    shown = _version(number) if number else newest and _version(str(newest.number))
    context = {
        "versions": versions,
        "newest": newest,
        "shown": shown,
        "drafts": open_drafts(),
        "waits": settling.waiting(newest).count(),
        "trail": trail.of_version(shown) if shown else [],
        "writes": may(request.user, Role.MARKETING),
        "back_at_once": bool(shown and newest and shown.number == newest.number - 1 and may(request.user)),
    }
    return render(request, "lifecycle/model.html", context)


def compare(request: SignedIn) -> HttpResponse:
    """Two versions: in words, and line by line."""
    before, after = _version(request.GET.get("from", "")), _version(request.GET.get("to", ""))
    context = {
        "before": before,
        "after": after,
        "versions": ModelVersion.objects.defer("document").order_by("-number"),
        "changes": differences(before.document, after.document),
        "lines": comparing.lines(before.document, after.document),
    }
    return render(request, "lifecycle/compare.html", context)


def download(request: SignedIn, number: int) -> HttpResponse:
    """A version's document as a file, as it was published."""
    version = _version(str(number))
    return _as_file(f"model-{version.number}.yaml", version.document)


def starters(request: SignedIn) -> HttpResponse:
    """The models to start from, in words."""
    return render(request, "lifecycle/starters.html", {"offered": OFFERED, "writes": may(request.user, Role.MARKETING)})


def download_starter(request: SignedIn, name: str) -> HttpResponse:
    """One of them as a file."""
    if name not in STARTERS:
        raise Http404
    return _as_file(f"{name}.yaml", starter(name))


def model_schema(request: SignedIn) -> HttpResponse:
    """The JSON Schema of the language, for editors."""
    return JsonResponse(schema())


def _as_file(name: str, document: str) -> HttpResponse:
    return HttpResponse(
        document,
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _version(number: str) -> ModelVersion:
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    return get_object_or_404(
        ModelVersion.objects.select_related("published_by", "proposal__revision__draft", "returns_to"), number=number
    )
