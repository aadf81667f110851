"""Pages of robots by key, so that page 1,000 is as quick as the first."""

import re

from django.db.models import Q, QuerySet

from handraiser.people.models import Person

PAGE = 50
KEY = re.compile(r"([0-9]{1,18})_([0-9]{1,18})")


def page(people: QuerySet[Person], after: str) -> tuple[list[Person], str]:
    """The people of one page, the last seen first, and the key of the next page ("" at the end)."""
    found = people.select_related("company", "owner").order_by("-last_seen_us", "-id")
    if match := KEY.fullmatch(after):
        seen_us, last = int(match[1]), int(match[2])
        found = found.filter(Q(last_seen_us__lt=seen_us) | Q(last_seen_us=seen_us, id__lt=last))
    rows = list(found[: PAGE + 1])
    return rows[:PAGE], f"{rows[PAGE - 1].last_seen_us}_{rows[PAGE - 1].pk}" if len(rows) > PAGE else ""
