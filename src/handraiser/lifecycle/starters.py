"""The models to start from, as a page tells of them."""

from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handraiser.scoring.language import ScoringModel, parse, starter


@dataclass(frozen=True)
class Starter:
    """One of `scoring.starters`, in words."""

    name: str
    title: str | Promise
    for_whom: str | Promise
    why: tuple[str | Promise, ...]

    @property
    def model(self) -> ScoringModel:
        return _parsed(self.name)

    @property
    def rules(self) -> int:
        """How many there are."""
        return sum(len(group.rules) for score in self.model.scores for group in score.groups)


OFFERED = (
    Starter(
        "b2b-saas",
        _("B2B software"),
        _("You sell to companies, by a demo or a trial, and several people of a company take part."),
        (
            _("Fit is the company's size and industry and the person's seniority; free-mail addresses cost points."),
            _("Engagement is what they read and download, halved every 21 days, and visits to the prices."),
            _("A demo, a trial or a question makes an SQL at once, unless the fit is known to be poor."),
        ),
    ),
    Starter(
        "agency",
        _("Agency and services"),
        _("You sell projects. What counts is the budget, when it begins, and who signs."),
        (
            _("Fit is the brief: budget, start, who decides, and where; job seekers are sorted out."),
            _("Engagement is proof and buying: case studies, the team, services and prices, fading over a month."),
            _("A brief or a booked call makes an SQL at once; who has cooled for three weeks becomes a lead again."),
        ),
    ),
    Starter(
        "e-commerce",
        _("E-commerce to consumers"),
        _("You sell in a shop, to many, and wishes last days. Sales calls the few who are worth it."),
        (
            _("Fit is where you deliver, consent, and what was spent in a year: points for each 50 of revenue."),
            _("Intent is what they want now: products seen, searches, the basket and checkout, gone within days."),
            _("An order fulfils the wish: intent begins anew. Who has unsubscribed is scored and not moved."),
        ),
    ),
)


@cache
def _parsed(name: str) -> ScoringModel:
    return parse(starter(name))
