"""The newest visits of a company's people, whoever made them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from handraiser import clock
from handraiser.people import bulk
from handraiser.people.headings import Heading, headings
from handraiser.people.models import Company, Person
from handraiser.people.timeline import NEWEST_US, Seen
from handraiser.people.visited import Visit, fold
from handraiser.people.visits import GAP_US

LATEST_PEOPLE = 12
MOST_SEEN = 2_000  # sightings looked at
MOST_VISITS = 30
TAIL_US = 12 * clock.HOUR_US  # of a visit that began on this page and went on after it, so much is shown
_SEEN = """
    SELECT p.canonical_id, s.event_id, i.id, i.kind, i.value, s.occurred_us, s.known_us, i.claimed, i.confirmed, s.bot,
           s.held
    FROM people_person p
    JOIN people_identity i ON i.person_id = p.id
    JOIN people_sighting s ON s.identity_id = i.id
    WHERE p.canonical_id {among} AND s.occurred_us >= %s AND s.occurred_us < %s AND NOT s.bot
    ORDER BY s.occurred_us {order}, s.event_id {order} LIMIT %s
"""
_BACK, _FORTH = (_SEEN.replace("{order}", order) for order in ("DESC", "ASC"))


@dataclass(frozen=True)
class VisitOf:
    """A visit and who made it."""

    person: Person
    heading: Heading


class _Whose(NamedTuple):
    person_id: int
    seen: Seen


def newest(company: Company, before_us: int = NEWEST_US) -> tuple[list[VisitOf], int]:
    """Visits that began before a moment, newest first, and the moment since which none of the company's is left out.

    The moment is 0 where nothing is earlier, and later where much happened. Whoever was not seen since it cannot have
    visited since: with each page a dozen people more are looked at.
    """
    people = company.people.listed().order_by("-last_seen_us", "-id")
    more = list(people.filter(last_seen_us__lt=before_us)[: LATEST_PEOPLE + 1])
    since_us = min(more[-1].last_seen_us + 1, before_us - 1) if len(more) > LATEST_PEOPLE else 0
    known = {person.pk: person for person in people.filter(last_seen_us__gte=since_us)}
    among, ids = bulk.among(list(known))
    rows = bulk.rows(_BACK.format(among=among), ids, since_us - GAP_US, before_us, MOST_SEEN)
    if len(rows) == MOST_SEEN:  # what lies before the last one read was not read
        last_us = rows[-1][5]
        read_us = last_us + (GAP_US if last_us + GAP_US + 1 < before_us else 0) + 1
        since_us = min(max(since_us, read_us), before_us - 1)  # a page ends before it begins, whatever it holds
    if before_us < NEWEST_US:
        rows = [*bulk.rows(_FORTH.format(among=among), ids, before_us, before_us + TAIL_US, MOST_SEEN)[::-1], *rows]
    found = sorted(_visits([_whose(row) for row in rows]), key=lambda each: -each[1].begin_us)
    shown = [each for each in found if since_us <= each[1].begin_us < before_us]
    if len(shown) > MOST_VISITS:
        since_us = shown[MOST_VISITS - 1][1].begin_us
        shown = [each for each in shown if each[1].begin_us >= since_us]
    told = headings([visit for _, visit in shown])
    return [VisitOf(known[whose], heading) for (whose, _), heading in zip(shown, told, strict=True)], since_us


def _visits(seen: list[_Whose]) -> Iterator[tuple[int, Visit]]:
    by_person = attrgetter("person_id")
    for person_id, theirs in groupby(sorted(seen, key=by_person), by_person):  # sorting keeps the order of time
        for visit in fold(each.seen for each in theirs):
            yield person_id, visit


def _whose(row: bulk.Row) -> _Whose:
    person_id, event_id, identity_id, kind, value, occurred_us, known_us, *marks = row
    return _Whose(person_id, Seen(event_id, identity_id, kind, value, occurred_us, known_us, *map(bool, marks)))
