"""When people entered each stage and what they are told apart by, read from the records, many at once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from handraiser.deals.outcomes import first_contacts
from handraiser.insight import contents
from handraiser.insight.contents import Consumed
from handraiser.insight.days import QUARTER_US, Calendar
from handraiser.lifecycle.models import ModelVersion
from handraiser.people import bulk
from handraiser.people.models import Touches

STAGES = ("visitor", "lead", "mql", "sql", "opportunity", "customer")
TOUCH = ("channel", "source", "medium", "campaign", "landing")
DIMENSIONS = (*TOUCH, *(f"last_{name}" for name in TOUCH), "content", "size", "version")
PAIRS = (  # of dimensions, counted together; each in the order of DIMENSIONS
    *(("channel", other) for other in DIMENSIONS if other not in {"channel", "last_medium", "last_landing"}),
    *((other, "size") for other in ("source", "campaign", "last_channel", "last_source", "last_campaign", "content")),
    *((other, "version") for other in ("source", "campaign", "content", "size")),
    *(("source", "campaign"), ("source", "content"), ("campaign", "content")),
)
TOUCHES = tuple(f"{which}_{name}" for which in ("first", "last") for name in TOUCH)  # in the order of DIMENSIONS
SIZES = ((1, "1-9"), (10, "10-49"), (50, "50-199"), (200, "200-999"), (1000, "1000+"))
Moments = tuple[int | None, ...]
Days = tuple[int | None, ...]


class Passed(NamedTuple):
    """A row of `Passage`."""

    person: int
    moments: Moments  # in the order of STAGES
    days: Days
    values: tuple[str, ...]  # in the order of DIMENSIONS
    kinds: str
    contact_us: int | None


def passed(people: Sequence[int], calendar: Calendar) -> list[Passed]:
    """Of those of these people whom lists show."""
    seen = _people(people)
    among = bulk.among(list(seen))
    known, entered, touches, sizes = _known(among), _entered(among), _touches(list(seen)), _sizes(among)
    contacts = first_contacts(list(seen))
    versions = list(ModelVersion.objects.order_by("-published_us").values_list("published_us", "number"))
    moments: dict[int, Moments] = {}
    for person, (first_us, known_us) in seen.items():
        lead_us = None if known_us is None else known.get(person, known_us)
        later = (entered[person].get(stage, (None, None))[0] for stage in STAGES[2:])
        moments[person] = (first_us, lead_us, *later)
    read = contents.consumed({person: at[1] for person, at in moments.items() if at[1] is not None})
    rows = []
    for person, at in moments.items():
        version = entered[person].get("mql", (None, None))[1] or _in_force(versions, at[1])
        content, kinds = _content(read.get(person, ()), at[1], at[2])
        values = (*touches.get(person, ("",) * len(TOUCHES)), content, sizes.get(person, ""), version)
        days = tuple(None if each is None else calendar.day(each) for each in at)
        rows.append(Passed(person, at, days, values, kinds, contacts.get(person)))
    return rows


def quarters(people: Collection[int]) -> dict[int, set[int]]:
    """By person the quarters of an hour in which it did something."""
    among, ids = bulk.among(people)
    found: dict[int, set[int]] = defaultdict(set)
    rows = bulk.rows(
        f"SELECT DISTINCT p.canonical_id, s.occurred_us / {QUARTER_US} FROM people_person p"
        " JOIN people_identity i ON i.person_id = p.id JOIN people_sighting s ON s.identity_id = i.id"
        f" WHERE p.canonical_id {among} AND NOT s.bot AND NOT s.held",
        ids,
    )
    for person, quarter in rows:
        found[person].add(quarter)
    return found


def _people(people: Sequence[int]) -> dict[int, tuple[int, int | None]]:
    among, ids = bulk.among(people)
    shown = "canonical_id = id AND NOT bot AND erased_us IS NULL"
    sql = f"SELECT id, first_seen_us, known_us FROM people_person WHERE id {among} AND {shown}"
    return {person: (first_us, known_us) for person, first_us, known_us in bulk.rows(sql, ids)}


def _known(among: tuple[str, object]) -> dict[int, int]:
    """When the event happened that first told who it is."""
    some, ids = among
    sql = (
        "SELECT p.canonical_id, min(coalesce(s.occurred_us, l.at_us)) FROM people_person p"
        " JOIN people_identity i ON i.person_id = p.id JOIN people_link l ON l.identity_id = i.id"
        " LEFT JOIN people_sighting s ON s.event_id = l.event_id"
        f" WHERE p.canonical_id {some} AND p.speaks_us IS NOT NULL AND i.kind <> 'anonymous' AND i.epoch = 1"
        " AND l.act IN ('opened', 'attached') GROUP BY p.canonical_id"
    )
    return dict(bulk.rows(sql, ids))


def _entered(among: tuple[str, object]) -> dict[int, dict[str, tuple[int, str]]]:
    """By person and stage: the first moment ever, of whoever is folded into it too, and the model's version then."""
    some, ids = among
    sql = (
        "SELECT p.canonical_id, c.to_stage, coalesce(s.occurred_us, c.at_us), v.number FROM people_person p"
        " JOIN lifecycle_stagechange c ON c.person_id = p.id LEFT JOIN people_sighting s ON s.event_id = c.event_id"
        f" LEFT JOIN lifecycle_modelversion v ON v.id = c.version_id WHERE p.canonical_id {some}"
    )
    found: dict[int, dict[str, tuple[int, str]]] = defaultdict(dict)
    for person, stage, at_us, version in bulk.rows(sql, ids):
        entry = at_us, "" if version is None else str(version)
        found[person][stage] = min(found[person].get(stage, entry), entry)
    return found


def _touches(people: Sequence[int]) -> dict[int, tuple[str, ...]]:
    rows = Touches.objects.filter(person__in=people) if len(people) < 500 else None
    if rows is not None:
        return {row[0]: row[1:] for row in rows.values_list("person_id", *TOUCHES)}
    some, ids = bulk.among(people)
    columns = ", ".join(TOUCHES)
    found = bulk.rows(f"SELECT person_id, {columns} FROM people_touches WHERE person_id {some}", ids)
    return {row[0]: row[1:] for row in found}


def _sizes(among: tuple[str, object]) -> dict[int, str]:
    some, ids = among
    sql = (
        "SELECT p.id, t.value FROM people_person p JOIN people_traitvalue t ON t.company_id = p.company_id"
        f" WHERE p.id {some} AND t.name = 'employees' AND t.in_force ORDER BY t.id"
    )
    return {person: size_band(value) for person, value in bulk.rows(sql, ids)}


def size_band(value: str | None) -> str:
    """Of a number of employees as JSON; "" for what is no number of at least one."""
    try:
        count = float((value or "").strip('"'))
    except ValueError:
        return ""
    return next((band for least, band in reversed(SIZES) if count >= least), "")


def _in_force(versions: Iterable[tuple[int, int]], at_us: int | None) -> str:
    """The version published last before the moment; "" where there was none."""
    if at_us is None:
        return ""
    return next((str(number) for published_us, number in versions if published_us <= at_us), "")


def _content(read: Sequence[Consumed], lead_us: int | None, mql_us: int | None) -> tuple[str, str]:
    """The content that made it a lead, and the kinds consumed between that and MQL."""
    if lead_us is None:
        return "", ""
    until_us = lead_us + contents.WITH_US
    before = [each for each in read if each.at_us <= until_us and each.title]
    as_lead = {each.kind for each in read if lead_us <= each.at_us and (mql_us is None or each.at_us < mql_us)}
    return before[-1].title if before else "", ",".join(sorted(as_lead - {""}))[:255]
