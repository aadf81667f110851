"""The pages of imports: bring a file, say how to read it, check, import, look at what became of it, take it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from handraiser.exchange.importing import mapping, preparing, report, showing
from handraiser.exchange.importing.detecting import ENCODINGS, Form, Unreadable
from handraiser.exchange.importing.preparing import ImportRefused
from handraiser.exchange.models import Import, ImportKind
from handraiser.organisation.access import SignedIn, only
from handraiser.organisation.models import Role

ROWS = 50
DELIMITERS = ((",", ", "), (";", "; "), ("\t", "Tab"), ("|", "| "))
QUOTES = (('"', '"'), ("'", "'"), ("", "–"))


@only(Role.MARKETING)
def imports(request: SignedIn) -> HttpResponse:
    """Every import, and the form that brings a file."""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            raise ImportRefused(_("Choose a file first."))
        brought = preparing.bring(request.POST.get("kind", ""), file.name or "", file, request.user)
        return redirect("import", brought.pk)
    page = Paginator(Import.objects.select_related("created_by"), ROWS).get_page(request.GET.get("page"))
    return render(request, "exchange/imports.html", {"page": page, "kinds": ImportKind.choices})


@only(Role.MARKETING)
@require_safe
def import_(request: SignedIn, pk: int) -> HttpResponse:
    """One import as it stands."""
    row = get_object_or_404(Import.objects.select_related("source", "created_by"), pk=pk)
    if request.htmx.target == "import-status":
        done = row.state not in preparing.UNDER_WAY
        answer = render(request, "exchange/_import_status.html", {"row": row, "busy": not done})
        if done:
            answer["HX-Refresh"] = "true"
        return answer
    return render(request, "exchange/import.html", _shown(row))


@only(Role.MARKETING)
@require_POST
def import_form(request: SignedIn, pk: int) -> HttpResponse:
    """Another encoding, delimiter or quote."""
    row = get_object_or_404(Import, pk=pk)
    preparing.read_as(row, Form.of({name: request.POST.get(name, "") for name in ("encoding", "delimiter", "quote")}))
    messages.success(request, _("Read anew; look at the columns below."))
    return redirect("import", pk)


@only(Role.MARKETING)
@require_POST
def import_columns(request: SignedIn, pk: int) -> HttpResponse:
    """What each column is; then, where the button says so, every row is checked."""
    row = get_object_or_404(Import, pk=pk)
    options = {name: request.POST.get(name, "").strip()[:2_000] for name in ("event", "wording")}
    targets, forms = _numbered(request.POST, "target"), _numbered(request.POST, "form")
    preparing.map_columns(row, targets, {at: form for at, form in forms.items() if form}, options)
    if request.POST.get("then") == "check":
        preparing.check(row)
    return redirect("import", pk)


@only(Role.MARKETING)
@require_POST
def import_act(request: SignedIn, pk: int, act: str) -> HttpResponse:
    """Start, cancel, undo, discard."""
    row = get_object_or_404(Import, pk=pk)
    if act == "start":
        preparing.start(row, request.user)
    elif act == "cancel":
        preparing.cancel(row, request.user)
        messages.success(request, _("Stopped. What was imported stays; it can be undone."))
    elif act == "undo":
        preparing.undo(row, request.user)
    elif act == "discard":
        preparing.discard(row, request.user)
        messages.success(request, _("%(name)s is forgotten; nothing of it was imported.") % {"name": row.name})
        return redirect("imports")
    return redirect("import", pk)


@only(Role.MARKETING)
@require_safe
def import_report(request: SignedIn, pk: int) -> HttpResponse:
    """The refused rows as a file; with `?all` also those that were imported with a remark."""
    row = get_object_or_404(Import, pk=pk)
    text = report.report(row, refused_only="all" not in request.GET)
    answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{pk}-rows.csv"'
    return answer


def _shown(row: Import) -> dict[str, object]:
    shown: dict[str, object] = {"row": row, "busy": row.state in preparing.UNDER_WAY, "reasons": showing.reasons(row)}
    if row.state in preparing.BEFORE:
        try:
            shown |= _before(row)
        except Unreadable as unreadable:
            shown["unreadable"] = str(unreadable)
    return shown | {"remarks": row.remarks.order_by("row")[:ROWS], "people": showing.people(row)}


def _before(row: Import) -> dict[str, object]:
    """Raises Unreadable."""
    return {
        "columns": showing.column_views(row),
        "choices": showing.choices(row.kind),
        "preview": showing.preview(row),
        "wants": mapping.missing(row.kind, preparing.columns_of(row), row.options),
        "encodings": ENCODINGS,
        "delimiters": DELIMITERS,
        "quotes": QUOTES,
    }


def _numbered(post: QueryDict, name: str) -> dict[int, str]:
    """`target-3=email` as {3: "email"}."""
    found = ((key.removeprefix(f"{name}-"), str(value)) for key, value in post.items() if key.startswith(f"{name}-"))
    return {int(number): value for number, value in found if number.isdigit() and len(number) < 5}
