"""What the filters of a list offer: the values really seen, the most frequent first."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from handraiser.audiences import counting, making, scores, searching
from handraiser.audiences.columns import Filter, ListKind, Words
from handraiser.audiences.conditions import uuids, whole_numbers
from handraiser.audiences.kinds import COMPANIES
from handraiser.audiences.models import ListedCompany, ValueCount
from handraiser.audiences.wanted import NONE, Wanted
from handraiser.lifecycle.wording import spoken
from handraiser.organisation.models import User
from handraiser.people.models import Company
from handraiser.people.remarks import Tag

OFFERED = 40
NAMED = 10
COUNTED = {"values", "labels", "users"}  # kinds of filters whose values are counted
Frequent = dict[str, dict[str, int]]


class Option(NamedTuple):
    """A value that can be chosen; `rows` None: not counted."""

    value: str
    words: Words
    rows: int | None
    chosen: bool


class Choice(NamedTuple):
    """A filter with its options."""

    name: str
    words: Words
    options: list[Option]
    is_searched: bool = False  # more are offered for what is typed

    @property
    def chosen(self) -> list[Option]:
        return [option for option in self.options if option.chosen]


def choices(wanted: Wanted, user: User) -> list[Choice]:
    """Of every filter that has something to offer this user."""
    filters = scores.filters(wanted.kind)
    counted = [each.field for each in filters.values() if each.kind in COUNTED]
    frequent = counting.most_frequent(wanted.kind.name, counted, OFFERED)
    found = [
        Choice(
            name,
            each.words,
            _options(wanted.kind, each, wanted.filters.get(name, ()), user, frequent),
            each.kind == "company",
        )
        for name, each in filters.items()
    ]
    offered = {choice.name for choice in found}
    found += [_lost(name, values) for name, values in wanted.filters.items() if name not in offered]
    return [choice for choice in found if choice.options or choice.is_searched]


def companies_named(text: str) -> list[Option]:
    """The companies of the list that a text finds, those with most people first; none for no text."""
    rows = searching.holding(COMPANIES, " ".join(text.split())[:200])[0]
    found = ListedCompany.objects.filter(rows).order_by("-people", "company_id")[:NAMED]
    return [Option(str(company.key), company.name, company.people, chosen=False) for company in found]


def _lost(name: str, values: tuple[str, ...]) -> Choice:
    """By a score of another model: said, and to be taken away."""
    words = _("%(score)s (not in the model in force)") % {"score": spoken(name.removeprefix("label."))}
    return Choice(name, words, [Option(value, value, 0, chosen=True) for value in values])


def _options(kind: ListKind, each: Filter, chosen: tuple[str, ...], user: User, frequent: Frequent) -> list[Option]:
    if each.kind in {"bands", "within"}:
        return [Option(value, words, None, value in chosen) for value, words in (each.choices or {}).items()]
    if each.kind == "tags":
        names = dict.fromkeys([*Tag.objects.order_by("name").values_list("name", flat=True)[:OFFERED], *chosen])
        return [Option(name, name, None, name in chosen) for name in names]
    if each.kind == "audiences":
        return _audiences(chosen, user)
    if each.kind == "company":
        found = Company.objects.filter(key__in=uuids(chosen))
        return [Option(str(of.key), of.name or of.domain or of.group_id or "", None, True) for of in found]
    counts = _counts(kind, each, chosen, frequent)
    if each.kind == "labels":
        counts = {label: counts.get(label, 0) for label in each.choices or {}} | {"": counts.pop("", 0)} | counts
    words = _words(each, counts)
    return [
        Option(value or NONE, words.get(value) or value or _("None"), rows, (value or NONE) in chosen)
        for value, rows in counts.items()
    ]


def _audiences(chosen: tuple[str, ...], user: User) -> list[Option]:
    """By name; one that is chosen and not among the user's (any more) is called so."""
    seen = making.seen_by(user)
    rows = [*seen.filter(pk__in=whole_numbers(chosen)), *seen[:OFFERED]]
    options = {str(row.pk): Option(str(row.pk), row.name, row.people, str(row.pk) in chosen) for row in rows}
    lost = {each: Option(each, _("one that you cannot see"), 0, chosen=True) for each in chosen if each not in options}
    return [*sorted(options.values(), key=lambda option: str(option.words).casefold()), *lost.values()]


def _counts(kind: ListKind, each: Filter, chosen: tuple[str, ...], frequent: Frequent) -> dict[str, int]:
    counts = dict(frequent[each.field])
    missing = {"" if value in {NONE, "nobody"} else value for value in chosen} - set(counts)
    if missing:
        of = ValueCount.objects.filter(field=f"{kind.name}.{each.field}", value__in=missing)
        counts |= dict.fromkeys(missing, 0) | dict(of.values_list("value", "listed"))
    return counts


def _words(each: Filter, values: dict[str, int]) -> dict[str, Words]:
    if each.kind == "users":
        ids = [int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 18]
        users = User.objects.filter(pk__in=ids)
        return {**{str(user.pk): str(user) for user in users}, "": _("Nobody")}
    return dict(each.choices or {})
