"""Random valid models, small and full of edges. A document is a plain dict; as JSON it is YAML."""

import json
from typing import Any

from hypothesis import strategies as st

from handraiser.scoring.tests.reference_time import duration
from handraiser.scoring.tests.strategies_conditions import (
    IN_CASES,
    TRAITS,
    Drawn,
    conditions,
    events,
    few,
    fixed,
    leaves,
    merged,
    mostly,
    nested,
    optional,
    several,
    silences,
    sorted_pair,
    tests,
    windows,
)


def may_pay(rule: dict[str, Any]) -> bool:
    """Not delayed until its window is over, which is refused."""
    return "delay" not in rule or "within" not in rule or duration(rule["delay"]) < duration(rule["within"])


points = st.sampled_from((5, 10, 20, 1, 7.500001, -5, -10, 0.500003, 33.333333, -3.000005, 0))
ends = st.sampled_from((-100, -20, -7.5, -5, 0, 5, 10, 12.5, 20, 100))
caps = st.sampled_from((0, 5, 12.5, 20))
ranges = st.sampled_from(([-100, 100], [0, 100], [-20, 20], [0, 12.5], [-7.5, 5], [5, 5]))
STAGES = ("visitor", "lead", "mql", "sql", "opportunity", "customer")
WAYS = (
    ("mql", ["lead"]),
    ("sql", ["lead", "mql"]),
    ("sql", ["mql"]),
    ("lead", ["mql"]),
    ("mql", ["lead", "sql"]),
    ("lead", ["mql", "sql", "opportunity"]),
    ("sql", ["lead"]),
)
decays = st.one_of(
    fixed(half_life=st.sampled_from(("1d", "36h", "3d", "21d"))),
    fixed(linear=st.sampled_from(("25%", "10%", "33.3%", "100%")), every=st.sampled_from(("1d", "36h", "2d"))),
    fixed(lifespan=st.sampled_from(("1d", "3d", "7d", "90h"))),
    fixed(step=fixed(points=st.sampled_from((1, 2.5, 7.500001, 33)), every=st.sampled_from(("1d", "36h", "2d")))),
    st.just("none"),
)
spacing = fixed(once_per=windows)
most = fixed(at_most=st.integers(1, 2), per=st.sampled_from(("hour", "day", "week", "month", "ever")))
counts = merged(fixed(count=st.sampled_from(("each", "once")) | spacing | most))
uniques = fixed(count=st.just("unique"), key=st.sampled_from(("k", "path", "a.b", "n")))
counting = st.just({}) | counts | uniques

fading = st.just({}) | fixed(decay=decays) | fixed(within=windows)
delays = st.just({}) | fixed(delay=st.sampled_from(("1h", "1d", "36h")))
event_rules = merged(events, fixed(points=points), counting, fading, delays, optional(cap=caps)).filter(may_pay)
amounts = fixed(property=st.sampled_from(("n", "n", "k", "a.b")), every=st.sampled_from((1, 0.1, 2.5, 5)))
per_rules = merged(events, fixed(per=amounts, points=points), fading, delays, optional(cap=caps)).filter(may_pay)
tiers = few(merged(fixed(at_least=st.integers(1, 3), points=points), optional(within=windows)))
tiers_rules = merged(events, fixed(tiers=tiers), counting)
cases = few(merged(tests(IN_CASES), fixed(points=points)))
trait_rules = merged(fixed(trait=st.sampled_from(TRAITS), cases=cases), optional(missing=points))
if_rules = fixed(**{"if": conditions, "points": points})
absent_rules = merged(
    fixed(absent=silences, points=points), optional(every=st.sampled_from(("1d", "12h", "3d")), cap=caps)
)
rules = st.one_of(event_rules, event_rules, per_rules, tiers_rules, trait_rules, if_rules, absent_rules)


def named(items: Drawn, most: int, letters: str = "abc") -> Drawn:
    """One to `most` of them, under short names."""
    return several(items, 1, most).map(lambda some: dict(zip(letters, some, strict=False)))


groups = merged(fixed(rules=named(rules, 3, "xyz")), optional(cap=ranges, decay=decays))
scores = merged(fixed(groups=named(groups, 2, "gh"), range=ranges))
thresholds = st.lists(ends, min_size=1, max_size=3, unique=True).map(lambda some: dict(zip("ABC", some, strict=False)))
exclusions = fixed(**{"if": conditions, "effect": st.sampled_from(("disqualify", "ignore", "freeze"))})
ignored = fixed(flag=st.sampled_from(("bot", "system"))) | events
lookbacks = st.sampled_from(("3d", "10d", "400d"))
lists = {"rivals": ["a", 12, "Straße"], "free": "@free_mail"}


