"""What a person did, and where it moved them, in one order."""

from collections.abc import Sequence
from dataclasses import dataclass

from handraiser.lifecycle.models import HandRaise, StageChange
from handraiser.people.models import Person
from handraiser.people.timeline import Entry


@dataclass(frozen=True)
class Told:
    """One row: something done, or a stage change."""

    at_us: int
    entry: Entry | None = None
    change: StageChange | None = None
    hand_raise: bool = False


def told(person: Person, entries: Sequence[Entry], before_us: int | None, after_us: int | None) -> list[Told]:
    """The entries with the stage changes of their time among them, the newest first.

    before_us, after_us: where the page of the timeline begins and ends; None: with the newest, with the oldest.
    """
    raises = set(HandRaise.objects.filter(event_id__in=[each.event.id for each in entries]).values_list(flat=True))
    done = [Told(each.occurred_us, entry=each, hand_raise=each.event.id in raises) for each in entries]
    changes = StageChange.objects.filter(person=person).select_related("by", "version")
    if before_us is not None:
        changes = changes.filter(at_us__lt=before_us)
    if after_us is not None:
        changes = changes.filter(at_us__gte=after_us)
    moved = [Told(change.at_us, change=change) for change in changes.order_by("-at_us", "-order")]
    return sorted([*moved, *done], key=lambda row: -row.at_us)
