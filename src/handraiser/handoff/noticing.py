"""An alert in somebody's bell, seen."""

from django.db.models import QuerySet

from handraiser import clock
from handraiser.handoff.models import Notice


def read(notices: QuerySet[Notice]) -> None:
    """Those that were read before keep their moment."""
    notices.filter(read_us=None).update(read_us=clock.now_us())
