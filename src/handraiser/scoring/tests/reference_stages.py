"""The stage of one person: a fold over all moments, in order."""

from typing import Any

from handraiser.scoring.tests.reference_conditions import is_hand_raise, true_of
from handraiser.scoring.tests.reference_deals import act_of_deals, in_deal, stand_at_baseline
from handraiser.scoring.tests.reference_fold import Fold, hold_ends, in_place, keep_holds, move
from handraiser.scoring.tests.reference_moments import moments, recorded
from handraiser.scoring.tests.reference_scores import scored
from handraiser.scoring.tests.reference_time import duration
from handraiser.scoring.tests.reference_world import World


def folded(document: dict[str, Any], person: dict[str, Any], at_us: int, timezone: str) -> Fold:
    fold = Fold(document, person, timezone)
    fold.since_us = [None] * len(fold.rules)
    first_us = min(recorded(World(document, person, at_us, timezone)))
    start_us = baseline(fold) if has_baseline(person, at_us) else first_us - 1
    times = set(moments(document, person, start_us, at_us, timezone))
    while ahead := sorted(time for time in times.union(hold_ends(fold)) if start_us < time <= at_us):
        start_us = ahead[0]
        step(fold, start_us)
    return fold


def has_baseline(person: dict[str, Any], at_us: int) -> bool:
    return person["baseline_us"] is not None and person["baseline_us"] <= at_us


def baseline(fold: Fold) -> int:
    """Publishing: every rule's truth is taken, only deals move, what holds now cannot fire before it was false."""
    now_us = fold.person["baseline_us"]
    world, result = look(fold, now_us)
    fold.hand_raises = [unfolded(e) for e in world.events if is_hand_raise(e, fold.document)]
    fold.stage = fold.person["baseline_stage"]
    fold.truths = truths(fold, world, result)
    fold.effect = effect_of(result)
    fold.rank = rank_at(fold, world, now_us)
    fold.acted = {made["seq"] for made in moves_by(fold, now_us)}
    stand_at_baseline(fold, now_us)
    fold.truths = truths(fold, world, result)
    keep_holds(fold, now_us)
    fold.spent = {i for i in in_place(fold) if "hold" not in fold.rules[i]}
    return now_us


def rank_at(fold: Fold, world: World, now_us: int) -> dict[str, Any] | None:
    """The last hand-made move, unless its review date or a later hand-raise has come."""
    made = moves_by(fold, now_us)
    if not made or (made[-1]["review_us"] is not None and made[-1]["review_us"] <= now_us):
        return None
    raised = [e for e in world.events if is_hand_raise(e, fold.document)]
    return None if any(e["known_us"] > made[-1]["at_us"] for e in raised) else made[-1]


def moves_by(fold: Fold, now_us: int) -> list[dict[str, Any]]:
    made = [move for move in fold.person["moves"] if move["at_us"] <= now_us]
    return sorted(made, key=lambda move: (move["at_us"], move["seq"]))


def look(fold: Fold, now_us: int) -> tuple[World, dict[str, Any]]:
    world = World(fold.document, fold.person, now_us, fold.timezone)
    return world, scored(world) | {"before": lambda over_us: scores_before(world, over_us)}


def scores_before(world: World, over_us: int) -> dict[str, Any]:
    """The scores so long ago, by what is known now."""
    then_us = world.at_us - over_us
    then = World(world.document, world.person, then_us, world.zone, known_us=world.at_us)
    scores: dict[str, Any] = scored(then)["scores"]
    return scores


def truths(fold: Fold, world: World, result: dict[str, Any]) -> list[tuple[bool, bool]]:
    """Of each rule, with the stage as it is: whether its `if` and its `unless` hold."""
    now = result | {"stage": fold.stage}
    return [
        (true_of(rule["if"], world, now), "unless" in rule and true_of(rule["unless"], world, now))
        for rule in fold.rules
    ]


def effect_of(result: dict[str, Any]) -> str | None:
    return result["excluded"][1] if result["excluded"] else None


