"""How often each thing is sent, a day and source: what tells a form that stopped from one that is seldom used."""

from collections import Counter
from collections.abc import Sequence

from django.db import connection

from handraiser import clock
from handraiser.events.models import Flag, Kind
from handraiser.events.reading import EventRow
from handraiser.insight.models import Pulse
from handraiser.people import bulk

MOST_NAMES = 200  # of one source and day; names are written by strangers
LONGEST_NAME = 120
OTHERS = "*"  # all further names together
BOTS = Flag.BOT | Flag.HEADLESS

Beat = tuple[int, str, int]  # source, name, day


def count(rows: Sequence[EventRow]) -> None:
    """Add these events to their day; in the transaction that takes them, so each counts once. Imports do not count."""
    lively = [row for row in rows if not row.flags & Flag.BACKFILL]
    if not lively:
        return
    beats = [(row.source_id, _name(row), day_of(row.received_us)) for row in lively]
    known = _known(beats)
    beats = [beat if beat in known else (beat[0], OTHERS, beat[2]) for beat in beats]
    events, bots, last = Counter(beats), Counter[Beat](), dict[Beat, int]()
    for beat, row in zip(beats, lively, strict=True):
        bots[beat] += bool(row.flags & BOTS)
        last[beat] = max(last.get(beat, 0), row.received_us)
    _add([(*beat, events[beat], bots[beat], last[beat]) for beat in sorted(events)])


def day_of(at_us: int) -> int:
    """Days since 1970, UTC."""
    return at_us // clock.DAY_US


def _name(row: EventRow) -> str:
    return (row.name or "")[:LONGEST_NAME] if row.kind == Kind.TRACK else str(row.kind)


def _known(beats: Sequence[Beat]) -> set[Beat]:
    """Those that may have a row of their own: the first so many names of each source and day."""
    allowed: set[Beat] = set()
    for source, day in {(beat[0], beat[2]) for beat in beats}:
        kept = set(Pulse.objects.filter(source_id=source, day=day).values_list("name", flat=True))
        new = dict.fromkeys(beat[1] for beat in beats if (beat[0], beat[2]) == (source, day) and beat[1] not in kept)
        room = max(MOST_NAMES - len(kept), 0)
        allowed |= {(source, name, day) for name in [*kept, *list(new)[:room]]}
    return allowed


def _add(rows: Sequence[bulk.Row]) -> None:
    later = "max" if connection.vendor == "sqlite" else "greatest"  # a parked event may be taken after younger ones
    newest = (
        "(source_id, name, day) DO UPDATE SET events = insight_pulse.events + excluded.events,"
        f" bots = insight_pulse.bots + excluded.bots, last_us = {later}(insight_pulse.last_us, excluded.last_us)"
    )
    bulk.insert(Pulse, ("source_id", "name", "day", "events", "bots", "last_us"), rows, conflict=newest)
