"""Lists of people that other folders name: a register that they write into."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from handraiser.organisation.models import User

Caption = str | Promise
Source = Callable[[str, User], tuple[Caption, "QuerySet[Any, Any]"]]

sources: dict[str, Source] = {}
"""By name, which is also the parameter in the list's address: `sources["funnel"] = those_counted` makes
`/people/?funnel=...` show them. The callable gets the parameter as it came and who asks; it answers with a caption
for the list ("Became MQL in week 41, from Search") and a queryset of ids of people (`.values("person_id")`).
It raises a HandraiserError for what it cannot read.
"""
