"""What a list must show of each person and company, read row by row from what is recorded."""

import json
from collections import Counter
from typing import Any

from handraiser.audiences import counting, preparing
from handraiser.audiences.models import UNKNOWN, Listed, ListedCompany, ValueCount
from handraiser.audiences.preparing_companies import RANKS
from handraiser.lifecycle.models import Standing
from handraiser.lifecycle.publishing import current
from handraiser.people import traits
from handraiser.people.models import Company, Person, Touches

Rows = dict[int, dict[str, Any]]


def people() -> Rows:
    rows = {}
    for person in Person.objects.listed().select_related("company", "owner"):
        standing = Standing.objects.filter(person=person).first()
        of_company = company(person.company)
        email = person.email or ""
        rows[person.pk] = {
            "key": person.key,
            "email": email,
            "name": person.name,
            "title": person.title,
            "called": (person.name or email).lower(),
            "words": " ".join(
                [person.name or email, email, person.title, of_company["name"], of_company["domain"]]
            ).lower(),
            "company_id": person.company_id,
            "company_name": of_company["name"],
            "owner_id": person.owner_id,
            "owner_name": str(person.owner or ""),
            "country": _text(traits.in_force(person), "country") or of_company["country"],
            "stage": standing.stage if standing else "",
            "stage_since_us": (standing and standing.stage_since_us) or 0,
            "matrix": (standing and standing.matrix) or "",
            "total": UNKNOWN if standing is None or standing.total is None else standing.total,
            **_scores(standing),
            "first_seen_us": person.first_seen_us,
            "known_us": person.known_us or 0,
            "last_seen_us": person.last_seen_us,
            "employees": of_company["employees"],
            **dict.fromkeys(preparing.TOUCHED, ""),
            **(Touches.objects.filter(person=person).values(*preparing.TOUCHED).first() or {}),
            "unconfirmed": person.folded.filter(speaks_us=None).exists(),
        }
    return rows


def company(of: Company | None) -> dict[str, Any]:
    if of is None:
        return {"name": "", "domain": "", "country": "", "employees": UNKNOWN, "industry": ""}
    told = traits.of_company(of)
    return {
        "name": of.name or of.domain or of.group_id or "",
        "domain": of.domain or "",
        "country": _text(told, "country"),
        "industry": _text(told, "industry"),
        "employees": next((_count(each.value) for each in told if each.name == "employees"), UNKNOWN),
    }


def companies() -> Rows:
    listed = people()
    rows = {}
    for of in Company.objects.all():
        own = [row for row in listed.values() if row["company_id"] == of.pk]
        if not own:
            continue
        stages = [row["stage"] for row in own]
        rows[of.pk] = {
            **company(of),
            "key": of.key,
            "people": len(own),
            "leads": stages.count("lead"),
            "mqls": stages.count("mql"),
            "sqls": stages.count("sql"),
            "customers": stages.count("customer"),
            "best_stage": next((stage for stage in reversed(RANKS) if stage in stages), ""),
            "total": max(row["total"] for row in own),
            "last_seen_us": max(row["last_seen_us"] for row in own),
            "owner_id": of.owner_id,
            "owner_name": str(of.owner or ""),
        }
    return rows


def check() -> None:
    """Prepared rows and counts equal the slow truth."""
    for slow, model in ((people(), Listed), (companies(), ListedCompany)):
        found = {row.pk: row for row in model.objects.all()}
        assert {key: {name: getattr(row, name) for name in slow.get(key, {})} for key, row in found.items()} == slow
    for of, (_, _, columns) in counting.COUNTED.items():
        rows = list((Listed if of == "people" else ListedCompany).objects.values(*columns))
        for column in columns:
            counts = Counter("" if row[column] is None else str(row[column]) for row in rows)
            kept = dict(ValueCount.objects.filter(field=f"{of}.{column}").values_list("value", "listed"))
            assert kept == dict(counts)


def _scores(standing: Standing | None) -> dict[str, int | str]:
    model = current()
    names = [score.name for score in model.model.scores][:3] if model else []
    found: dict[str, int | str] = {}
    for place in (1, 2, 3):
        name = names[place - 1] if place <= len(names) else None
        points, label = (standing.scores.get(name), standing.labels.get(name)) if standing and name else (None, None)
        found |= {f"score_{place}": UNKNOWN if points is None else points, f"label_{place}": label or ""}
    return found


def _text(told: list[traits.TraitView], name: str) -> str:
    text = next((each.value for each in told if each.name == name and isinstance(each.value, str)), "")
    return "" if any(char == "\0" or char > "\uffff" for char in text) else text.strip(" ")[:64]


def _count(value: Any) -> int:
    text = value if isinstance(value, str) else json.dumps(value)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else UNKNOWN
