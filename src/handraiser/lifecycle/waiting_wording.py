"""Why somebody would be elsewhere by a new version, in words."""

from django.utils.translation import gettext as _

from handraiser.lifecycle.models import WaitingChange
from handraiser.lifecycle.templatetags.standing import points
from handraiser.lifecycle.wording import spoken


def reason(row: WaitingChange) -> str:
    """What the new version says otherwise: "Engagement 45 → 65, A2 instead of B3"."""
    told = [_score(name, row.scores_before.get(name), after) for name, after in row.scores_after.items()]
    if row.matrix_before != row.matrix_after and row.matrix_after:
        told.append(_matrix(row))
    found = [each for each in told if each]
    if row.because:
        found.append(spoken(row.because).lower())
    return ", ".join(found) or _("other rules for the stages")


def _score(name: str, before: int | None, after: int | None) -> str:
    if before == after or after is None:
        return ""
    if before is None:
        return _("%(score)s %(after)s") % {"score": spoken(name), "after": points(after)}
    return _("%(score)s %(before)s → %(after)s") % {
        "score": spoken(name),
        "before": points(before),
        "after": points(after),
    }


def _matrix(row: WaitingChange) -> str:
    if row.matrix_before is None:
        return _("rated %(after)s") % {"after": row.matrix_after}
    return _("%(after)s instead of %(before)s") % {"after": row.matrix_after, "before": row.matrix_before}
