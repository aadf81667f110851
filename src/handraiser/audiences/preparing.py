"""Keeps the rows of the lists equal to what is recorded: from ids to rows, many in one statement."""

from collections.abc import Sequence

from django.db import connection

from handraiser.audiences import counting, scores
from handraiser.audiences.models import UNKNOWN, Listed
from handraiser.audiences.preparing_companies import describe_companies, roll_up
from handraiser.audiences.stored_json import text_of
from handraiser.people import bulk

TOUCHED = ("first_channel", "first_source", "first_campaign", "last_channel")
COLUMNS = tuple(str(field.column) for field in Listed._meta.concrete_fields)


def refresh(people: Sequence[int]) -> None:
    """Make anew the rows of these people, of those they are folded into, and of all their companies.

    In the caller's transaction. Rows of folded people and of crawlers are removed.
    """
    people = sorted({*people, *_canonical(people)})
    companies = _companies(people)
    with counting.kept("people", people), counting.kept("companies", companies):
        _remove(people)
        describe_companies(companies)
        _write(people)
        roll_up(companies)


def _canonical(people: Sequence[int]) -> set[int]:
    among, ids = bulk.among(people)
    return {row[0] for row in bulk.rows(f"SELECT canonical_id FROM people_person WHERE id {among}", ids)} - {None}


def _companies(people: Sequence[int]) -> list[int]:
    """Those that they belonged to when they were listed, and those that they belong to."""
    among, ids = bulk.among(people)
    found = bulk.rows(
        f"SELECT company_id FROM audiences_listed WHERE person_id {among}"
        f" UNION SELECT company_id FROM people_person WHERE id {among}",
        ids,
        ids,
    )
    return [company for (company,) in found if company is not None]


def _remove(people: Sequence[int]) -> None:
    among, ids = bulk.among(people)
    bulk.execute(
        f"DELETE FROM audiences_listed WHERE person_id {among} AND person_id NOT IN"
        f" (SELECT id FROM people_person WHERE id {among} AND canonical_id = id AND NOT bot AND erased_us IS NULL)",
        ids,
        ids,
    )


def _write(people: Sequence[int]) -> None:
    """Rows that are as they were are left alone, as each index of a row written anew is written anew."""
    among, ids = bulk.among(people)
    names = ", ".join(COLUMNS)
    new = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS[1:])
    old, given = (", ".join(f"{row}.{name}" for name in COLUMNS[1:]) for row in ("audiences_listed", "excluded"))
    differs = f"({old}) IS NOT ({given})" if connection.vendor == "sqlite" else f"({old}) IS DISTINCT FROM ({given})"
    bulk.execute(
        f"INSERT INTO audiences_listed ({names}) SELECT {_values()} FROM people_person p"
        " LEFT JOIN audiences_listedcompany c ON c.company_id = p.company_id"
        " LEFT JOIN organisation_user u ON u.id = p.owner_id"
        " LEFT JOIN lifecycle_standing s ON s.person_id = p.id"
        " LEFT JOIN people_touches w ON w.person_id = p.id"
        f" WHERE p.id {among} AND p.canonical_id = p.id AND NOT p.bot AND p.erased_us IS NULL"
        f" ON CONFLICT (person_id) DO UPDATE SET {new} WHERE {differs}",
        ids,
    )


def _values() -> str:
    called = "coalesce(nullif(p.name, ''), p.email, '')"
    words = (called, *(f"coalesce({word}, '')" for word in ("p.email", "p.title", "c.name", "c.domain")))
    said = {
        "person_id": "p.id",
        "email": "coalesce(p.email, '')",
        "words": "lower(" + " || ' ' || ".join(words) + ")",
        "called": f"lower({called})",
        "company_name": "coalesce(c.name, '')",
        "owner_name": "coalesce(nullif(u.name, ''), u.email, '')",
        "country": f"coalesce(nullif({_trait('country')}, ''), c.country, '')",
        "stage": "coalesce(s.stage, '')",
        "stage_since_us": "coalesce(s.stage_since_us, 0)",
        "matrix": "coalesce(s.matrix, '')",
        "total": f"coalesce(s.total, {UNKNOWN})",
        "known_us": "coalesce(p.known_us, 0)",
        "employees": f"coalesce(c.employees, {UNKNOWN})",
        "unconfirmed": "EXISTS (SELECT 1 FROM people_person f WHERE f.canonical_id = p.id AND f.speaks_us IS NULL)",
        **{name: f"coalesce(w.{name}, '')" for name in TOUCHED},
        **_scores(),
    }
    return ", ".join(said.get(name, f"p.{name}") for name in COLUMNS)


def _scores() -> dict[str, str]:
    """Points and label of the first scores of the model in force, as the standing says."""
    held = [*scores.names(), *[None] * scores.MOST][: scores.MOST]
    said: dict[str, str] = {}
    for place, name in enumerate(held, 1):
        points, label = (_of_standing(column, name) if name else "NULL" for column in ("scores", "labels"))
        whole = points if connection.vendor == "sqlite" else f"({points})::bigint"
        said |= {f"score_{place}": f"coalesce({whole}, {UNKNOWN})", f"label_{place}": f"coalesce({label}, '')"}
    return said


def _of_standing(column: str, name: str) -> str:
    return (
        f"json_extract(s.{column}, '$.\"{name}\"')" if connection.vendor == "sqlite" else f"(s.{column} ->> '{name}')"
    )


def _trait(name: str) -> str:
    """A trait in force of all who are folded into the person, as text."""
    return (
        f"(SELECT {text_of('t.value')} FROM people_person m JOIN people_traitvalue t ON t.person_id = m.id"
        f" WHERE m.canonical_id = p.id AND m.speaks_us IS NOT NULL AND t.name = '{name}' AND t.in_force"
        " ORDER BY t.trust DESC, t.set_us DESC, t.id DESC LIMIT 1)"
    )