@st.composite
def models(draw: st.DrawFn, zone: str) -> dict[str, Any]:
    head = {"language": 1, "model": "random", "timezone": zone, "lists": lists}
    raising = mostly(hand_raises=some_of(st.sampled_from(("Demo", "Seen", "Demo", "page"))))
    seldom = optional(ignore=few(ignored), exclude=named(exclusions, 2, "pq"), lookback=lookbacks)
    document = head | draw(merged(raising, seldom | st.just({})))
    document["scores"] = draw(named(scores, 2, ["fit", "engagement"]))
    if "engagement" in document["scores"]:
        document["scores"]["engagement"]["groups"] |= draw(st.just({}) | fixed(r=fixed(rules=named(rollup_rules, 2))))
    document |= draw(st.just({}) | fixed(resets=few(resets(sorted(document["scores"])))))
    document |= draw(summaries(list(document["scores"])))
    return document | draw(mostly(stages=few(stage_rules(document))))


def resets(scores: list[str]) -> Drawn:
    events_of_one = events.filter(lambda event: event["event"] != "*")
    return merged(events_of_one, optional(scores=some_of(st.sampled_from(scores))))


aggregates = st.one_of(
    fixed(agg=st.sampled_from(("sum", "avg", "max"))),
    fixed(agg=st.just("count_at_least"), value=ends),
)
rollups = merged(fixed(of=st.just("fit"), over=st.just("company")), aggregates, optional(within=windows))
totals = st.sampled_from((-5, 0, 1, 2, 5, 7.5, 10, 20))
bounds = st.one_of(fixed(gte=totals), fixed(lt=totals), fixed(gt=totals), fixed(between=sorted_pair(totals)))
rollup_cases = few(merged(bounds, fixed(points=points)))
rollup_rules = merged(fixed(rollup=rollups, cases=rollup_cases), optional(missing=points))


def some_of(names: Drawn) -> Drawn:
    return few(names).map(lambda drawn: sorted(set(drawn)))


@st.composite
def summaries(draw: st.DrawFn, names: list[str]) -> dict[str, Any]:
    """Labels, and of these the matrix; the total."""
    weights = st.sampled_from((0.4, 0.6, 1, 0.000001, -0.5))
    labels = draw(st.fixed_dictionaries({}, optional=dict.fromkeys(names, thresholds)))
    parts: dict[str, Any] = {"labels": labels} if labels else {}
    if labels and draw(st.booleans()):
        parts["matrix"] = "-".join(f"{{{name}}}" for name in labels)
    total = fixed(weights=st.fixed_dictionaries(dict.fromkeys(names, weights)), range=ranges)
    return parts | draw(optional(total=total))


@st.composite
def stage_rules(draw: st.DrawFn, document: dict[str, Any]) -> dict[str, Any]:
    to, starts = draw(st.sampled_from(WAYS))
    backward = any(STAGES.index(to) < STAGES.index(start) for start in starts)
    hold = fixed(hold=windows) if backward else st.just({}) | optional(hold=windows)
    asking = nested(st.one_of(*readings(document), *readings(document), leaves))
    rest = draw(merged(fixed(**{"if": asking}), st.just({}) | optional(unless=asking), hold))
    return {"to": to, "from": starts, **rest}


def readings(document: dict[str, Any]) -> list[Drawn]:
    """Conditions of stages only, on what this document has."""
    names = st.sampled_from(sorted(document["scores"]))
    numbers = fixed(gte=ends) | fixed(lt=ends) | fixed(between=sorted_pair(ends))
    shares = fixed(gte=st.sampled_from((0.5, 1))) | fixed(lt=st.sampled_from((0.333333, 1)))
    found = [
        names.flatmap(lambda name: fixed(score=st.fixed_dictionaries({name: numbers}))),
        names.flatmap(lambda name: fixed(coverage=st.fixed_dictionaries({name: shares}))),
        fixed(stage=some_of(st.sampled_from(STAGES))),
        fixed(delta=merged(fixed(score=st.just("fit"), over=windows), rises)),  # which holds no rollup
    ]
    if "hand_raises" in document:
        raised = st.sampled_from(document["hand_raises"])
        found += 3 * [
            merged(
                fixed(hand_raise=st.just("any") | few(raised).map(lambda n: sorted(set(n)))), optional(within=windows)
            )
        ]
    if "labels" in document:
        found += [st.sampled_from(sorted(document["labels"])).flatmap(lambda name: label_of(document, name))]
    if "matrix" in document:
        found += 2 * [fixed(matrix=few(codes(document)))]
    return found


rises = st.one_of(
    fixed(gte=st.sampled_from((0, 1, 5, 7.500001, 20))),
    fixed(lt=st.sampled_from((0, -5, 5))),
    fixed(between=sorted_pair(ends)),
    fixed(gt=st.just(-10), lte=st.just(10)),
)


def label_of(document: dict[str, Any], name: str) -> Drawn:
    labels = st.sampled_from(sorted(document["labels"][name]))
    return fixed(label=st.fixed_dictionaries({name: few(labels)}))


def codes(document: dict[str, Any]) -> Drawn:
    parts = [st.sampled_from(sorted(steps)) for steps in document["labels"].values()]
    return st.tuples(*parts).map("-".join)


def written(document: dict[str, Any]) -> str:
    """As YAML, one part a line so that a failing example can be read."""
    return "\n".join(f"{key}: {json.dumps(part, ensure_ascii=False)}" for key, part in document.items())
