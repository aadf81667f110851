"""An alert in words, the same for bell, mail and webhook. In the reader's language and time zone, when shown."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handraiser.clock import DAY_US, from_us
from handraiser.events.models import Kind
from handraiser.handoff.models import Alert, AlertKind
from handraiser.lifecycle.models import Stage

MILLION = 1_000_000
LONGEST_NAME = 120
# Characters nobody sees that turn text around or split it.
TURNING = frozenset(
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)  # invisible


@dataclass(frozen=True)
class Deed:
    """Something the person did."""

    text: str
    at: datetime


@dataclass(frozen=True)
class Wording:
    """Plain text throughout: whoever shows it escapes it."""

    title: str  # one line
    who: str  # name, title, company
    email: str
    warning: str  # empty where the identity is confirmed
    reasons: list[str]
    deeds: list[Deed]  # newest first
    url: str  # the person's page


def word(alert: Alert) -> Wording:
    """Needs no query: everything is in `alert.facts`."""
    who = alert.facts["person"]
    return Wording(
        title=_title(alert),
        who=_who(who),
        email=clean(who["email"] or ""),
        warning=_("Identity unconfirmed: somebody else may have typed this address.") if alert.unconfirmed else "",
        reasons=[*_events_behind(alert.facts), *(reason(line) for line in alert.facts["lines"])],
        deeds=[Deed(_deed(deed), from_us(deed["occurred_us"])) for deed in alert.facts["deeds"]],
        url=f"{settings.PUBLIC_URL}/people/{who['key']}/",
    )


def clean(text: str, longest: int = LONGEST_NAME) -> str:
    """One line that shows as it reads: no control or direction characters, no run of blanks, not endless."""
    line = " ".join("".join(" " if _misleads(letter) else letter for letter in text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _misleads(letter: str) -> bool:
    return letter in TURNING or unicodedata.category(letter) in {"Cc", "Cs", "Zl", "Zp"}


def points(millionths: int) -> str:
    """With its sign, at most two digits after the point."""
    return f"{millionths / MILLION:+.2f}".rstrip("0").rstrip(".")


def reason(line: dict[str, Any]) -> str:
    """One rule's points, in words: "Pricing: +25 Engagement (3 times in 7 days)"."""
    said = _("%(rule)s: %(points)s %(score)s") % {
        "rule": clean(spoken(line["rule"])),
        "points": points(line["points_now"]),
        "score": clean(spoken(line["score"])),
    }
    told = _grounds(line)
    return f"{said} ({told})" if told else said


def _grounds(line: dict[str, Any]) -> str:
    """What the kernel's reason says, by its code; empty where the rule's name says it all."""
    why = line.get("reason") or {"code": "", "params": {}}
    told = why["params"]
    match why["code"]:
        case "event" | "per" if line["times"] == 1:
            return clean(told["event"])
        case "event" | "per":
            return ngettext("%(number)d time", "%(number)d times", line["times"]) % {"number": line["times"]}
        case "tier":
            return _("%(number)d times in %(days)s days") % {
                "number": told["counted"],
                "days": _days(told["within_us"]),
            }
        case "case":
            return _("%(trait)s is %(value)s") % {"trait": clean(told["trait"]), "value": clean(str(told["value"]))}
        case "missing":
            return _("%(trait)s is not known") % {"trait": clean(told["trait"])}
        case "rollup":
            return _("the whole company's %(score)s") % {"score": clean(spoken(told["of"])).lower()}
        case "absent":
            return _("nothing for %(days)s days") % {"days": _days(told["silent_us"])}
    return ""


def _days(span_us: int) -> str:
    return f"{span_us / DAY_US:.1f}".removesuffix(".0")


def spoken(name: str) -> str:
    """A model's name for something as one would say it: "groups.asking.rules.e_book" is "E book"."""
    words = name.rpartition(".")[2].replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _title(alert: Alert) -> str:
    who = alert.facts["person"]
    name = clean(who["name"] or who["email"] or "", 80) or _("A visitor not yet known")
    if alert.kind == AlertKind.HAND_RAISE:
        return _("%(name)s raised a hand: %(event)s") % {
            "name": name,
            "event": clean((alert.facts["hand_raise"] or {}).get("name", ""), 80),
        }
    return _("%(name)s is ready for sales") % {"name": name}


def _who(who: dict[str, Any]) -> str:
    name = clean(who["name"] or who["email"] or "") or _("A visitor not yet known")
    title, company = clean(who["title"] or ""), clean(who["company"] or "")
    if title and company:
        return _("%(name)s, %(title)s at %(company)s") % {"name": name, "title": title, "company": company}
    return _("%(name)s, %(about)s") % {"name": name, "about": title or company} if title or company else name


def _events_behind(facts: dict[str, Any]) -> list[str]:
    hand_raise, stage, result = facts["hand_raise"], facts["stage"], facts["result"]
    said = [_("Asked for sales: %(event)s") % {"event": clean(hand_raise["name"])}] if hand_raise else []
    if stage and stage["from"] != stage["to"]:
        said.append(
            _("Moved from %(from)s to %(to)s") % {"from": stage_name(stage["from"]), "to": stage_name(stage["to"])}
        )
    if result.get("matrix"):
        said.append(_("Rated %(matrix)s: %(scores)s") % {"matrix": result["matrix"], "scores": _scores(result)})
    return said


def _scores(result: dict[str, Any]) -> str:
    scores = result["scores"].items()
    return ", ".join(
        f"{clean(spoken(name))} {points(value).lstrip('+')}" for name, value in scores if value is not None
    )


def stage_name(code: str) -> str:
    """As people say it; a code that is no stage stays as it is."""
    return str(Stage(code).label) if code in Stage.values else clean(code)


def _deed(deed: dict[str, Any]) -> str:
    if deed["kind"] == Kind.TRACK:
        return clean(deed["name"] or "")
    seen = clean(deed["title"] or deed["name"] or deed["path"] or "")
    return (_("Saw the screen %(name)s") if deed["kind"] == Kind.SCREEN else _("Viewed %(name)s")) % {"name": seen}