def step(fold: Fold, now_us: int) -> None:
    """Things of one instant act together: exclusion first, then what became known, deals, the person, the rules."""
    world, result = look(fold, now_us)
    before, raised = fold.stage, hand_raises_arriving(fold, world, now_us)
    last, fold.truths = fold.truths, truths(fold, world, result)
    changed = fold.truths != last or now_us in hold_ends(fold)
    changed |= exclude(fold, effect_of(result), now_us)
    changed |= end_rank(fold, world, now_us)
    if fold.effect is None:
        changed |= become_known(fold, now_us)
        changed |= act_of_deals(fold, now_us)
        changed |= act_of_person(fold, now_us)
    fold.truths = truths(fold, world, result)
    keep_holds(fold, now_us)
    if changed and fold.effect is None and fold.rank is None and not in_deal(fold, now_us):
        try_rules(fold, before, world, result)
    keep_holds(fold, now_us)
    fold.spent &= in_place(fold)
    report(fold, raised, before, result, now_us)


def hand_raises_arriving(fold: Fold, world: World, now_us: int) -> list[dict[str, Any]]:
    return [e for e in world.events if e["known_us"] == now_us and is_hand_raise(e, fold.document)]


def become_known(fold: Fold, now_us: int) -> bool:
    known_us = fold.person["known_us"]
    if known_us is None or known_us > now_us or fold.stage != "visitor":
        return False
    move(fold, "lead", now_us, "known")
    return True


def end_rank(fold: Fold, world: World, now_us: int) -> bool:
    was, fold.rank = fold.rank, rank_at(fold, world, now_us)
    return was is not None and fold.rank is None


def act_of_person(fold: Fold, now_us: int) -> bool:
    """Hand-made moves that have not acted yet: of those that waited the last, and all of now. Holds start anew."""
    made = [each for each in moves_by(fold, now_us) if each["seq"] not in fold.acted]
    waited = [each for each in made if each["at_us"] < now_us]
    for each in [*waited[-1:], *made[len(waited) :]]:
        move(fold, each["to"], now_us, "person")
        fold.since_us = [None] * len(fold.rules)
    fold.acted |= {each["seq"] for each in made}
    return bool(made)


def exclude(fold: Fold, effect: str | None, now_us: int) -> bool:
    """Disqualify, restore once nothing excludes. Tells whether an exclusion ended."""
    was, fold.effect = fold.effect, effect
    if effect == "disqualify" and was != "disqualify" and fold.held is None:
        fold.held = fold.stage
        move(fold, "disqualified", now_us, "exclusion")
    if effect is not None or was is None:
        return False
    move(fold, fold.held or fold.stage, now_us, "lifted")
    fold.held = None
    fold.since_us = [None] * len(fold.rules)
    return True


def try_rules(fold: Fold, before: str, world: World, result: dict[str, Any]) -> None:
    """The first rule as written that holds moves, then again from the new stage; none entered twice."""
    now_us = world.at_us
    passed = {before, *(change["to"] for change in fold.changes if change["at_us"] == now_us)}
    while (i := firing(fold, passed, now_us)) is not None:
        move(fold, fold.rules[i]["to"], now_us, i)
        passed.add(fold.stage)
        fold.truths = truths(fold, world, result)
        keep_holds(fold, now_us)


def firing(fold: Fold, passed: set[str], now_us: int) -> int | None:
    for i, rule in enumerate(fold.rules):
        due = fold.since_us[i] is not None and now_us - fold.since_us[i] >= duration(rule.get("hold", "0d"))
        if due and i not in fold.spent and rule["to"] not in passed:
            return i
    return None


def report(fold: Fold, raised: list[dict[str, Any]], before: str, result: dict[str, Any], now_us: int) -> None:
    for event in sorted(raised, key=lambda e: e["seq"]):
        stages = {"before": before, "after": fold.stage, "effect": effect_of(result)}
        fold.hand_raises.append({**unfolded(event), **stages})


def unfolded(event: dict[str, Any]) -> dict[str, Any]:
    """A hand-raise that came before the baseline: its stages were another version's."""
    return {"seq": event["seq"], "at_us": event["known_us"], "before": None, "after": None, "effect": None}
