"""Stages: what one moment does to a lead's stage. Rank: exclusion over person over deal over rules."""

from .arrays import ALWAYS, NEVER
from .dealing import deals_at_baseline, follow_deals, in_deal
from .deciding import holds
from .jit import inner
from .moving import hold_over, in_place, move_to, settle, try_rules, weigh, weigh_by_stage
from .plan import DISQUALIFY, EXCLUSION, KNOWN, LIFTED, NO_DEAL, NO_EFFECT, PERSON, REVIEW, RULE, Plan
from .rows import Results, Rows

VISITOR, LEAD, DISQUALIFIED = 0, 1, 6


@inner
def begin_fold(plan: Plan, rows: Rows, lead: int) -> None:
    fold = plan.fold[0]
    fold.stage = VISITOR
    fold.since = ALWAYS
    fold.before = VISITOR
    fold.held_out = 0
    fold.effect = NO_EFFECT
    fold.excluded_by = -1
    fold.met = 0
    fold.ranked = 0
    fold.ranked_at = ALWAYS
    fold.waiting = -1
    fold.was_known = 0
    fold.deal = NO_DEAL
    fold.deal_waits = 0
    fold.before_deal = VISITOR
    fold.next_deal = rows.leads[lead].first_deal
    fold.next_move = rows.leads[lead].first_move
    fold.next_raise = rows.leads[lead].first_raise
    for r in range(plan.stages.size):
        plan.stages[r].truth = -1
        plan.stages[r].held_since = ALWAYS
        plan.stages[r].blocked = 0


@inner
def begin_at_baseline(plan: Plan, rows: Rows, lead: int, now: int) -> None:
    """Every stage rule's truth is computed and nothing moves but by deals: what holds already cannot fire.

    A hold begins anew, so a rule with one does not hold yet.
    """
    fold, known = plan.fold[0], rows.leads[lead].known <= now
    fold.now = now
    fold.met = 1
    fold.anew = 0
    fold.was_known = 1 if known else 0
    by_known = LEAD if known else VISITOR
    stage = rows.leads[lead].baseline_stage
    fold.stage = stage if stage >= 0 else by_known
    weigh(plan, now)
    exclusion(plan, now)
    if fold.effect != NO_EFFECT and fold.stage == DISQUALIFIED:
        fold.held_out = 1
        fold.before = by_known
    _rank_at_baseline(plan, rows, lead, now)
    deals_at_baseline(plan, rows, lead, now)
    weigh_by_stage(plan, now)
    for r in range(plan.stages.size):
        plan.stages[r].blocked = 1 if in_place(plan, r) and plan.stages[r].hold == 0 else 0
    settle(plan, now)


@inner
def _rank_at_baseline(plan: Plan, rows: Rows, lead: int, now: int) -> None:
    fold, of = plan.fold[0], rows.leads[lead]
    while fold.next_move < of.after_moves and rows.hand_moves[fold.next_move].at <= now:
        _take_rank(plan, rows)
    while fold.next_raise < of.after_raises and rows.raises[fold.next_raise].known <= now:
        if rows.raises[fold.next_raise].known > fold.ranked_at:
            fold.ranked = 0
        fold.next_raise += 1
    if fold.ranked and fold.review_at <= now:
        fold.ranked = 0


@inner
def fold_moment(plan: Plan, rows: Rows, out: Results, lead: int, now: int) -> None:
    """Everything that happens to the stage at one moment, all things of the instant together."""
    fold = plan.fold[0]
    fold.now = now
    fold.order = 0
    fold.anew = 0
    fold.cause = RULE
    fold.passed = 1 << fold.stage
    stage_before, first_raise = fold.stage, fold.next_raise
    raised = _raises(plan, rows, lead, now)
    changed = weigh(plan, now) or fold.met == 0
    fold.met = 1
    changed = hold_over(plan, now) or changed
    changed = _exclude(plan, rows, out, lead, now) or changed
    changed = _become_known(plan, rows, out, lead, now) or changed
    changed = follow_deals(plan, rows, out, lead, now) or changed
    changed = _rank_over(plan, raised, now) or changed
    changed = _move_by_hand(plan, rows, out, lead, now) or changed
    if fold.order:
        weigh_by_stage(plan, now)
    if changed and fold.effect == NO_EFFECT and not fold.ranked and not in_deal(plan):
        try_rules(plan, rows, out, lead)
    settle(plan, now)
    for at in range(first_raise, fold.next_raise):
        rows.raises[at].before = stage_before
        rows.raises[at].after = fold.stage
        rows.raises[at].effect = fold.effect


