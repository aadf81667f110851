"""One lead's explanation as lines of text, for a terminal."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from ..evaluating import MILLION
from ..explaining import Change, Explanation, Reason

DAY_US = 86_400_000_000


def told(lead: str, of: Explanation) -> Iterator[str]:
    row = of.result
    rated = f", rated {row['matrix']}" if row["matrix"] else ""
    yield f"{lead}: {row['stage']}{rated}"
    if row["excluded_by"]:
        yield f"  excluded by {row['excluded_by']} ({row['effect']})"
    for name in [name for name in row if name.startswith("score.")]:
        yield from _score(name.removeprefix("score."), of)
    yield f"  {_next(of)}"


def _score(name: str, of: Explanation) -> Iterator[str]:
    value, label = of.result[f"score.{name}"], of.result.get(f"label.{name}")
    if value is None:
        return
    known = f", {of.result[f'coverage.{name}']:.0%} of what its rules ask is known"
    yield f"  {name}: {points(value)} points{f' = {label}' if label else ''}{known}"
    for line in of.lines:
        if line.score == name:
            earned = "" if line.points_earned == line.points_now else f" of {points(line.points_earned)}"
            yield f"    {points(line.points_now):>8}{earned}  {line.rule.rpartition('.')[2]}: {reason(line.reason)}"
    for bite in of.adjustments:
        if bite.score == name:
            yield f"    {points(bite.points):>8}  {_limit(bite.code, bite.rule or bite.group or name)}"


def points(millionths: int) -> str:
    return f"{millionths / MILLION:.2f}".rstrip("0").rstrip(".")


def reason(why: Reason) -> str:
    """What a line was paid for."""
    of: Any = why.params
    match why.code:
        case "event":
            return f"{of['event']}, {_days(of['age_days'])} ago" if of["age_days"] else f"{of['event']}, today"
        case "per":
            return _amounts(of)
        case "waiting":
            what = _amounts(of) if "times" in of else of["event"]
            return f"{what}, pays from {_when(of['pays_us'])}"
        case "tier":
            return f"{of['event']} {of['counted']} times in {_days(of['within_us'] / DAY_US)}"
        case "case":
            return f"{of['trait']} is {of['value']}"
        case "missing":
            return f"{of['trait']} is not known"
        case "absent":
            return f"no {of['event']} for {_days(of['silent_us'] // DAY_US)}".replace("no *", "nothing")
        case "if":
            return "its condition holds"
        case "rollup":
            return f"{of['agg']} of {of['of']} in the company is {points(of['value'])}"
        case "alone":
            return "nobody in the company to count"
    return ", ".join(f"{name} {value}" for name, value in of.items())


def _limit(code: str, name: str) -> str:
    words = {"rule_cap": "cap of the rule", "group_cap": "cap of the group", "range": "range of"}
    return f"{words.get(code, code)} {name.rpartition('.')[2]}"


def _next(of: Explanation) -> str:
    coming = of.next_change
    if coming is None:
        return "Nothing changes by itself."
    return f"On {_when(coming.at_us)}, with no new event: {', '.join(map(_change, coming.changes))}."


def _when(at_us: int) -> str:
    return datetime.fromtimestamp(at_us // MILLION, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _amounts(of: Any) -> str:
    return f"{of['event']}, {of['times']} x {points(of['every'])} of {of['property']}"


def _change(change: Change) -> str:
    what = change.what.removeprefix("label.")
    return f"{what} from {change.before or 'none'} to {change.after or 'none'}"


def _days(count: float) -> str:
    return "1 day" if count == 1 else f"{count:g} days"
