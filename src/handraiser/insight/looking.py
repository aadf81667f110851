"""When a user last looked, and what happened since."""

from collections import Counter

from handraiser import clock
from handraiser.insight.models import Look
from handraiser.lifecycle.models import Stage, StageChange
from handraiser.organisation.models import User

ONE_LOOK_US = 30 * clock.MINUTE_US  # pages opened within it are one look: news stay new while somebody works
FIRST_LOOK_US = clock.DAY_US  # who looks for the first time is told the last day
TOLD = (Stage.LEAD, Stage.MQL, Stage.SQL, Stage.OPPORTUNITY, Stage.CUSTOMER)


def look(user: User) -> int:
    """Since when news are news to this user; the present look is noted."""
    now_us = clock.now_us()
    mark, is_new = Look.objects.get_or_create(
        user=user, defaults={"at_us": now_us, "before_us": now_us - FIRST_LOOK_US}
    )
    if is_new:
        return mark.before_us
    if now_us - mark.at_us > ONE_LOOK_US:
        mark.before_us = mark.at_us
    mark.at_us = now_us
    mark.save()
    return mark.before_us


def entered(since_us: int) -> list[tuple[Stage, int]]:
    """How many people entered each stage since; stages nobody entered are left out. Somebody counts once a stage."""
    moves = StageChange.objects.filter(at_us__gt=since_us, to_stage__in=TOLD)
    counts = Counter(stage for stage, _ in moves.values_list("to_stage", "person__canonical").distinct())
    return [(stage, counts[stage]) for stage in TOLD if counts[stage]]
