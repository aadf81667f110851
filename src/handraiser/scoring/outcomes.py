"""Deals: which of their recorded changes do something to a lead's stage."""

from collections.abc import Sequence

import numpy as np

from .arrays import I64
from .plan import LOST, NO_DEAL, OPENED, WON


def effects(lead: I64, opportunity: Sequence[str], what: Sequence[str]) -> I64:
    """What each change does, in order of lead and time: OPENED, WON, LOST (the last open one is) or NO_DEAL."""
    found = np.full(lead.size, NO_DEAL, np.int64)
    deals = _Deals()
    for row, (key, change) in enumerate(zip(opportunity, what, strict=True)):
        if row and lead[row] != lead[row - 1]:
            deals = _Deals()
        found[row] = deals.effect(key, change)
    return found


class _Deals:
    """Those of one lead. Once one is won the others do nothing but be won too."""

    def __init__(self) -> None:
        self.open: set[str] = set()
        self.won: set[str] = set()

    def effect(self, key: str, change: str) -> int:
        if change == "created" and not self.won and key not in self.open:
            self.open.add(key)
            return OPENED
        if change == "won" and key not in self.won:
            self.won.add(key)
            return WON
        if change == "lost" and key in self.open:
            self.open.discard(key)
            return NO_DEAL if self.open or self.won else LOST
        return NO_DEAL
