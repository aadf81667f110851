"""Rates and how much they can be trusted."""

from dataclasses import dataclass
from math import sqrt

ENOUGH = 5  # of those that did and of those that did not. Source: Cochran (1954), Biometrics 10:417-451.
DIGITS = 6
Z95 = 1.959963984540054
TOO_FEW = (
    f"A rate is only judged where at least {ENOUGH} cases fall on either side (Cochran 1954, Biometrics 10:417-451);"
    " ranges are 95 % score intervals (Wilson 1927, JASA 22:209-212)."
)


@dataclass(frozen=True)
class Rate:
    """`hits` of `cases`."""

    hits: int
    cases: int

    @property
    def value(self) -> float | None:
        return self.hits / self.cases if self.cases else None

    @property
    def enough(self) -> bool:
        """Whether there are cases enough on both sides to judge it."""
        return min(self.hits, self.cases - self.hits) >= ENOUGH

    @property
    def ends(self) -> tuple[float | None, float | None]:
        """The ends of the 95 % interval. Source: Wilson (1927), JASA 22:209-212."""
        if not self.cases:
            return None, None
        share, square = self.hits / self.cases, Z95 * Z95 / self.cases
        middle = (share + square / 2) / (1 + square)
        half = Z95 / (1 + square) * sqrt(share * (1 - share) / self.cases + square / (4 * self.cases))
        return max(0.0, round(middle - half, DIGITS)), min(1.0, round(middle + half, DIGITS))

    def columns(self, name: str) -> dict[str, float | bool | None]:
        low, high = self.ends
        value = None if self.value is None else round(self.value, DIGITS)
        return {name: value, f"{name}_low": low, f"{name}_high": high, f"{name}_enough": self.enough}
