"""The page of tags: each with how many people have it, to be renamed, merged and deleted."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from handraiser.organisation.access import SignedIn, only
from handraiser.people import retagging
from handraiser.people.permitted import TAG_KEEPERS
from handraiser.people.remarks import Tag


@only(*TAG_KEEPERS)
def tags(request: SignedIn) -> HttpResponse:
    """All of them."""
    return render(request, "people/tags.html", {"tags": retagging.counted()})


@only(*TAG_KEEPERS)
@require_POST
def rename(request: SignedIn, tag: int) -> HttpResponse:
    """Another name, with a way back."""
    found = get_object_or_404(Tag, pk=tag)
    before = found.name
    retagging.rename(found, request.POST.get("name", ""), by=request.user)
    words = _("%(before)s is called %(after)s now.") % {"before": before, "after": found}
    undo = reverse("rename-tag-back", args=[tag]) + "?" + urlencode({"name": before})
    messages.success(request, words, extra_tags=undo)
    return redirect("tags")


@only(*TAG_KEEPERS)
@require_POST
def rename_back(request: SignedIn, tag: int) -> HttpResponse:
    """Undo a renaming."""
    retagging.rename(get_object_or_404(Tag, pk=tag), request.GET.get("name", ""), by=request.user)
    messages.success(request, _("Undone."))
    return redirect("tags")


@only(*TAG_KEEPERS)
def merge(request: SignedIn, tag: int) -> HttpResponse:
    """Ask into which, and merge."""
    found = get_object_or_404(retagging.counted(), pk=tag)
    if request.method != "POST":
        others = Tag.objects.exclude(pk=tag).order_by("key")
        return render(request, "people/tag_sure.html", {"tag": found, "others": others, "merging": True})
    into = request.POST.get("into", "")
    kept = get_object_or_404(Tag, pk=into if into.isdecimal() and len(into) < 18 else 0)
    people = retagging.merge(found, kept, by=request.user)
    words = ngettext(
        "%(people)d person who had %(gone)s has %(tag)s now.",
        "%(people)d people who had %(gone)s have %(tag)s now.",
        people,
    )
    messages.success(request, words % {"people": people, "gone": found, "tag": kept})
    return redirect("tags")


@only(*TAG_KEEPERS)
def delete(request: SignedIn, tag: int) -> HttpResponse:
    """Ask, and delete."""
    found = get_object_or_404(retagging.counted(), pk=tag)
    if request.method != "POST":
        return render(request, "people/tag_sure.html", {"tag": found})
    retagging.delete(found, by=request.user)
    messages.success(request, _("The tag %(tag)s is deleted.") % {"tag": found.name})
    return redirect("tags")
