"""What the worker asks before it takes an event: whether its sender was erased, and whether objectors are kept.

An event by an identifier of an erased person waits half an hour as `Withheld`, and is deleted. Only an act of their own
will, made after they were erased, brings it back and starts a new person: a form sent, sales asked for, or an e-mail
given together with a yes to a purpose. Servers and imports never do.
"""

from collections.abc import Callable, Iterable, Sequence

from handraiser import clock
from handraiser.events import reading
from handraiser.events.models import Flag, Kind
from handraiser.events.reading import EventRow
from handraiser.organisation.models import Objection, Organisation
from handraiser.people import bulk, said
from handraiser.people.cards import PersonCard
from handraiser.people.models import IdentityKind, Sighting, Trust
from handraiser.people.said import Said
from handraiser.privacy import digests
from handraiser.privacy.models import Erased, Withheld

TOGETHER_US = 30 * clock.MINUTE_US  # a form and the identify of the same device belong together
WATCHED = (Kind.PAGE, Kind.SCREEN, Kind.TRACK)  # what people do; the other calls say who they are
PROFILING = "profiling"


class Gate:
    """One a batch, inside its transaction. `asks` says whether an event is a hand-raise or a form."""

    def __init__(self, asks: Callable[[EventRow], bool]) -> None:
        self._asks = asks
        self._drops = Organisation.get().objection == Objection.DROP
        self._stones: dict[str, Erased] = {}
        self._held: dict[str, list[int]] = {}  # by device: events that wait
        self._admitted: dict[str, list[EventRow]] = {}  # by device, of this batch
        self._new: dict[int, Withheld] = {}
        self._lifted: list[Erased] = []

    def admit(self, sayings: Sequence[Said]) -> Sequence[Said]:
        """Leave out what erased people's devices, servers and imports send, unless they came back themselves."""
        if not Erased.objects.exists():
            return sayings
        named = {one for each in sayings for one in [digests.device(each), *digests.others(each)] if one}
        self._find_stones(named)
        for device, event_id in _withheld(digests.device(each) for each in sayings):
            self._held.setdefault(device, []).append(event_id)
        if not self._stones and not self._held:
            return sayings
        admitted = []
        for each in sayings:
            some = self._admit(each)
            self._admitted.setdefault(digests.device(each), []).extend(one.event for one in some)
            admitted += some
        return admitted

    def keeps(self, said: Said, person: PersonCard) -> bool:
        """An objector's deeds only where the organisation keeps them; what they ask of sales always."""
        if not self._drops or said.event.kind not in WATCHED:
            return True
        members = person.canonical.speaking if person.speaks else [person]
        return all(member.consents.get(PROFILING) is not False for member in members) or self._asks(said.event)

    def withhold(self, said: Said) -> None:
        """An objector's: goes at once."""
        self._new[said.event.id] = Withheld(event_id=said.event.id, until_us=0)

    def close(self) -> None:
        """Write what is withheld, and whose stones no longer block."""
        Withheld.objects.bulk_create(self._new.values(), ignore_conflicts=True)
        if self._lifted:
            Erased.objects.bulk_update(self._lifted, ["lifted_us"])

    # ---- erased people ------------------------------------------------------------------------------------------

    def _admit(self, said: Said) -> list[Said]:
        device, others = digests.device(said), digests.others(said)
        stones = [self._stones[one] for one in (device, *others) if self._blocks(one)]
        waiting = self._held.get(device, [])
        if (stones or waiting) and self._is_voluntary(said, stones):
            back = self._take_back(device, said)
            self._lift([device, *others, *(other for each in back for other in digests.others(each))], said)
            return [*back, said]
        if any(self._blocks(other) for other in others) or (self._blocks(device) and not others):
            self._wait(said, device)
            return []
        self._lift([device], said)  # somebody else's now
        return [said]

    def _is_voluntary(self, said: Said, stones: Sequence[Erased]) -> bool:
        event = said.event
        if event.trust != Trust.T0 or event.flags & Flag.BACKFILL:
            return False
        if any(event.occurred_us <= stone.at_us for stone in stones):
            return False  # sent again, or late
        gives_email = event.kind == Kind.IDENTIFY and said.email is not None
        return self._asks(event) or (gives_email and (said.agrees or self._asked_before(said)))

    def _asked_before(self, said: Said) -> bool:
        """Whether the device sent a form or asked for sales a moment ago."""
        recent = Sighting.objects.filter(
            identity__kind=IdentityKind.ANONYMOUS,
            identity__value=said.anonymous or " ",  # no device is called so
            known_us__gt=said.event.received_us - TOGETHER_US,
        )
        events = reading.by_ids(list(recent.values_list("event_id", flat=True)))
        return any(self._asks(event) for event in [*events, *self._admitted.get(digests.device(said), [])])

    def _take_back(self, device: str, by: Said) -> list[Said]:
        """What the device said just before, once the tombstone stood."""
        held = reading.by_ids(self._held.pop(device, []) if device else [])
        back = [said.read(event) for event in held if event.received_us > by.event.received_us - TOGETHER_US]
        Withheld.objects.filter(pk__in=[each.event.id for each in back]).delete()
        for each in back:
            self._new.pop(each.event.id, None)
        self._find_stones({one for each in back for one in digests.others(each)})
        return back

    def _wait(self, said: Said, device: str) -> None:
        until_us = said.event.received_us + TOGETHER_US
        self._new[said.event.id] = Withheld(event_id=said.event.id, device=device, until_us=until_us)
        if device:
            self._held.setdefault(device, []).append(said.event.id)

    def _blocks(self, one: str) -> bool:
        return one in self._stones and self._stones[one].lifted_us is None

    def _lift(self, some: Iterable[str], said: Said) -> None:
        for one in some:
            if self._blocks(one):
                self._stones[one].lifted_us = said.event.received_us
                self._lifted.append(self._stones[one])

    def _find_stones(self, named: set[str]) -> None:
        among, value = bulk.among(named - self._stones.keys())
        ids = [row[0] for row in bulk.rows(f"SELECT id FROM privacy_erased WHERE digest {among}", value)]
        self._stones |= {stone.digest: stone for stone in Erased.objects.filter(pk__in=ids, lifted_us=None)}


def _withheld(devices: Iterable[str]) -> list[tuple[str, int]]:
    wanted = {device for device in devices if device}
    if not Withheld.objects.exists():
        return []
    among, value = bulk.among(wanted)
    sql = f"SELECT device, event_id FROM privacy_withheld WHERE device {among} ORDER BY event_id"
    return [(device, event_id) for device, event_id in bulk.rows(sql, value)]
