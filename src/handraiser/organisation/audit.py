"""The one way to write the audit log."""

from typing import Any

from handraiser import clock
from handraiser.organisation.models import AuditEntry, User


def record(act: str, subject: str = "", *, by: User | None = None, by_name: str = "", **facts: Any) -> AuditEntry:
    """Write one act in the caller's transaction, so that the act and its record commit together.

    `by` None means nobody was signed in; `by_name` then says "command line" or "system".
    """
    at, name = clock.from_us(clock.now_us()), by_name or str(by or "system")
    return AuditEntry.objects.create(at=at, act=act, subject=subject[:200], by=by, by_name=name, facts=facts)
