"""Who is showing up: people active by week and stage, and what to do where the mix is lopsided."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Sum
from django.utils.translation import gettext as _

from handraiser.insight.days import Calendar
from handraiser.insight.models import Cell
from handraiser.insight.passing import STAGES

WEEKS = 12  # that the chart shows
JUDGED_WEEKS = 4  # whole ones, that the advice looks at
FEWEST = 30  # known people active in those; fewer say nothing
FEW_LEADS, ENOUGH_VISITORS = 0.02, 200
FEW_FURTHER, ENOUGH_LEADS = 0.10, 50
FEW_SQLS, ENOUGH_MQLS = 0.10, 30
STANDS_OUT = 0.10  # how much more often those who moved on consumed a kind
KINDS_WEEKS = 26  # the leads whose content is compared
Mix = dict[int, dict[str, int]]


class Kind(NamedTuple):
    """A kind of content: the share of leads who consumed it, of those who became MQL and of those who did not."""

    name: str
    moved: float
    stayed: float


@dataclass(frozen=True)
class Advice:
    """A code with its parameters, worded when shown. `kinds`: those that stand out among people who moved on."""

    code: str
    people: int = 0
    share: float = 0.0
    kinds: tuple[Kind, ...] = ()


def mix(calendar: Calendar) -> Mix:
    """By week, the newest last: how many people did something, by the furthest stage they had reached."""
    this = calendar.week(calendar.today)
    found: Mix = {week: dict.fromkeys(STAGES, 0) for week in range(this - 7 * (WEEKS - 1), this + 1, 7)}
    cells = Cell.objects.filter(dimension="showing", month=False, day__in=list(found), stage__in=STAGES)
    for week, stage, people in cells.values_list("day", "stage", "entered"):
        found[week][stage] = people
    return found


def advise(found: Mix, calendar: Calendar) -> Advice:
    """On the last whole weeks. A person active in two weeks counts twice: the mix is one of showings, not of heads."""
    weeks = sorted(found)[-JUDGED_WEEKS - 1 : -1]
    visitors, leads, mqls, *further = (sum(found[week][stage] for week in weeks) for stage in STAGES)
    known = leads + mqls + sum(further)
    if visitors >= ENOUGH_VISITORS and known < FEW_LEADS * (visitors + known):
        return Advice("few_leads", visitors, known / (visitors + known))
    if known < FEWEST:
        return Advice("too_few", known)
    if leads >= ENOUGH_LEADS and mqls + sum(further) < FEW_FURTHER * known:
        return Advice("few_engage", leads, (mqls + sum(further)) / known, kinds_that_move(calendar))
    if mqls >= ENOUGH_MQLS and sum(further) < FEW_SQLS * (mqls + sum(further)):
        return Advice("few_sqls", mqls, sum(further) / (mqls + sum(further)))
    return Advice("balanced", known)


def kinds_that_move(calendar: Calendar) -> tuple[Kind, ...]:
    """The two kinds that leads who became MQL consumed most above those who did not; none where nothing stands out."""
    since = calendar.today - 7 * KINDS_WEEKS
    cells = Cell.objects.filter(stage="lead", month=False, day__gte=since)
    all_leads, all_moved = cells.filter(dimension="").aggregate(a=Sum("entered"), b=Sum("mql")).values()
    if not all_moved or all_leads == all_moved:
        return ()
    consumed = cells.filter(dimension="kind").values_list("value").annotate(Sum("entered"), Sum("mql"))
    kinds = [
        Kind(name, moved / all_moved, (entered - moved) / (all_leads - all_moved)) for name, entered, moved in consumed
    ]
    above = [kind for kind in kinds if kind.moved - kind.stayed >= STANDS_OUT]
    return tuple(sorted(above, key=lambda kind: kind.stayed - kind.moved)[:2])


def sentence(advice: Advice) -> str:
    """The advice in words."""
    words = {
        "too_few": _(
            "Too few known people were active in the last four whole weeks (%(people)s) to say anything about the mix."
        ),
        "few_leads": _(
            "Many visitors, few known people (%(share)s of those active): offer more that is worth an e-mail address,"
            " such as an e-book, a webinar or a newsletter."
        ),
        "few_engage": _("Many leads, few that engage further: %(share)s of the known people active are MQL or beyond."),
        "few_sqls": _(
            "Many MQLs, few SQLs (%(share)s): offer what helps to decide, such as case studies, comparisons and demos,"
            " or look at what the model asks of an SQL."
        ),
        "balanced": _("The mix is balanced: no stage holds back the next one."),
    }[advice.code] % {"people": advice.people, "share": f"{advice.share:.0%}"}
    return f"{words} {_about_kinds(advice.kinds)}" if advice.code == "few_engage" else words


def _about_kinds(kinds: tuple[Kind, ...]) -> str:
    if not kinds:
        return _(
            "No kind of content stands out among those who moved on: offer more for the next step and compare again."
        )
    told = [
        _("%(kind)s (%(moved)s of those who became MQL, %(stayed)s of the others)")
        % {"kind": kind.name.replace("_", " "), "moved": f"{kind.moved:.0%}", "stayed": f"{kind.stayed:.0%}"}
        for kind in kinds
    ]
    return _("What those consumed who moved on, and the others did not: %(kinds)s. Offer more of it to leads.") % {
        "kinds": ", ".join(told)
    }
