"""What sales must know: hand-raises, and entries into SQL that no hand-raise of the same moment tells already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handraiser.lifecycle.models import HandRaise, Stage, StageChange, Standing
from handraiser.lifecycle.telling import DEAL
from handraiser.people.models import Sighting


@dataclass(frozen=True)
class Call:
    """One thing that sales must know, before it is an alert. A hand-raise carries the stage change of its moment."""

    person_id: int
    hand_raise: HandRaise | None
    change: StageChange | None
    unconfirmed: bool = False

    @property
    def event_id(self) -> int | None:
        """The event behind it; None where time or a user moved the person."""
        if self.hand_raise:
            return self.hand_raise.event_id
        return self.change.event_id if self.change else None

    @property
    def once(self) -> str:
        """What makes it one, however often the chore is killed."""
        return once(self.hand_raise) if self.hand_raise else f"change:{self.change.pk if self.change else 0}"

    @property
    def mover_id(self) -> int | None:
        """The user who moved the person by hand: they need no alert of it."""
        return self.change.by_id if self.change and not self.hand_raise else None


def once(hand_raise: HandRaise) -> str:
    """One alert a hand-raise, also when its stage change is folded in later."""
    return f"event:{hand_raise.event_id}"


@dataclass(frozen=True)
class Calls:
    """What a batch asks for: new alerts, and stage changes that an alert raised before still has to tell."""

    new: list[Call]
    late: dict[str, StageChange]  # by what makes that alert one


def calls(raises: Sequence[HandRaise], changes: Sequence[StageChange]) -> Calls:
    """A hand-raise and the stage change of its moment are written together, but a batch may part them."""
    audible = _audible(raises)
    here = {_moment(row) for row in audible}
    entries = [row for row in changes if is_entry(row) and _moment(row) not in here]
    told = {_moment(row): once(row) for row in _raised_before(entries)}
    alone = [row for row in entries if _moment(row) not in told]
    return Calls(
        [*_with_changes(audible, changes), *_without(alone)],
        {told[_moment(row)]: row for row in entries if _moment(row) in told},
    )


def is_entry(change: StageChange) -> bool:
    """Whether somebody became SQL, and not in silence. Who falls back to it with a lost deal is sales' own news."""
    return change.to_stage == Stage.SQL and not change.silent and change.cause != DEAL


def _with_changes(raises: Sequence[HandRaise], changes: Sequence[StageChange]) -> list[Call]:
    beside = {_moment(row): row for row in changes}
    parted = [row for row in raises if row.stage_before != row.stage_after and _moment(row) not in beside]
    beside |= {_moment(row): row for row in _of_the_moments(parted)}
    return [Call(row.person_id, row, beside.get(_moment(row)), row.unconfirmed) for row in raises]


def _without(changes: Sequence[StageChange]) -> list[Call]:
    """Unconfirmed where the event came from an identity that only claims to be this person."""
    events = {row.event_id for row in changes if row.event_id}
    claimed = Sighting.objects.filter(event_id__in=events, identity__claimed=True)
    doubtful = set(claimed.values_list("event_id", flat=True)) if events else set()
    return [Call(row.person_id, None, row, row.event_id in doubtful) for row in changes]


def _raised_before(changes: Sequence[StageChange]) -> list[HandRaise]:
    """The hand-raises that alert, or did, at the very moment of one of `changes`."""
    if not changes:
        return []
    people, moments = {row.person_id for row in changes}, {_moment(row) for row in changes}
    same = HandRaise.objects.filter(person__in=people, at_us__in={row.at_us for row in changes})
    return _audible([row for row in same if _moment(row) in moments])


def _audible(raises: Iterable[HandRaise]) -> list[HandRaise]:
    """A hand-raise alerts at any stage but disqualified, unless the model ignores the person."""
    loud = [row for row in raises if not row.silent and row.stage_after != Stage.DISQUALIFIED]
    if not loud:
        return []
    people = {row.person_id for row in loud}
    ignored = set(Standing.objects.filter(person__in=people, effect="ignore").values_list("person_id", flat=True))
    return [row for row in loud if row.person_id not in ignored]


def _of_the_moments(raises: Sequence[HandRaise]) -> list[StageChange]:
    if not raises:
        return []
    people, moments = {row.person_id for row in raises}, {_moment(row) for row in raises}
    same = StageChange.objects.filter(person__in=people, at_us__in={row.at_us for row in raises})
    return [row for row in same.order_by("order") if _moment(row) in moments]


def _moment(row: HandRaise | StageChange) -> tuple[int, int]:
    return row.person_id, row.at_us
