"""Which events may be taken, and which of those are kept: asked by whoever runs the identifying."""

from collections.abc import Sequence
from typing import Protocol

from handraiser.people.cards import PersonCard
from handraiser.people.said import Said


class Door(Protocol):
    """One a batch."""

    def admit(self, sayings: Sequence[Said]) -> Sequence[Said]:
        """Those to take, in order; the others act as if they had never been sent."""

    def keeps(self, said: Said, person: PersonCard) -> bool:
        """Whether an event of this person is kept."""

    def withhold(self, said: Said) -> None:
        """It is not kept."""

    def close(self) -> None:
        """The batch is over, its transaction still open."""


class OpenDoor:
    """Everything is taken and kept."""

    def admit(self, sayings: Sequence[Said]) -> Sequence[Said]:
        return sayings

    def keeps(self, said: Said, person: PersonCard) -> bool:
        return True

    def withhold(self, said: Said) -> None:
        """Nothing is."""

    def close(self) -> None:
        """Nothing is left to do."""
