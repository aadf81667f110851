"""Drawing lots that come out as often as they should, also where few are drawn."""

from random import Random


class Lots:
    """Yes or no by the probability asked for each time: what is owed is carried on (systematic sampling)."""

    def __init__(self, chance: Random) -> None:
        self._owed = chance.random()

    def drawn(self, probability: float) -> bool:
        """Of draws with probability p, p of them are yes, give or take one."""
        self._owed += probability
        if self._owed < 1:
            return False
        self._owed -= 1
        return True
