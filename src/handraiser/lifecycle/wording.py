"""Scores, lines, stage changes and what comes next, in words. In the reader's language and zone, when shown."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as formatted
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handraiser import clock
from handraiser.lifecycle.models import Stage, StageChange
from handraiser.scoring.explaining import Adjustment, Change, NextChange, Reason

LONGEST_VALUE = 60
MILLION = 1_000_000


def spoken(name: str) -> str:
    """A model's name for something as one would say it: `scores.engagement.groups.asking.rules.e_book` is "E book"."""
    words = name.rpartition(".")[2].replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def stage_name(stage: str | None) -> str:
    """As people say it."""
    return str(Stage(stage).label) if stage in Stage.values else str(stage or "")


def grounds(reason: Reason) -> str:
    """What earned a line's points; "" where the rule's name says it all."""
    told = reason.params
    match reason.code:
        case "event":
            return event_name(told["event"])
        case "per":
            return _per(told)
        case "waiting":
            said = _per(told) if "times" in told else event_name(told["event"])
            return _("%(what)s, pays from %(day)s") % {"what": said, "day": _day(told["pays_us"])}
        case "tier":
            number = ngettext("%(number)d time", "%(number)d times", told["counted"]) % {"number": told["counted"]}
            return _("%(event)s: %(times)s in %(span)s") % {
                "event": event_name(told["event"]),
                "times": number,
                "span": span(told["within_us"]),
            }
        case "case":
            return _("%(trait)s is %(value)s") % {"trait": told["trait"], "value": _short(told["value"])}
        case "missing":
            return _("%(trait)s is not known") % {"trait": told["trait"]}
        case "absent":
            return _silence(told)
        case "rollup":
            return _rolled_up(told)
        case "alone":
            return _("nobody in the company to count")
    return ""


def _rolled_up(told: Mapping[str, Any]) -> str:
    words = {
        "sum": _("%(score)s of the whole company together is %(value)s"),
        "avg": _("%(score)s of the company on average is %(value)s"),
        "max": _("the highest %(score)s in the company is %(value)s"),
        "count_at_least": _("people in the company with enough %(score)s: %(value)s"),
    }
    value = f"{told['value'] / MILLION:.2f}".rstrip("0").rstrip(".")
    return words[told["agg"]] % {"score": spoken(told["of"]).lower(), "value": value}


def _per(told: Mapping[str, Any]) -> str:
    return _("%(event)s: %(times)d × %(every)s of %(property)s") % {
        "event": event_name(told["event"]),
        "times": told["times"],
        "every": f"{told['every'] / MILLION:.6f}".rstrip("0").rstrip("."),
        "property": told["property"],
    }


def event_name(event: str) -> str:
    """As the model names it, or the kind of call in words."""
    words = {"page": _("Page viewed"), "screen": _("Screen opened"), "*": _("Anything")}
    return words.get(event, event)


def span(span_us: int) -> str:
    """A duration in the largest unit that goes into it: `7 days`, `36 hours`."""
    days, hours = span_us / clock.DAY_US, span_us / clock.HOUR_US
    if days >= 1 and (days.is_integer() or days > 3):
        return ngettext("%(number)d day", "%(number)d days", round(days)) % {"number": round(days)}
    if hours >= 1:
        return ngettext("%(number)d hour", "%(number)d hours", round(hours)) % {"number": round(hours)}
    minutes = round(span_us / clock.MINUTE_US)
    return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}


def limit(adjustment: Adjustment) -> str:
    """Which cap or range bites."""
    words = {
        "rule_cap": _("Cap of the rule %(name)s"),
        "group_cap": _("Cap of the group %(name)s"),
        "range": _("Range of %(name)s"),
    }
    name = adjustment.rule or adjustment.group or adjustment.score
    return words[adjustment.code] % {"name": spoken(name)}


def next_change(coming: NextChange | None) -> str:
    """What happens with nothing new, and when: "Drops below MQL on 3 May if nothing happens."."""
    if coming is None or not coming.changes:
        return _("Nothing changes by itself.")
    changes = sorted(coming.changes, key=lambda change: change.what not in ("stage", "matrix"))
    first = next((change for change in changes if change.what == "stage"), changes[0])
    said = _sentence(first) % {"day": _day(coming.at_us)}
    others = [_aside(change) for change in changes if change is not first]
    return f"{said} ({', '.join(others)})." if others else f"{said}."


def why_moved(change: StageChange) -> str:
    """What moved somebody, beside the event that did."""
    match change.cause:
        case "known":
            return _("became known")
        case "rule" if change.because:
            return _("by the model: %(because)s") % {"because": spoken(change.because).lower()}
        case "rule":
            return (
                _("by the model, rated %(matrix)s") % {"matrix": change.matrix} if change.matrix else _("by the model")
            )
        case "person":
            by = str(change.by or _("a user"))
            return _("by %(user)s: %(reason)s") % {"user": by, "reason": change.because} if change.because else by
        case "deal":
            return _why_by_deal(change)
        case "exclusion":
            return _("excluded: %(name)s") % {"name": spoken(change.rule).lower()}
        case "lifted":
            return _("no longer excluded")
        case "review":
            return _("its review date came")
        case "identity":
            return _("what belongs to whom was sorted out anew")
    return change.cause


def _why_by_deal(change: StageChange) -> str:
    words = {Stage.OPPORTUNITY: _("a deal was created"), Stage.CUSTOMER: _("a deal was won")}
    return words.get(Stage(change.to_stage), _("the deal was lost"))


def _sentence(change: Change) -> str:
    """With a place for the day."""
    if change.what != "stage":
        subject = _("The matrix") if change.what == "matrix" else spoken(change.what)
        told = {"subject": subject, "before": change.before or "–", "after": change.after or "–", "day": "%(day)s"}
        return _("%(subject)s goes from %(before)s to %(after)s on %(day)s if nothing happens") % _kept(told)
    order = list(Stage.values)
    before, after = change.before or Stage.VISITOR, change.after or Stage.VISITOR
    if order.index(after) < order.index(before):
        return _("Drops below %(stage)s on %(day)s if nothing happens") % _kept({"stage": stage_name(before)})
    return _("Becomes %(stage)s on %(day)s if nothing happens") % _kept({"stage": stage_name(after)})


def _kept(told: Mapping[str, str]) -> dict[str, str]:
    """Names of the model may hold a percent sign; the day is filled in later."""
    return {name: value.replace("%", "%%") for name, value in told.items()} | {"day": "%(day)s"}


def _aside(change: Change) -> str:
    what = _("matrix") if change.what == "matrix" else spoken(change.what).lower()
    before, after = change.before or "–", change.after or "–"
    return _("%(what)s from %(before)s to %(after)s") % {"what": what, "before": before, "after": after}


def _silence(told: Mapping[str, Any]) -> str:
    said = _("nothing for %(span)s") if told["event"] == "*" else _("no %(event)s for %(span)s")
    said %= {"event": event_name(told["event"]), "span": span(told["silent_us"])}
    times = ngettext("counted %(number)d time", "counted %(number)d times", told["times"]) % {"number": told["times"]}
    return f"{said}, {times}" if told["times"] > 1 else said


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"


def _day(at_us: int) -> str:
    local = timezone.localtime(clock.from_us(at_us))
    return formatted(local, "j M" if local.year == timezone.localtime().year else "j M Y")
