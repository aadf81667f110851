"""Keeps what reports are made of equal to the records: the rows of changed people, and the cells that sum them up."""

from collections.abc import Iterable, Iterator, Sequence

from handraiser.insight.days import Calendar
from handraiser.insight.models import Passage, Reckoning, Showing
from handraiser.insight.passing import DIMENSIONS, STAGES, Passed, passed, quarters
from handraiser.insight.sharing import Shares
from handraiser.people import bulk

_COLUMNS = (
    *("person_id", *(f"{stage}_us" for stage in STAGES), *(f"{stage}_day" for stage in STAGES)),
    *(*DIMENSIONS, "kinds", "contact_us"),
)
Shown = tuple[int, int, str]  # a row of `Showing`: person, week, stage


def refresh(people: Sequence[int]) -> None:
    """Make anew the rows of these people, and take their old share out of the cells and put the new one in."""
    calendar = Calendar.current()
    _reckon(calendar)
    if not people:
        return
    rows = passed(people, calendar)
    shown = _shown(rows, calendar)
    among, ids = bulk.among(people)
    old_rows = {
        _row(row) for row in bulk.rows(f"SELECT {', '.join(_COLUMNS)} FROM insight_passage {_WHERE}{among}", ids)
    }
    old_shown = {*bulk.rows(f"SELECT person_id, week, stage FROM insight_showing {_WHERE}{among}", ids)}
    new_rows, new_shown = set(rows), set(shown)
    _replace(old_rows - new_rows, new_rows - old_rows)
    _show(old_shown - new_shown, new_shown - old_shown)
    shares = Shares()
    shares.put_in(new_rows - old_rows, new_shown - old_shown, 1)
    shares.put_in(old_rows - new_rows, old_shown - new_shown, -1)
    shares.write()


_WHERE = "WHERE person_id "


def _reckon(calendar: Calendar) -> None:
    """Where the time zone or the first weekday changed, everybody is to be told apart anew."""
    now = {"time_zone": calendar.time_zone, "first_weekday": calendar.first_weekday}
    if not Reckoning.objects.filter(pk=1, **now).exists():
        Reckoning.objects.update_or_create(pk=1, defaults=now)
        bulk.execute("INSERT INTO people_changed (person_id) SELECT person_id FROM insight_passage")


def _row(row: bulk.Row) -> Passed:
    moments, days, values = row[1:7], row[7:13], row[13:-2]
    return Passed(row[0], moments, days, values, row[-2], row[-1])


def _shown(rows: Iterable[Passed], calendar: Calendar) -> Iterator[Shown]:
    """The weeks of each person, with the furthest stage that it had reached by their end."""
    known = {row.person: row for row in rows}
    for person, active in quarters(list(known)).items():
        days = known[person].days
        for week in {calendar.week(day) for day in calendar.days_of(active)}:
            reached = [stage for stage, day in zip(STAGES, days, strict=True) if day is not None and day < week + 7]
            yield person, week, reached[-1] if reached else STAGES[0]


def _replace(gone: Iterable[Passed], come: Iterable[Passed]) -> None:
    some, ids = bulk.among([row.person for row in gone])
    bulk.execute(f"DELETE FROM insight_passage WHERE person_id {some}", ids)
    rows = [(row.person, *row.moments, *row.days, *row.values, row.kinds, row.contact_us) for row in come]
    bulk.insert(Passage, _COLUMNS, sorted(rows, key=lambda row: row[0]))


def _show(gone: Iterable[Shown], come: Iterable[Shown]) -> None:
    people, weeks = {person for person, _, _ in gone}, {(person, week) for person, week, _ in gone}
    if people:
        some, ids = bulk.among(people)
        rows = bulk.rows(f"SELECT id, person_id, week FROM insight_showing WHERE person_id {some}", ids)
        some, ids = bulk.among([row[0] for row in rows if row[1:] in weeks])
        bulk.execute(f"DELETE FROM insight_showing WHERE id {some}", ids)
    bulk.insert(Showing, ("person_id", "week", "stage"), sorted(come))
