"""Which column is what: guessed from its header and its first cells, then as the user says."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError
from handraiser.exchange.importing import headers, reading, values
from handraiser.exchange.importing.detecting import Form
from handraiser.exchange.importing.targets import BY_NAME, LEAVE_OUT, PROPERTY, TARGETS, TRAIT, Reads, own
from handraiser.exchange.models import ImportKind

LOOKED_AT = 2_000  # rows for the form of dates and numbers
SHOWN = 20
MARKS = (".", ",")


class MappingRefused(HandraiserError):
    """The columns cannot be read like this."""


@dataclass(frozen=True)
class Column:
    """`target`: a field, `trait:x`, `property:x`, or "" to leave it out. `form`: of dates or the decimal mark.

    asked: two date formats read all of its cells; a person must have chosen before anything is imported.
    """

    header: str
    target: str
    form: str = ""
    asked: bool = False

    @property
    def reads(self) -> Reads:
        """How its cells are read."""
        if self.target.startswith((TRAIT, PROPERTY)):
            return Reads.AUTO
        return BY_NAME[self.target].reads if self.target else Reads.TEXT


def told(columns: Sequence[Column]) -> list[dict[str, object]]:
    """As JSON."""
    return [asdict(column) for column in columns]


def guess(kind: str, path: Path, form: Form) -> list[Column]:
    """By the headers; a field is guessed once, other columns are kept under their own names."""
    known, taken, columns = headers.known(kind), set[str](), []
    names = reading.header(path, form)
    for name in names:
        field = known.get(headers.plain(name), "")
        if field in taken:
            field = ""
        taken.add(field)
        columns.append(Column(name, field or f"{own(kind)}{name}"))
    return with_forms(columns, path, form)


def with_forms(columns: Sequence[Column], path: Path, form: Form) -> list[Column]:
    """The same with the format of each column's dates and numbers, by its first cells, where none is chosen."""
    sample = [row.cells for row in islice(reading.rows(path, form), LOOKED_AT)]
    return [
        column if column.form else _with_form(column, [cells[at] for cells in sample if at < len(cells)])
        for at, column in enumerate(columns)
    ]


def _with_form(column: Column, cells: Sequence[str]) -> Column:
    if column.reads == Reads.MOMENT:
        form, asked = values.date_format(cells)
        return replace(column, form=form, asked=asked)
    if column.reads in (Reads.MONEY, Reads.WHOLE):
        return replace(column, form=values.decimal_mark(cells))
    return replace(column, form=values.kind_of(cells)) if column.reads == Reads.AUTO else column


def chosen(kind: str, columns: Sequence[Column], targets: Mapping[int, str], forms: Mapping[int, str]) -> list[Column]:
    """As the user says, column by column. Raises MappingRefused."""
    result = []
    for at, column in enumerate(columns):
        target = targets.get(at, column.target)
        target = f"{own(kind)}{column.header}" if target == "own" else target
        form = forms.get(at, "")
        kept = target == column.target
        result.append(
            Column(column.header, target, form or (column.form if kept else ""), column.asked and kept and not form)
        )
    check(kind, result)
    return result


def check(kind: str, columns: Sequence[Column]) -> None:
    """Raises MappingRefused for a field that is not of this kind, or that two columns claim, or a format unheard of."""
    allowed = {target.name for target in TARGETS[kind]}
    seen: set[str] = set()
    for column in columns:
        is_own = column.target.startswith((TRAIT, PROPERTY))
        if column.target != LEAVE_OUT and not is_own and column.target not in allowed:
            raise MappingRefused(
                _("%(target)s is no field of this kind of file.") % {"target": repr(column.target[:40])}
            )
        if column.target and column.target in seen:
            words = BY_NAME[column.target].words if column.target in BY_NAME else column.target
            raise MappingRefused(_("Two columns are to be %(field)s; only one can be.") % {"field": words})
        if column.form and column.form not in (*values.FORMATS, *MARKS, "number", "answer", "text"):
            raise MappingRefused(_("%(form)s is no format that is offered.") % {"form": repr(column.form[:40])})
        seen.add(column.target)


def missing(kind: str, columns: Sequence[Column], options: Mapping[str, str]) -> list[str]:
    """What must be said before anything can be checked, in words."""
    there = {column.target for column in columns}
    wants = []
    if not there & {"email", "user_id"}:
        wants.append(_("Say which column identifies the person: an e-mail or an id."))
    if kind == ImportKind.EVENTS and "at" not in there:
        wants.append(_("Say which column holds the date of the event."))
    if kind == ImportKind.EVENTS and "event" not in there and not options.get("event"):
        wants.append(_("Say which column holds the event's name, or give one name for all."))
    if kind == ImportKind.DEALS and not there & {"won", "lost", "closed", "created", "state"}:
        wants.append(_("Say which column holds when the deal was created, won or lost."))
    if asked := [column.header for column in columns if column.asked]:
        wants.append(
            _("Day first or month first? Both read every date of: %(columns)s.") % {"columns": ", ".join(asked)}
        )
    return wants
