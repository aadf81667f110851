"""Exports: asking for one, watching it being written, fetching the file."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from handraiser.audiences import exporting
from handraiser.audiences.exporting import EXPORTERS
from handraiser.audiences.kept import Export
from handraiser.audiences.kinds import named
from handraiser.audiences.wanted import Wanted
from handraiser.organisation.access import SignedIn, only

SHOWN = 50
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@require_POST
@only(*EXPORTERS)
def export(request: SignedIn, kind: str) -> HttpResponse:
    wanted = Wanted.read(named(kind), QueryDict(request.POST.get("query", "")))
    made = exporting.ask(wanted, request.POST.get("format", ""), by=request.user)
    if made.ready_us:
        return redirect("download-export", made.key)
    messages.success(request, _("The file is being written. It can be fetched here once it is ready."))
    return redirect("exports")


@only(*EXPORTERS)
def exports(request: SignedIn) -> HttpResponse:
    """The user's own, the newest first."""
    own = list(Export.objects.filter(user=request.user).order_by("-pk")[:SHOWN])
    shown = [(each, named(each.kind).words) for each in own]
    waits = any(not each.ready_us and not each.failed for each in own)
    return render(request, "audiences/exports.html", {"exports": shown, "waits": waits})


@only(*EXPORTERS)
def download(request: SignedIn, key: UUID) -> HttpResponse:
    """The file, to whoever asked for it."""
    found = get_object_or_404(Export, key=key, user=request.user, expires_us__isnull=False)
    file = exporting.path(found)
    if not file.exists():
        raise Http404
    answer = FileResponse(file.open("rb"), as_attachment=True, filename=f"{found.kind}-{found.pk}.{found.format}")
    answer.headers["Content-Type"] = TYPES[found.format]
    return answer  # type: ignore[return-value]
