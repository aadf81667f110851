"""What one document says otherwise than another, in the reader's words: "Demo: 80 → 100 points"."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from handraiser.lifecycle.wording import spoken
from handraiser.scoring.language import ModelRefused
from handraiser.scoring.words import Change, changes

POINTS = "points"


@dataclass(frozen=True)
class Difference:
    """One change in words, and the path of what changed."""

    path: str
    words: str


def differences(before: str, after: str) -> list[Difference]:
    """In the order of the document `after`. Nothing where one of the two is no YAML: its problems say so."""
    try:
        return [Difference(change.path, told(change)) for change in changes(before, after)]
    except ModelRefused:
        return []


def told(change: Change) -> str:
    """One change as one would say it."""
    words = {"what": _what(change), "before": change.before, "after": change.after}
    return _sentences(change)[change.code] % words


def _what(change: Change) -> str:
    """The part and what of it: "Demo", "Demo, cap"; points are told by their unit."""
    subject = spoken(change.subject) if "[" not in change.subject else change.subject
    key = change.key
    if _of_points(change):
        key = key.removesuffix(POINTS).removesuffix(".")
    return f"{subject}, {key.replace('_', ' ')}" if key else subject


def _of_points(change: Change) -> bool:
    return change.key == POINTS or change.key.endswith(f".{POINTS}")


def _sentences(change: Change) -> dict[str, str]:
    changed = (
        _("%(what)s: %(before)s → %(after)s points") if _of_points(change) else _("%(what)s: %(before)s → %(after)s")
    )
    return {
        "changed": changed,
        "added": _("%(what)s: added, %(after)s"),
        "removed": _("%(what)s: taken out, it was %(before)s"),
        "gained": _("%(what)s: gained %(after)s"),
        "lost": _("%(what)s: lost %(before)s"),
        "reordered": _("%(what)s: in another order"),
    }
