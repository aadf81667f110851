"""What every page's frame shows: navigation and the bell's number."""

from functools import cache

from django.http import HttpRequest

from handraiser.handoff.models import Notice
from handraiser.web.helping import beside
from handraiser.web.navigation import navigation


def frame(request: HttpRequest) -> dict[str, object]:
    """Context processor. Costs nothing until a template asks, and then once."""
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    return {
        "help_address": lambda: beside(request),
        "navigation": lambda: navigation(request),
        "unread": cache(Notice.objects.filter(user=request.user, read_us=None).count),
    }
