"""What would happen, in plain sentences; where the data are too few, that."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from ..arrays import DAY, NEVER, Bools
from .asking import Question
from .leads import moments
from .rates import ENOUGH, Rate

NAMES = {"accepted": "accepted hand-offs", "opportunity": "opportunities", "won": "won deals"}


@dataclass(frozen=True)
class Saying:
    """code: what it is about, for a page that words it itself; params: what its words need."""

    code: str
    text: str
    params: dict[str, float]


def sayings(leads: pa.Table, question: Question) -> list[Saying]:
    """leads: those that count."""
    return [_more(leads, question), *_rejected(leads, question), *_won(leads)]


def _flagged(leads: pa.Table, version: str, question: Question) -> Bools:
    """Who became an MQL inside the period."""
    at = moments(leads, f"{version}.mql_us")
    flagged: Bools = (at < NEVER) & (at > question.begin_us)
    return flagged


def _more(leads: pa.Table, question: Question) -> Saying:
    old, new = (int(_flagged(leads, version, question).sum()) for version in ("old", "new"))
    was, now = old / question.weeks, new / question.weeks
    params = {"old": old, "new": new, "weeks": question.weeks}
    if old == new:
        return Saying("as_many", f"As many MQLs as before: {_count(now)} a week.", params)
    more = "more" if now > was else "fewer"
    text = f"{_count(abs(now - was))} {more} MQLs a week: {_count(now)} instead of {_count(was)}."
    return Saying("more", text, params)


def _rejected(leads: pa.Table, question: Question) -> Iterator[Saying]:
    """Of those that only one model flags, as many as sales rejected of the like: first of them, else of all flagged."""
    old, new = (_flagged(leads, version, question) for version in ("old", "new"))
    only, others, code = (new & ~old, new, "gained") if new.sum() >= old.sum() else (old & ~new, old, "lost")
    if not only.any():
        return
    rate = next((rate for rate in (_decided(leads, of) for of in (only, others)) if rate.enough), None)
    who = "that only the draft flags" if code == "gained" else "that only the model in force flags"
    if rate is None or rate.value is None:
        known = _decided(leads, others)
        text = (
            f"Sales decided on {known.cases:,} of these MQLs and rejected {known.hits:,}: too few to say how many"
            f" of those {who} it would have rejected (at least {ENOUGH} rejected and {ENOUGH} accepted are needed)."
        )
        yield Saying("too_few_decisions", text, {"decided": known.cases, "rejected": known.hits})
        return
    a_week = only.sum() / question.weeks
    text = (
        f"Of the {_count(a_week)} a week {who}, sales would have rejected about {_count(a_week * rate.value)}:"
        f" it rejected {rate.hits:,} of {rate.cases:,} of the like."
    )
    yield Saying(f"rejected_{code}", text, {"a_week": a_week, "rejected": rate.hits, "decided": rate.cases})


def _decided(leads: pa.Table, of: Bools) -> Rate:
    accepted, rejected = moments(leads, "accepted_us"), moments(leads, "rejected_us")
    no = of & (rejected < accepted)
    return Rate(int(no.sum()), int(no.sum() + (of & (accepted <= rejected) & (accepted < NEVER)).sum()))


def _won(leads: pa.Table) -> Iterator[Saying]:
    """Against what the old model found, or where it did not, the moment the deal was first heard of."""
    won, deal = moments(leads, "won_us"), moments(leads, "opportunity_us")
    count = int((won < NEVER).sum())
    if not count:
        yield Saying("no_won", "No deal was won in the period, so nothing can be said of won deals.", {})
        return
    old, new = (np.minimum(moments(leads, f"{version}.mql_us"), deal) for version in ("old", "new"))
    mine = won < NEVER
    for code, word, apart in (("earlier", "earlier", old - new), ("later", "later", new - old)):
        some = mine & (apart > 0)
        if some.any():
            days = float(np.median(apart[some] / DAY))
            text = (
                f"{int(some.sum()):,} of {count:,} won deals would have been found {_days(days)} {word} (the median)."
            )
            yield Saying(f"won_{code}", text, {"deals": int(some.sum()), "of": count, "days": days})
    if not (mine & (old != new)).any():
        yield Saying("won_same", f"All {count:,} won deals would have been found when they were.", {"of": count})
    if count < ENOUGH:
        text = f"{count:,} won deals are too few to judge by (at least {ENOUGH} are needed)."
        yield Saying("too_few_won", text, {"of": count})


def _count(number: float) -> str:
    return f"{number:.0f}" if number >= 10 or number == round(number) else f"{number:.1f}"


def _days(days: float) -> str:
    if days < 1:
        return f"{days * 24:.0f} hours"
    return "1 day" if round(days) == 1 else f"{days:.0f} days"
