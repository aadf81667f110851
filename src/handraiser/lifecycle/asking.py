"""Whether an event is one by which somebody asks for something themselves: a hand-raise, or a form."""

from handraiser.events.models import Kind
from handraiser.events.reading import EventRow
from handraiser.lifecycle import publishing

FORM = "Form Submitted"


def asks(event: EventRow) -> bool:
    """By the model in force; without one only forms do."""
    if event.kind == Kind.TRACK and event.name == FORM:
        return True
    newest = publishing.newest()
    if newest is None:
        return False
    raises = publishing.numbered(newest.number).model.hand_raises
    return any(event.kind == hand.call and hand.name in (None, event.name) for hand in raises)