@inner
def _raises(plan: Plan, rows: Rows, lead: int, now: int) -> bool:
    """Whether a hand-raise arrived at this moment, after the move that has rank."""
    fold, raised = plan.fold[0], False
    while fold.next_raise < rows.leads[lead].after_raises and rows.raises[fold.next_raise].known <= now:
        fold.acted = rows.raises[fold.next_raise].seq
        raised = raised or now > fold.ranked_at
        fold.next_raise += 1
    return raised


@inner
def exclusion(plan: Plan, now: int) -> None:
    """Note the first exclusion whose condition holds."""
    fold = plan.fold[0]
    fold.excluded_by = -1
    fold.effect = NO_EFFECT
    for e in range(plan.exclusions.size):
        if holds(plan, plan.exclusions[e].first, plan.exclusions[e].after, now):
            fold.excluded_by = e
            fold.effect = plan.exclusions[e].effect
            return


@inner
def _exclude(plan: Plan, rows: Rows, out: Results, lead: int, now: int) -> bool:
    """Let an exclusion begin or end; returns whether one ended."""
    fold = plan.fold[0]
    effect_before = fold.effect
    exclusion(plan, now)
    if fold.effect == DISQUALIFY and effect_before != DISQUALIFY and not fold.held_out:
        fold.held_out = 1
        fold.before = fold.stage
        move_to(plan, rows, out, lead, DISQUALIFIED, EXCLUSION, fold.excluded_by)
    if fold.effect != NO_EFFECT or effect_before == NO_EFFECT:
        return False
    fold.anew = 1
    if fold.held_out:
        fold.held_out = 0
        move_to(plan, rows, out, lead, fold.before, LIFTED, -1)
    return True


@inner
def _become_known(plan: Plan, rows: Rows, out: Results, lead: int, now: int) -> bool:
    """Waits while the lead is excluded: nothing moves then."""
    fold = plan.fold[0]
    if fold.was_known or fold.effect != NO_EFFECT or rows.leads[lead].known > now:
        return False
    fold.was_known = 1
    if fold.stage != VISITOR:
        return False
    move_to(plan, rows, out, lead, LEAD, KNOWN, -1)
    return True


@inner
def _rank_over(plan: Plan, raised: bool, now: int) -> bool:
    fold = plan.fold[0]
    if not fold.ranked or not (raised or fold.review_at <= now):
        return False
    if fold.review_at <= now:
        fold.cause = REVIEW
    fold.ranked = 0
    return True


@inner
def _move_by_hand(plan: Plan, rows: Rows, out: Results, lead: int, now: int) -> bool:
    """A person's moves take rank at once, and the stage as soon as nothing excludes."""
    fold, moved = plan.fold[0], False
    if fold.effect == NO_EFFECT and fold.waiting >= 0:
        move_to(plan, rows, out, lead, fold.waiting, PERSON, -1)
        fold.waiting = -1
        moved = True
    while fold.next_move < rows.leads[lead].after_moves and rows.hand_moves[fold.next_move].at <= now:
        to = rows.hand_moves[fold.next_move].to
        _take_rank(plan, rows)
        fold.anew = 1
        moved = True
        if fold.effect == NO_EFFECT:
            move_to(plan, rows, out, lead, to, PERSON, -1)
        else:
            fold.waiting = to
    if fold.ranked and fold.review_at <= now:
        fold.ranked = 0
    return moved


@inner
def _take_rank(plan: Plan, rows: Rows) -> None:
    fold = plan.fold[0]
    by_hand = rows.hand_moves[fold.next_move]
    fold.ranked = 1
    fold.ranked_at = by_hand.at
    fold.review_at = by_hand.review
    fold.next_move += 1


@inner
def next_by_fold(plan: Plan, rows: Rows, lead: int, now: int) -> int:
    """The next moment that hand-raises, moves, deals, reviews, becoming known or holds bring."""
    fold, of = plan.fold[0], rows.leads[lead]
    soonest = NEVER
    if fold.next_raise < of.after_raises:
        soonest = min(soonest, rows.raises[fold.next_raise].known)
    if fold.next_move < of.after_moves:
        soonest = min(soonest, rows.hand_moves[fold.next_move].at)
    if fold.next_deal < of.after_deals:
        soonest = min(soonest, rows.deals[fold.next_deal].at)
    if fold.ranked:
        soonest = min(soonest, fold.review_at)
    if not fold.was_known and of.known > now:
        soonest = min(soonest, of.known)
    if fold.met == 0:
        soonest = min(soonest, of.first_moment)
    for r in range(plan.stages.size):
        rule = plan.stages[r]
        if rule.hold > 0 and rule.held_since > ALWAYS and rule.held_since + rule.hold > now:
            soonest = min(soonest, rule.held_since + rule.hold)
    return soonest
