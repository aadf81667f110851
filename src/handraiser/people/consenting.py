"""What a person agreed to. Of several rows that are one person the strictest answer counts."""

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
