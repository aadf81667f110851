"""Entries into SQL open hand-offs: one for each entry, none while one is open."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from handraiser.handoff.calling import is_entry
from handraiser.handoff.models import Handoff
from handraiser.lifecycle.models import StageChange
from handraiser.people import changing, locking
from handraiser.people.models import Person


def open_for(changes: Sequence[StageChange]) -> None:
    """Open what these stage changes open, in the caller's transaction. Silent ones open nothing.

    A decision may be told before the worker comes to the entry that it answers: such a hand-off takes the entry on.
    """
    entries = sorted((change for change in changes if is_entry(change)), key=lambda change: change.at_us)
    if not entries:
        return
    locking.hold()  # of two workers the second sees what the first opened
    people = Person.objects.filter(pk__in={change.person_id for change in entries}).select_related("canonical")
    leads = {row.pk: row.canonical or row for row in people}
    before = _handoffs(leads.values())
    told = {row.stage_change_id for rows in before.values() for row in rows}
    opened: list[Handoff] = []
    for change in entries:
        lead = leads[change.person_id]
        if change.pk not in told and (handoff := _answer(change, lead, before[lead.pk])):
            before[lead.pk].append(handoff)
            opened.append(handoff)
    Handoff.objects.bulk_create(row for row in opened if row.pk is None)
    taken_on = [row for row in opened if row.pk is not None]
    Handoff.objects.bulk_update(taken_on, ["stage_change_id", "opened_us"])
    changing.mark(row.person_id for row in opened)


def _answer(change: StageChange, lead: Person, others: Sequence[Handoff]) -> Handoff | None:
    """The hand-off that this entry opens or explains; None where one was open then, or is since."""
    if any(row.opened_us <= change.at_us and _open_at(row, change.at_us) for row in others):
        return None
    later = sorted((row for row in others if row.opened_us > change.at_us), key=lambda row: row.opened_us)
    if not later:
        return Handoff(person=lead, opened_us=change.at_us, stage_change_id=change.pk, owner_id=lead.owner_id)
    first = later[0]
    if first.stage_change_id is not None:
        return None
    first.stage_change_id, first.opened_us = change.pk, change.at_us
    return first


def _open_at(row: Handoff, at_us: int) -> bool:
    return row.decided is None or row.decided.at_us > at_us


def _handoffs(people: Iterable[Person]) -> defaultdict[int, list[Handoff]]:
    found: defaultdict[int, list[Handoff]] = defaultdict(list)
    for row in Handoff.objects.filter(person__canonical__in=people).select_related("decision", "person"):
        found[row.person.canonical_id or row.person_id].append(row)
    return found
