"""Who must see an alert."""

from handraiser.organisation.models import Role, User
from handraiser.people.models import Person


class Reach:
    """The owner, else every active user of sales, else the administrators, so that no alert has nobody."""

    def __init__(self) -> None:
        active = dict(User.objects.filter(is_active=True).values_list("pk", "role"))
        self._active = set(active)
        self._sales = {user for user, role in active.items() if role == Role.SALES}
        self._administrators = {user for user, role in active.items() if role == Role.ADMINISTRATOR}

    def users(self, person: Person, mover_id: int | None) -> set[int]:
        """Ids of users. Empty when the only one concerned did it (`mover_id`), or when there is no active user."""
        owner = {person.owner_id} if person.owner_id else set()
        reached = (owner & self._active) or self._sales or self._administrators
        return {user for user in reached if user != mover_id}
