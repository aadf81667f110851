"""One row: the events it becomes, or why it is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from handraiser.events.rows import NewEvent
from handraiser.exchange.importing import deals
from handraiser.exchange.importing.cells import Reader, Refused, Said
from handraiser.exchange.importing.reading import Row
from handraiser.exchange.importing.remarks import Reason, Remark
from handraiser.exchange.importing.telling import Teller, Who, Writing, who
from handraiser.exchange.models import ImportKind


@dataclass
class Judged:
    """One row. `keys`: by what the person is known. `won_us`: when a deal of theirs was won."""

    row: Row
    events: list[NewEvent] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    keys: list[tuple[str, str]] = field(default_factory=list)
    won_us: int | None = None

    @property
    def is_refused(self) -> bool:
        return any(remark.refused for remark in self.remarks)


class Judge:
    """Judges the rows of one file in their order; remembers who stood in it before."""

    def __init__(self, kind: str, reader: Reader, writing: Writing) -> None:
        self._kind, self._reader, self._writing = kind, reader, writing
        self._seen: dict[object, int] = {}
        self._deals: dict[object, int] = {}

    def judge(self, row: Row) -> Judged:
        """Never raises."""
        judged = Judged(row)
        try:
            self._judge(judged)
        except Refused as refused:
            judged.events, judged.keys = [], []
            judged.remarks = [Remark(refused.reason, refused.column, refused.found)]
        return judged

    def _judge(self, judged: Judged) -> None:
        said = self._reader.read(judged.row.cells)
        person, id_left_out = who(said, self._reader.headers)
        if id_left_out:
            remark = Remark(
                Reason.ID_LEFT_OUT, self._reader.headers["user_id"], said.fields["user_id"][:80], refused=False
            )
            judged.remarks.append(remark)
        self._check_dates(said.fields)
        _BY_KIND[self._kind](self, judged, said, person)
        judged.keys = person.keys

    def _contact(self, judged: Judged, said: Said, person: Who) -> None:
        judged.events = list(Teller(self._writing, judged.row.number, person).contact(said))
        self._meet(judged, person.keys)

    def _event(self, judged: Judged, said: Said, person: Who) -> None:
        if "at" not in said.fields:
            raise Refused(Reason.NO_DATE, self._reader.headers.get("at", ""))
        if not said.fields.get("event", self._writing.event).strip():
            raise Refused(Reason.NO_EVENT, self._reader.headers.get("event", ""))
        judged.events = list(Teller(self._writing, judged.row.number, person).event(said))

    def _deal(self, judged: Judged, said: Said, person: Who) -> None:
        deal = deals.read(said, self._reader.headers, self._writing.now_us)
        key = deal.external_id or self._numbered(person)
        teller = Teller(self._writing, judged.row.number, person)
        judged.events = [teller.outcome(name, at_us, told) for name, at_us, told in deal.outcomes(key)]
        judged.won_us = deal.won_us
        if deal.external_id:
            self._meet(judged, [("deal", key)])

    def _numbered(self, person: Who) -> str:
        """A deal without an id of its own is its person's first, second..."""
        name = person.keys[0][1]
        self._deals[name] = number = self._deals.get(name, 0) + 1
        return name[:240] if number == 1 else f"{name[:240]}#{number}"

    def _meet(self, judged: Judged, keys: list[tuple[str, str]]) -> None:
        """The first of what identifies decides; an id outranks an address, of which several people may share one."""
        key = keys[0]
        if before := self._seen.get(key):
            judged.remarks.append(Remark(Reason.DUPLICATE, "", str(before), refused=False))
        else:
            self._seen[key] = judged.row.number

    def _check_dates(self, fields: Mapping[str, Any]) -> None:
        for name in ("first_contact", "at", "created", "won", "lost", "closed"):
            if fields.get(name, 0) > self._writing.now_us and name != "closed":
                raise Refused(Reason.FUTURE_DATE, self._reader.headers[name], _day(fields[name]))


def _day(at_us: int) -> str:
    return f"{deals.day(at_us)}"


_BY_KIND: dict[str, Callable[[Judge, Judged, Said, Who], None]] = {
    ImportKind.CONTACTS: Judge._contact,
    ImportKind.EVENTS: Judge._event,
    ImportKind.DEALS: Judge._deal,
}
