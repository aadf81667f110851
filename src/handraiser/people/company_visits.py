"""The newest visits of a company's people, whoever made them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from handraiser.people import bulk
from handraiser.people.headings import Heading, headings
from handraiser.people.models import Company, Person
from handraiser.people.timeline import Seen
from handraiser.people.visited import Visit, fold
from handraiser.people.visits import GAP_US

LATEST_PEOPLE = 12
MOST_SEEN = 2_000  # sightings looked at
MOST_VISITS = 30
_SEEN = """
    SELECT p.canonical_id, s.event_id, i.id, i.kind, i.value, s.occurred_us, s.known_us, i.claimed, i.confirmed, s.bot,
           s.held
    FROM people_person p
    JOIN people_identity i ON i.person_id = p.id
    JOIN people_sighting s ON s.identity_id = i.id
    WHERE p.canonical_id {among} AND s.occurred_us >= %s AND NOT s.bot
    ORDER BY s.occurred_us DESC, s.event_id DESC LIMIT %s
"""


@dataclass(frozen=True)
class VisitOf:
    """A visit and who made it."""

    person: Person
    heading: Heading


class _Whose(NamedTuple):
    person_id: int
    seen: Seen


def newest(company: Company) -> tuple[list[VisitOf], int]:
    """Visits of those seen last, newest first, and the moment since which none of the company's is left out.

    Whoever was not seen since that moment cannot have visited since. The moment is later where much happened.
    """
    people = company.people.listed().order_by("-last_seen_us", "-id")
    latest = list(people[: LATEST_PEOPLE + 1])
    since_us = latest[-1].last_seen_us + 1 if len(latest) > LATEST_PEOPLE else 0
    among, ids = bulk.among([person.pk for person in latest])
    rows = bulk.rows(_SEEN.format(among=among), ids, since_us - GAP_US, MOST_SEEN)
    if len(rows) == MOST_SEEN:  # what lies before the last one read was not read
        since_us = max(since_us, rows[-1][5] + GAP_US + 1)
    found = sorted(_visits([_whose(row) for row in rows]), key=lambda each: -each[1].begin_us)
    shown = [each for each in found if each[1].begin_us >= since_us][:MOST_VISITS]
    since_us = shown[-1][1].begin_us if len(shown) == MOST_VISITS else since_us
    known = {person.pk: person for person in latest}
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
