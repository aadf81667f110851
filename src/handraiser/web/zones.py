"""Pages show times in the user's own zone, else the organisation's."""

import zoneinfo
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from handraiser.organisation.models import Organisation

Answer = Callable[[HttpRequest], HttpResponse]


def own_time_zone(get_response: Answer) -> Answer:
    """Middleware, after authentication."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        with timezone.override(zoneinfo.ZoneInfo(request.user.time_zone or Organisation.get().time_zone)):
            return get_response(request)

    return answer
