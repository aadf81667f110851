"""What a person's deals do: created moves to opportunity, won to customer, lost hands back to the rules."""

from typing import Any

from handraiser.scoring.tests.reference_fold import Fold, move

Row = dict[str, Any]
BEFORE_DEALS = ("visitor", "lead", "mql", "sql")


def acts(person: Row, now_us: int) -> list[Row]:
    """The changes of deals by now that do something to the stage, oldest first."""
    open_ones: set[str] = set()
    won: set[str] = set()
    found = []
    for row in sorted(person["deals"], key=lambda row: (row["at_us"], row["seq"])):
        deal, what = row["opportunity"], row["what"]
        if what == "created":
            does = not won and deal not in open_ones
            open_ones.add(deal)
        elif what == "won":
            does = deal not in won
            won.add(deal)
            open_ones -= {deal}
        else:
            was_open = deal in open_ones
            open_ones -= {deal}
            does = was_open and not open_ones and not won
        if does and row["at_us"] <= now_us:
            found.append(row)
    return found


def stand_at_baseline(fold: Fold, now_us: int) -> None:
    """Where the deals have put somebody, unless a person's move came later; an exclusion suspends it."""
    done = acts(fold.person, now_us)
    moved = [made["at_us"] for made in fold.person["moves"] if made["at_us"] <= now_us]
    overruled = bool(done and moved) and max(moved) >= done[-1]["at_us"]
    if done and not overruled and fold.effect is None:
        fold.stage = led_to(fold, done[-1]["what"], now_us)
    waits = done[-1:] if done and not overruled and fold.effect is not None else []
    fold.dealt = {row["seq"] for row in done if row not in waits}


def act_of_deals(fold: Fold, now_us: int) -> bool:
    """Of what waited for an exclusion's end the last, and all of now. Tells whether a deal hands back to the rules."""
    new = [row for row in acts(fold.person, now_us) if row["seq"] not in fold.dealt]
    waited = [row for row in new if row["at_us"] < now_us]
    handed_back = False
    for row in [*waited[-1:], *new[len(waited) :]]:
        hands_back = row["what"] == "lost" and fold.stage == "opportunity"
        move(fold, led_to(fold, row["what"], now_us), now_us, "deal")
        if hands_back:
            fold.since_us = [None] * len(fold.rules)
            handed_back = True
    fold.dealt |= {row["seq"] for row in new}
    return handed_back


def led_to(fold: Fold, what: str, now_us: int) -> str:
    """The stage a change leads to; which one was before is kept for the day the deal is lost."""
    if what == "lost":
        return fold.before_deal_or_known(now_us) if fold.stage == "opportunity" else fold.stage
    if fold.stage in BEFORE_DEALS:
        fold.before_deal = fold.stage
    elif fold.stage != "opportunity":
        fold.before_deal = "visitor"
    return "customer" if what == "won" or fold.stage == "customer" else "opportunity"


def in_deal(fold: Fold, now_us: int) -> bool:
    """While a deal holds the stage no rule moves."""
    done = acts(fold.person, now_us)
    return bool(done) and done[-1]["what"] != "lost" and fold.stage in ("opportunity", "customer")
