"""The parts of a person's page that are about stages and scores."""

from collections.abc import Sequence

from django import template

from handraiser import clock
from handraiser.lifecycle import moving, sheets, wording
from handraiser.lifecycle.models import HandRaise, Move, StageChange
from handraiser.lifecycle.sheets import Sheet
from handraiser.people.chronicle import Row
from handraiser.people.headings import Deed, Heading
from handraiser.people.models import Person
from handraiser.people.timeline import Entry

register = template.Library()
LATEST = 8

register.filter("spoken", wording.spoken)
register.filter("limit", wording.limit)
register.filter("next_change", wording.next_change)
register.filter("why_moved", wording.why_moved)
register.filter("stage_name", wording.stage_name)


@register.simple_tag
def sheet_of(person: Person, at_us: int | None = None) -> Sheet | None:
    """Scores with their lines, as at now or a past moment."""
    return sheets.sheet(person, at_us)


@register.simple_tag
def raised(rows: Sequence[Row]) -> set[int]:
    """Which of the events on a page of the timeline raised a hand."""
    ids = [id_ for row in rows for id_ in _events(row.item)]
    return set(HandRaise.objects.filter(event_id__in=ids).values_list("event_id", flat=True)) if ids else set()


@register.filter
def raised_by(deed: Deed, raises: set[int]) -> bool:
    """Whether any of a visit's events of one name did."""
    return not raises.isdisjoint(deed.ids)


@register.simple_tag
def stage_changes(person: Person, at_us: int | None = None) -> list[StageChange]:
    """The last ones, or the last ones by a moment; the newest first."""
    changes = StageChange.objects.filter(person=person).select_related("by", "version")
    if at_us is not None:
        changes = changes.filter(at_us__lte=at_us)
    return list(changes.order_by("-at_us", "-order")[:LATEST])


@register.simple_tag
def change_after(person: Person, at_us: int) -> StageChange | None:
    """The first one after a moment."""
    return StageChange.objects.filter(person=person, at_us__gt=at_us).order_by("at_us", "order").first()


@register.simple_tag
def change_before(person: Person, at_us: int) -> StageChange | None:
    """The last one before a moment."""
    return StageChange.objects.filter(person=person, at_us__lt=at_us).order_by("at_us", "order").last()


@register.simple_tag
def last_move(person: Person) -> Move | None:
    """The last move by hand."""
    return Move.objects.filter(person__canonical=person).select_related("by").order_by("at_us", "id").last()


@register.simple_tag
def outranks(move: Move | None, changes: Sequence[StageChange]) -> bool:
    """Whether the last move by hand keeps the rules off: nothing has moved the person since, and no review is due."""
    if move is None or not changes or changes[0].cause != "person":
        return False
    return move.review_us is None or move.review_us > clock.now_us()


@register.simple_tag
def by_hand() -> list[tuple[str, str]]:
    """Where a user may move somebody."""
    return [(stage.value, str(stage.label)) for stage in moving.BY_HAND]


def _events(item: object) -> list[int]:
    if isinstance(item, Heading):
        return [id_ for deed in item.done for id_ in deed.ids]
    return [item.event.id] if isinstance(item, Entry) else []
