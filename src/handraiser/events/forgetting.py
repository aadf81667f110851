"""Taking events out of the log: the one exception to "events never change", for what may not be kept.

On SQLite any process may do it: it takes the lock that the collector's writer takes, for a small batch at a time, and
ids are never given again, so the writer's stamps and the readers' cursors stay true.
"""

import json
from collections.abc import Collection

from django.conf import settings
from django.db import connections, transaction


def forget(ids: Collection[int]) -> int:
    """Delete these events for good, in a transaction of their own. Gives how many there were."""
    if not ids:
        return 0
    connection = connections[settings.EVENTS_DB]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")  # the file keeps none of their bytes
    with transaction.atomic(using=settings.EVENTS_DB), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "DELETE FROM events_event WHERE id IN (SELECT value FROM json_each(%s))", [json.dumps(list(ids))]
            )
            return int(cursor.rowcount)
        cursor.execute("DELETE FROM events_arrival WHERE event_id = ANY(%s)", [list(ids)])
        cursor.execute("DELETE FROM events_event WHERE id = ANY(%s)", [list(ids)])
        return int(cursor.rowcount)
