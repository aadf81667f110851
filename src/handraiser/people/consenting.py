"""What a person agreed to. Of several rows that are one person the strictest answer counts."""

from collections.abc import Collection

from handraiser.people.models import Consent, Person


def in_force(person: Person) -> dict[str, bool]:
    """Purpose -> yes or no, for a canonical person: the last word of each folded row, a no before any yes."""
    last: dict[tuple[int, str], bool] = {}
    rows = Consent.objects.filter(person__canonical=person, person__speaks_us__isnull=False).order_by("id")
    for person_id, purpose, granted in rows.values_list("person_id", "purpose", "granted"):
        last[person_id, purpose] = granted
    answers: dict[str, bool] = {}
    for (_, purpose), granted in last.items():
        answers[purpose] = answers.get(purpose, True) and granted
    return answers


def refusing(purpose: str, people: Collection[int]) -> set[int]:
    """Which of these canonical people say no to a purpose."""
    asked = Consent.objects.filter(purpose=purpose, granted=False, person__canonical__in=list(people))
    said_no = Person.objects.filter(pk__in=asked.values("person__canonical"))
    return {person.pk for person in said_no if in_force(person).get(purpose) is False}
