"""What the live updates tell: to whom, and what is new since they last looked."""

from typing import Protocol

from django.db.models import Max
from django.template.loader import render_to_string

from handraiser.events import reading
from handraiser.events.models import Source
from handraiser.handoff.models import Notice
from handraiser.handoff.wording import word
from handraiser.organisation.access import may
from handraiser.organisation.models import Role, User
from handraiser.web import zones

News = list[tuple[str, str]]
MOST_AT_ONCE = 20


class Stream(Protocol):
    """One open page's place in what happens."""

    def news(self) -> News:
        """(name, HTML or text) of what is new since the last call, in order."""


def open_stream(path: str, user: User) -> Stream | None:
    """None where there is no such stream, or not for this user."""
    if path == "/live/alerts":
        return Alerts(user)
    source = path.removeprefix("/live/sources/")
    if (
        source.isdecimal()
        and len(source) < 18
        and may(user, Role.MARKETING)
        and Source.objects.filter(pk=source).exists()
    ):
        return Arrivals(int(source), user)
    return None


def newest() -> tuple[int, int]:
    """Changes when any stream may have news."""
    return reading.last_id(), Notice.objects.aggregate(newest=Max("id"))["newest"] or 0


class Alerts:
    """The bell of one user: the number unread, and a toast for each new one."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.seen = Notice.objects.filter(user=user).aggregate(newest=Max("id"))["newest"] or 0
        self.unread = -1

    def news(self) -> News:
        later = Notice.objects.filter(user=self.user, pk__gt=self.seen, read_us=None).order_by("pk")
        fresh = list(later.select_related("alert__person")[:MOST_AT_ONCE])
        told: News = [("toast", self._toast(notice)) for notice in fresh]
        unread = Notice.objects.filter(user=self.user, read_us=None).count()
        if unread != self.unread:
            told.append(("unread", str(unread)))
        self.seen = max([self.seen, *(notice.pk for notice in fresh)])
        self.unread = unread
        return told

    def _toast(self, notice: Notice) -> str:
        with zones.place_of(self.user):
            return render_to_string("handoff/_toast.html", {"notice": notice, "words": word(notice.alert)})


class Arrivals:
    """A source's events as they arrive."""

    def __init__(self, source_id: int, user: User) -> None:
        self.source_id = source_id
        self.user = user
        self.seen = reading.last_id()

    def news(self) -> News:
        fresh = [event for event in reading.latest(self.source_id, MOST_AT_ONCE) if event.id > self.seen]
        self.seen = max([self.seen, *(event.id for event in fresh)])
        with zones.place_of(self.user):
            return [("row", render_to_string("events/_arrived.html", {"event": event})) for event in reversed(fresh)]
