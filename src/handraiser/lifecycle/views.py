"""The scoring model: what is in force, its versions, their differences, and the editor."""

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handraiser.lifecycle import comparing, publishing
from handraiser.lifecycle.models import ModelVersion
from handraiser.organisation.access import SignedIn, only
from handraiser.organisation.models import Role
from handraiser.scoring.language import ModelRefused, Problem, schema, starter
from handraiser.scoring.words import changes

LARGEST = 1_000_000  # characters; the language refuses more


def model(request: SignedIn) -> HttpResponse:
    """The document in force, or another version's."""
    versions = ModelVersion.objects.select_related("published_by").defer("document").order_by("-number")
    newest = versions.first()
    number = request.GET.get("version", "")
    shown = _version(number) if number else newest and _version(str(newest.number))
    context = {"versions": versions, "newest": newest, "shown": shown}
    return render(request, "lifecycle/model.html", context)


def compare(request: SignedIn) -> HttpResponse:
    """Two versions: in words, and line by line."""
    before, after = _version(request.GET.get("from", "")), _version(request.GET.get("to", ""))
    context = {
        "before": before,
        "after": after,
        "versions": ModelVersion.objects.defer("document").order_by("-number"),
        "changes": _changes(before.document, after.document),
        "lines": comparing.lines(before.document, after.document),
    }
    return render(request, "lifecycle/compare.html", context)


@only(Role.MARKETING)
def edit(request: SignedIn) -> HttpResponse:
    """The document in force, another version's, or the starter, to be changed."""
    newest = ModelVersion.objects.order_by("number").last()
    chosen = _version(request.GET["from"]) if "from" in request.GET else newest
    document = chosen.document if chosen else starter("b2b-saas")
    return _editor(request, document, base=newest.number if newest else 0)


@only(Role.MARKETING)
@require_POST
def check(request: SignedIn) -> HttpResponse:
    """All that is wrong, as a list whose items name line and column."""
    document = _document(request)
    newest = ModelVersion.objects.order_by("number").last()
    context = {
        "problems": publishing.check(document),
        "changes": _changes(newest.document, document) if newest else [],
        "newest": newest,
    }
    return render(request, "lifecycle/_checked.html", context)


@only(Role.MARKETING)
@require_POST
def publish(request: SignedIn) -> HttpResponse:
    """In force from now on; back to the editor where something is wrong."""
    document, base = _document(request), request.POST.get("base", "0")
    newest = ModelVersion.objects.order_by("number").last()
    if newest and str(newest.number) != base:
        words = _("Version %(number)s was published while you edited. Compare it with yours before you publish.")
        return _editor(request, document, base=newest.number, warning=words % {"number": newest.number})
    try:
        version = publishing.publish(document, request.user, request.POST.get("note", ""))
    except publishing.NotPublished as refused:
        return _editor(request, document, base=int(base), problems=refused.problems)
    words = _("Version %(number)s is in force. Everybody is scored anew; nobody is moved or alerted by that.")
    messages.success(request, words % {"number": version.number})
    return redirect("model")


def download(request: SignedIn, number: int) -> HttpResponse:
    """A version's document as a file, as it was published."""
    version = _version(str(number))
    name = f"model-{version.number}.yaml"
    return HttpResponse(
        version.document,
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def model_schema(request: SignedIn) -> HttpResponse:
    """The JSON Schema of the language, for editors."""
    return JsonResponse(schema())


def _editor(
    request: SignedIn, document: str, *, base: int, problems: list[Problem] | None = None, warning: str = ""
) -> HttpResponse:
    context = {
        "document": document,
        "base": base,
        "note": request.POST.get("note", ""),
        "problems": problems,
        "warning": warning,
        "newest": base,
    }
    return render(request, "lifecycle/edit.html", context, status=422 if problems or warning else 200)


def _document(request: SignedIn) -> str:
    return request.POST.get("document", "")[: LARGEST + 1].replace("\r\n", "\n")


def _version(number: str) -> ModelVersion:
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    return get_object_or_404(ModelVersion.objects.select_related("published_by"), number=number)


def _changes(before: str, after: str) -> list[str]:
    try:
        return [str(change) for change in changes(before, after)]
    except ModelRefused:
        return []  # the list of problems says it
