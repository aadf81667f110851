"""The list of people: its filters and orders, and its pages by key, so that page 1,000 is as quick as the first."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import QueryDict

from handraiser.people.models import Person

PAGE = 50
SORTS = {"seen": "last_seen_us", "total": "standing__total"}
KEY = re.compile(r"(-?[0-9]{1,18})?_([0-9]{1,18})")
Page = tuple[list[Person], str]


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; everything in it comes from outside."""

    text: str = ""
    stage: str = ""
    owner: str = ""
    matrix: str = ""
    sort: str = "seen"
    after: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Wanted":
        """Unknown sorts fall back to the last seen; the text is cut to what a search can use."""
        sort = query.get("sort", "seen")
        return cls(
            text=query.get("q", "").strip()[:200],
            stage=query.get("stage", ""),
            owner=query.get("owner", ""),
            matrix=query.get("matrix", "")[:8],
            sort=sort if sort in SORTS else "seen",
            after=query.get("after", ""),
        )

    @property
    def robots(self) -> bool:
        """Whether crawlers are wanted, which lists leave out otherwise."""
        return self.stage == "robot"

    def filtered(self) -> bool:
        """Whether an empty answer is the filter's doing."""
        return bool(self.text or self.stage or self.owner or self.matrix)


def page(people: QuerySet[Person], wanted: Wanted) -> Page:
    """The people of one page, and the key of the next page ("" at the end)."""
    field = SORTS[wanted.sort]
    found = _filtered(people, wanted).select_related("company", "owner", "standing")
    found = found.order_by(F(field).desc(nulls_last=True), "-id")
    if (key := _key(wanted.after)) is not None:
        found = found.filter(_beyond(field, *key))
    rows = list(found[: PAGE + 1])
    return rows[:PAGE], _after(rows[PAGE - 1], wanted.sort) if len(rows) > PAGE else ""


def _filtered(people: QuerySet[Person], wanted: Wanted) -> QuerySet[Person]:
    chosen = Q()
    if wanted.stage == "known":
        chosen &= Q(known_us__isnull=False)
    elif wanted.stage and not wanted.robots:
        chosen &= Q(standing__stage=wanted.stage)
    if wanted.owner:
        chosen &= Q(owner=None) if wanted.owner == "nobody" else Q(owner__pk=_number(wanted.owner))
    if wanted.matrix:
        chosen &= Q(standing__matrix=wanted.matrix)
    return people.filter(chosen)


def _beyond(field: str, value: int | None, last_id: int) -> Q:
    if value is None:
        return Q(**{f"{field}__isnull": True}, id__lt=last_id)
    return Q(**{f"{field}__lt": value}) | Q(**{field: value}, id__lt=last_id) | Q(**{f"{field}__isnull": True})


def _after(last: Person, sort: str) -> str:
    standing: Any = getattr(last, "standing", None)
    value = last.last_seen_us if sort == "seen" else standing and standing.total
    return f"{'' if value is None else value}_{last.pk}"


def _key(after: str) -> tuple[int | None, int] | None:
    match = KEY.fullmatch(after)
    return (int(match[1]) if match[1] else None, int(match[2])) if match else None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else 0
