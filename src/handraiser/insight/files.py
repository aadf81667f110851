"""The funnel's tables as CSV, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.handoff.models import Verdict
from handraiser.insight import accepting, comparing, reporting, showing, winning
from handraiser.insight.asked import Asked
from handraiser.insight.days import Calendar, to_date
from handraiser.insight.passing import STAGES
from handraiser.insight.wording import dimension_name
from handraiser.lifecycle.wording import stage_name
from handraiser.people.templatetags.people import called, company_name

Row = Sequence[object]


def answer(name: str, rows: Iterable[Row]) -> HttpResponse:
    """A file to download."""
    text = io.StringIO()
    csv.writer(text).writerows([_safe(cell) for cell in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="funnel-{name}.csv"'}
    return HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def _safe(cell: object) -> object:
    """Text that a spreadsheet would run as a formula begins with an apostrophe; nothing is an empty cell."""
    if cell is None:
        return ""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in tuple("=+-@\t\r") else cell


def _steps(asked: Asked, _calendar: Calendar) -> Iterable[Row]:
    yield (
        *(_("Stage"), _("Entered"), _("Period before"), _("Ever reached the next stage"), _("Cohort conversion")),
        *(_("Snapshot conversion"), _("Median days to the next stage")),
    )
    for step in reporting.steps(reporting.numbers(asked)):
        reached = None if step.reached is None else step.reached.people
        counts = step.entered.people, step.before.people, reached
        yield step.name, *counts, step.cohort, step.snapshot, step.median_days


def _slices(asked: Asked, _calendar: Calendar) -> Iterable[Row]:
    shares = _("Leads that ever became MQL"), _("Leads that ever became customers")
    yield dimension_name(asked.split), *map(stage_name, STAGES), *shares
    for each in reporting.slices(reporting.numbers(asked)):
        yield each.name, *(number.people for number in each.numbers), each.cohort, each.won


def _course(asked: Asked, calendar: Calendar) -> Iterable[Row]:
    yield _("From"), _("To"), *map(stage_name, STAGES)
    for part, counts in reporting.course(reporting.numbers(asked), calendar):
        yield part.first_date, part.last_date, *(counts[stage] for stage in STAGES)


def _mix(_asked: Asked, calendar: Calendar) -> Iterable[Row]:
    yield _("Week from"), *map(stage_name, STAGES)
    for week, counts in showing.mix(calendar).items():
        yield to_date(week), *(counts[stage] for stage in STAGES)


def _won_early(asked: Asked, calendar: Calendar) -> Iterable[Row]:
    yield _("Deal"), _("Person"), _("Company"), _("Won"), _("First contact"), _("Days before")
    for each in winning.early(asked, calendar):
        told = each.deal.name or each.deal.external_id, called(each.person), company_name(each.deal.company)
        yield *told, clock.from_us(each.won_us), clock.from_us(each.contact_us), each.days


def _touches(asked: Asked, calendar: Calendar) -> Iterable[Row]:
    """Each number by the first touch, by the last, and the difference; the last row counts everybody."""
    asked = comparing.compared(asked)
    rows, everybody = comparing.rows(asked, calendar), comparing.everybody(asked, calendar)
    currencies = [money.currency for money in everybody.won.money]
    names = [*map(stage_name, comparing.COMPARED), *(_("Won %(currency)s") % {"currency": each} for each in currencies)]
    names.append(_("Won deals without an amount"))
    touches = _("first touch"), _("last touch"), _("difference")
    yield dimension_name(asked.split), *(f"{name}, {touch}" for name in names for touch in touches)
    for row in (*rows, everybody):
        cells: list[object] = [row.name or _("Everybody")]
        for pair in row.pairs:
            cells += [pair.first.people, pair.last.people, pair.difference]
        first, last = row.won.first, row.won.last
        for each in currencies:
            cells += [first.amount(each), last.amount(each), last.amount(each) - first.amount(each)]
        yield *cells, first.unknown, last.unknown, last.unknown - first.unknown


def _handoffs(asked: Asked, calendar: Calendar) -> Iterable[Row]:
    """By week and verdict, then by reason of rejecting."""
    found = accepting.acceptance(asked, calendar)
    yield _("From"), _("To"), *Verdict.labels, _("Acceptance rate"), _("Reason")
    for part, verdicts in found.weeks:
        counts = verdicts.accepted.people, verdicts.rejected.people, verdicts.recycled.people
        yield part.first_date, part.last_date, *counts, verdicts.rate, None
    for reason, number in found.reasons:
        yield asked.first_date, asked.last_date, None, number.people, None, None, reason or _("no reason given")


TABLES: dict[str, Callable[[Asked, Calendar], Iterable[Row]]] = {
    "steps": _steps,
    "slices": _slices,
    "course": _course,
    "showing-up": _mix,
    "won-early": _won_early,
    "hand-offs": _handoffs,
    "touches": _touches,
}
