"""What a person agreed to. Of several rows that are one person the strictest answer counts."""

from collections.abc import Collection
from typing import NamedTuple

from django.utils.translation import gettext as _

from handraiser.errors import HandraiserError
from handraiser.events.models import Source
from handraiser.organisation import audit
from handraiser.organisation.models import User
from handraiser.people import bulk
from handraiser.people.acting import acting
from handraiser.people.book import Proof
from handraiser.people.models import Consent, Person

LONGEST_PURPOSE = 64


class NoPurpose(HandraiserError):
    """What was typed names no purpose, or not where the answer came from."""


class Answer(NamedTuple):
    """One row of the history."""

    row: Consent
    source: str  # its name; "": a user recorded it


def in_force(person: Person) -> dict[str, bool]:
    """Purpose -> yes or no, for a canonical person: the last word of each folded row, a no before any yes."""
    last: dict[tuple[int, str], bool] = {}
    rows = Consent.objects.filter(person__canonical=person, person__speaks_us__isnull=False).order_by("id")
    for person_id, purpose, granted in rows.values_list("person_id", "purpose", "granted"):
        last[person_id, purpose] = granted
    answers: dict[str, bool] = {}
    for (_person, purpose), granted in last.items():
        answers[purpose] = answers.get(purpose, True) and granted
    return answers


def history(person: Person) -> list[Answer]:
    """Every answer of a canonical person and of those folded into it, the newest first: the proof."""
    rows = Consent.objects.filter(person__canonical=person).select_related("by").order_by("-at_us", "-id")
    sources = dict(Source.objects.values_list("id", "name"))
    return [Answer(row, sources.get(row.source_id or 0, "")) for row in rows]


def refusing(purpose: str, people: Collection[int]) -> set[int]:
    """Which of these canonical people say no to a purpose."""
    among, ids = bulk.among(people)
    sql = (
        "SELECT DISTINCT p.canonical_id FROM people_person p JOIN people_consent c ON c.person_id = p.id"
        f" WHERE p.canonical_id {among} AND c.purpose = %s AND NOT c.granted"
    )
    once = [person for (person,) in bulk.rows(sql, ids, purpose)]
    said_no = Person.objects.filter(pk__in=once) if once else ()
    return {person.pk for person in said_no if in_force(person).get(purpose) is False}


def record(person: Person, purpose: str, granted: bool, *, by: User, proof: Proof) -> None:
    """Write down what a person said to a user. It counts for all rows that are the person now.

    Raises NoPurpose without a purpose or without where the answer came from.
    """
    purpose = purpose.strip()
    if not purpose or len(purpose) > LONGEST_PURPOSE:
        raise NoPurpose(_("Name the purpose in at most %(most)s characters.") % {"most": LONGEST_PURPOSE})
    if not proof.came_from.strip():
        raise NoPurpose(_("Say where the answer came from, such as: letter of 3 May. It is the proof."))
    proof = proof._replace(came_from=proof.came_from.strip()[:255], version=proof.version.strip()[:64])
    with acting(person, by=by) as act:
        who = act.who(person)
        for row in who.speaking:
            if row is who or row.consents.get(purpose) is not granted:
                row.consents[purpose] = granted
                act.book.staged.consents.append((row, purpose, granted, act.cause, proof))
        act.book.touch(who, act.cause.at_us)
        audit.record("person.consent_recorded", f"person {who.id}", by=by, purpose=purpose, granted=granted)
