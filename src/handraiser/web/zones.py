"""Pages show times in the user's own zone, else the organisation's."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from handraiser.organisation.models import Organisation, User

Answer = Callable[[HttpRequest], HttpResponse]


def own_time_zone(get_response: Answer) -> Answer:
    """Middleware, after authentication."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, User):
            return get_response(request)
        with timezone.override(zone_of(request.user)):
            return get_response(request)

    return answer


def zone_of(user: User) -> zoneinfo.ZoneInfo:
    """The user's own, else the organisation's."""
    return zoneinfo.ZoneInfo(user.time_zone or Organisation.get().time_zone)
