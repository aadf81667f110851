"""Deals move whatever the rules say: a created one to opportunity, a won one to customer; a lost one hands back."""

from .arrays import ALWAYS
from .jit import inner
from .moving import move_to
from .plan import DEAL, LOST, NO_DEAL, NO_EFFECT, OPENED, WON, Plan
from .rows import Results, Rows

VISITOR, LEAD, SQL, OPPORTUNITY, CUSTOMER = 0, 1, 3, 4, 5


@inner
def deals_at_baseline(plan: Plan, rows: Rows, lead: int, now: int) -> None:
    """A lead stands where its deals have put it, unless a person moved it since; what excludes it suspends that."""
    fold, at = plan.fold[0], ALWAYS
    while fold.next_deal < rows.leads[lead].after_deals and rows.deals[fold.next_deal].at <= now:
        fold.deal, at = rows.deals[fold.next_deal].effect, rows.deals[fold.next_deal].at
        fold.next_deal += 1
    if fold.deal == NO_DEAL or fold.ranked_at >= at:
        return
    if fold.effect != NO_EFFECT:
        fold.deal_waits = 1
    else:
        fold.stage = _led_to(plan)


@inner
def follow_deals(plan: Plan, rows: Rows, out: Results, lead: int, now: int) -> bool:
    """Of what happened while something excluded the lead the last acts afterwards. Whether rules may move again."""
    fold, handed_back = plan.fold[0], False
    if fold.deal_waits and fold.effect == NO_EFFECT:
        fold.deal_waits = 0
        handed_back = _act(plan, rows, out, lead)
    while fold.next_deal < rows.leads[lead].after_deals and rows.deals[fold.next_deal].at <= now:
        fold.deal = rows.deals[fold.next_deal].effect
        fold.next_deal += 1
        if fold.effect != NO_EFFECT:
            fold.deal_waits = 1
        elif _act(plan, rows, out, lead):
            handed_back = True
    return handed_back


@inner
def in_deal(plan: Plan) -> bool:
    """Whether a deal holds the stage: no rule moves then."""
    fold = plan.fold[0]
    return (fold.deal == OPENED or fold.deal == WON) and (fold.stage == OPPORTUNITY or fold.stage == CUSTOMER)


@inner
def _act(plan: Plan, rows: Rows, out: Results, lead: int) -> bool:
    fold = plan.fold[0]
    stage = fold.stage
    move_to(plan, rows, out, lead, _led_to(plan), DEAL, -1)
    if fold.deal != LOST or stage != OPPORTUNITY:
        return False
    fold.anew = 1
    return True


@inner
def _led_to(plan: Plan) -> int:
    """The stage that the last deal leads to; the one before is noted."""
    fold = plan.fold[0]
    if fold.deal == LOST:
        if fold.stage != OPPORTUNITY:
            return fold.stage
        return LEAD if fold.before_deal == VISITOR and fold.was_known else fold.before_deal
    if fold.stage <= SQL:
        fold.before_deal = fold.stage
    elif fold.stage != OPPORTUNITY:
        fold.before_deal = VISITOR
    if fold.deal == WON or fold.stage == CUSTOMER:
        return CUSTOMER
    return OPPORTUNITY
