"""Pages show times in the user's own zone, and dates and numbers as in their region; else the organisation's."""

import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from handraiser.organisation import regions
from handraiser.organisation.models import Organisation, User

Answer = Callable[[HttpRequest], HttpResponse]


def own_place(get_response: Answer) -> Answer:
    """Middleware, after authentication."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, User):
            return get_response(request)
        with place_of(request.user):
            return get_response(request)

    return answer


@contextmanager
def place_of(user: User) -> Iterator[None]:
    """Times, dates and numbers within the block are the user's."""
    house = Organisation.get()
    zone = zoneinfo.ZoneInfo(user.time_zone or house.time_zone)
    with timezone.override(zone), regions.use(user.region or house.region):
        yield
