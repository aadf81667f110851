"""The events that count for some leads, each with the moment it became theirs."""

import numpy as np
import pyarrow as pa

from handraiser.lifecycle.clusters import SILENT, Clusters, Int64s
from handraiser.lifecycle.snapshots import Read, in_list

_SIGHTINGS = pa.schema(
    [
        ("seq", pa.int64()),
        ("known_us", pa.int64()),
        ("bot", pa.bool_()),
        ("linked_us", pa.int64()),
        ("person", pa.int64()),
    ]
)
_LOG = pa.schema(
    [
        ("occurred_us", pa.int64()),
        ("flags", pa.int64()),
        *((name, pa.string()) for name in ("kind", "name", "path", "url", "title", "referrer", "search", "payload")),
    ]
)
_SEEN = "s.event_id, s.known_us, s.bot, i.linked_us, i.person_id"
_LOGGED = ", ".join(f"e.{name}" for name in _LOG.names)
_BY_IDENTITY = "people_identity i JOIN people_sighting s ON s.identity_id = i.id"
_AT_ONCE = 10_000


def told_events(read: Read, found: Clusters) -> pa.Table:
    """One row an event: `lead`, `seq`, `known_us`, `bot`, `claimed`, and the log's columns."""
    told = _joined(read, found.persons) if read.joins_log else _apart(read, found.persons)
    row = found.rows_of(told["person"])
    known = np.maximum(told["known_us"].to_numpy(), told["linked_us"].to_numpy())
    return (
        told.drop_columns(["known_us", "linked_us", "person"])
        .append_column("known_us", pa.array(np.maximum(known, found.column("folded_us")[row])))
        .append_column("lead", pa.array(found.column("lead")[row]))
        .append_column("claimed", pa.array(found.column("speaks_us")[row] == SILENT))
    )


def _joined(read: Read, persons: Int64s) -> pa.Table:
    return read(
        f"SELECT {_SEEN}, {_LOGGED} FROM {_BY_IDENTITY} JOIN {{log}}events_event e ON e.id = s.event_id"
        f" WHERE i.person_id IN ({in_list(persons)}) AND NOT s.held",
        pa.schema([*_SIGHTINGS, *_LOG]),
    )


def _apart(read: Read, persons: Int64s) -> pa.Table:
    """The same where the log is another database to this connection."""
    seen = read(
        f"SELECT {_SEEN} FROM {_BY_IDENTITY} WHERE i.person_id IN ({in_list(persons)}) AND NOT s.held ORDER BY 1",
        _SIGHTINGS,
    )
    ids = seen["seq"].to_numpy()
    parts = [
        read(
            f"SELECT e.id, {_LOGGED} FROM {{log}}events_event e"
            f" WHERE e.id IN ({in_list(ids[start : start + _AT_ONCE])}) ORDER BY 1",
            pa.schema([_SIGHTINGS.field("seq"), *_LOG]),
        )
        for start in range(0, max(len(ids), 1), _AT_ONCE)
    ]
    return seen.join(pa.concat_tables(parts), "seq", join_type="inner")
