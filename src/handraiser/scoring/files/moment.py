"""A moment as a user names it."""

from datetime import date, datetime

import pyarrow as pa

from .problems import FilesRefused, shown
from .times import TimeForm, moments


def moment(at: datetime | date | str, zone: str, what: str = "at") -> int:
    """Microseconds UTC. A date is its midnight; what names no zone is read as `zone`. Raises FilesRefused."""
    if isinstance(at, datetime) and at.tzinfo is not None:
        return int(pa.scalar(at, pa.timestamp("us", "UTC")).cast(pa.int64()).as_py())
    read = moments(pa.array([at.isoformat() if isinstance(at, date) else at], pa.string()), TimeForm("iso", zone))
    if not read.there[0]:
        raise FilesRefused(f"{what} is empty; allowed: a time such as 2026-05-01 or 2026-05-01T10:30:00Z.")
    if 0 in read.allowed:
        allowed = read.allowed[0].partition(";")[0]
        raise FilesRefused(f"{what} is {shown(at)}; allowed: {allowed}.")
    return int(read.us[0])
