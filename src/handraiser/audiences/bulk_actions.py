"""What can be done with ticked people: a register that other folders write into."""

from dataclasses import dataclass

from handraiser.audiences.columns import Words


@dataclass(frozen=True)
class Action:
    """A button below ticked rows. `url`: the name of a page that takes the list's form by POST.

    That page reads `selecting.selected(request.POST, request.user)`, and asks for what else it needs.
    """

    words: Words
    icon: str
    url: str
    roles: tuple[str, ...]


actions: dict[str, Action] = {}
