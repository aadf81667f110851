"""Random operators, `where` and conditions, drawn from few names and values so that they meet."""

from typing import Any

from hypothesis import strategies as st

Drawn = st.SearchStrategy[Any]

NAMES = ("Seen", "Demo", "Open")
EVENTS = (*NAMES, "Seen", "Demo", "page", "page", "*", "identify", "group")
WINDOWS = ("1h", "36h", "1d", "2d", "3d", "7d")
TRAITS = ("title", "size", "company.size", "address.city", "tags", "since", "rival")
PROPERTIES = ("k", "path", "n", "k", "path", "a.b", "tags", "on")
TEXTS = ("a", "", "A", "ab", "Ab/c", "Straße", "STRASSE", "é", "e\u0301", "12", "true")
PATTERNS = ("a", "^A", "b$", "[a-z]+", "1?2", "ß")
GLOBS = ("a*", "?b*", "*", "A?", "[a]")
NUMBERS = (-5, 0, 1, 1.5, 10, 12, 0.1)
DATES = ("2018-11-03", "2018-11-04", "2026-03-08", "2026-03-29", "2026-10-25", "2026-11-01")

windows = st.sampled_from(WINDOWS)
texts = st.sampled_from(TEXTS)
numbers = st.sampled_from(NUMBERS)
scalars = st.one_of(texts, numbers, st.booleans())


def merged(*parts: Drawn) -> Drawn:
    """One dict out of several."""
    return st.tuples(*parts).map(lambda dicts: {key: value for part in dicts for key, value in part.items()})


def fixed(**keys: Drawn) -> Drawn:
    return st.fixed_dictionaries(keys)


def optional(**keys: Drawn) -> Drawn:
    return st.fixed_dictionaries({}, optional=keys)


def mostly(**keys: Drawn) -> Drawn:
    """All of these keys three times out of four, else none."""
    return st.integers(0, 3).flatmap(lambda quarter: fixed(**keys) if quarter < 3 else st.just({}))


def few(items: Drawn) -> Drawn:
    return several(items, 1, 3)


def several(items: Drawn, least: int, most: int) -> Drawn:
    """As many of each length, where `lists` would mostly draw short ones."""
    return st.integers(least, most).flatmap(lambda length: st.lists(items, min_size=length, max_size=length))


def sorted_pair(items: Drawn) -> Drawn:
    return st.tuples(items, items).map(sorted)


FOLDING: dict[str, Drawn] = {
    **dict.fromkeys(("eq", "ne", "contains", "starts_with", "ends_with"), texts),
    **dict.fromkeys(("in", "not_in", "contains_any", "contains_all"), few(texts)),
    "matches": st.sampled_from(PATTERNS),
    "glob": st.sampled_from(GLOBS),
}
OPERANDS: dict[str, Drawn] = {
    **FOLDING,
    **{f"{name}_ci": operand for name, operand in FOLDING.items()},
    **dict.fromkeys(("eq", "ne", "contains"), scalars),
    **dict.fromkeys(("in", "not_in", "contains_any", "contains_all"), few(scalars) | st.just("rivals")),
    **dict.fromkeys(("gt", "gte", "lt", "lte"), numbers),
    **dict.fromkeys(("before", "after"), st.sampled_from(DATES)),
    **dict.fromkeys(("older_than", "newer_than"), st.sampled_from(("1d", "2d", "3d"))),
    "between": sorted_pair(numbers),
    "exists": st.booleans(),
}
IN_CASES = OPERANDS | {"exists": st.just(True)}
COMMON = ("eq", "in", "gte", "exists", "contains")


def tests(operands: dict[str, Drawn]) -> Drawn:
    """One operator, sometimes two; the common ones more often."""
    names = st.sampled_from(COMMON) | st.sampled_from(sorted(operands))
    chosen = st.lists(names, min_size=1, max_size=2, unique=True)
    return chosen.flatmap(lambda some: st.fixed_dictionaries({name: operands[name] for name in some}))


where = st.dictionaries(st.sampled_from(PROPERTIES), tests(OPERANDS), min_size=1, max_size=2)
plain_events = fixed(event=st.sampled_from(EVENTS))
events = st.one_of(plain_events, plain_events, merged(plain_events, fixed(where=where)))
silences = merged(events, fixed(**{"for": windows}))
leaves = st.one_of(
    merged(fixed(trait=st.sampled_from(TRAITS)), tests(OPERANDS)),
    merged(events, optional(at_least=st.integers(1, 3), within=windows)),
)


def nested(inner: Drawn) -> Drawn:
    """Conditions of one or two levels."""
    branches = st.one_of(fixed(all=few(inner)), fixed(any=few(inner)), fixed(**{"not": inner}))
    return st.one_of(inner, inner, branches, fixed(all=few(branches)), fixed(**{"not": branches}))


conditions = nested(leaves | fixed(absent=silences))
