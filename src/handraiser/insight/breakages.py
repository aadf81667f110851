"""What broke: a form that stopped sending, a source gone quiet, crawlers on the rise. Told as code and facts."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.db import models
from django.utils.translation import gettext_lazy as _

from handraiser import clock
from handraiser.events.models import Source
from handraiser.insight.models import Calm, Pulse
from handraiser.insight.pulses import OTHERS, day_of
from handraiser.organisation import regions
from handraiser.organisation.models import User

SEEN_DAYS = 35
REGULAR_DAYS = 5  # something sent on fewer days has no rhythm that could break
QUIET_DAYS = 2
TWICE = 2  # silence is news when it is twice the longest that there was
RECENT_DAYS = 2
BOTS_ENOUGH = 100
BOTS_MORE = 0.10  # of all events: ten points more than before


class BreakageKind(models.TextChoices):
    FORM = "form", _("Stopped sending")
    SOURCE = "source", _("Gone quiet")
    BOTS = "bots", _("More robots than before")


@dataclass(frozen=True)
class Breakage:
    """One thing to look at. `last_us`: of the last event of it; share and before: of robots, 0..1."""

    kind: BreakageKind
    source: Source
    name: str
    last_us: int
    share: float = 0.0
    before: float = 0.0

    @property
    def share_in_words(self) -> str:
        return f"{regions.number(self.share * 100, places=0)} %"

    @property
    def before_in_words(self) -> str:
        return f"{regions.number(self.before * 100, places=0)} %"

    @property
    def quiet_days(self) -> int:
        return (clock.now_us() - self.last_us) // clock.DAY_US


def breakages() -> list[Breakage]:
    """Of the last five weeks, the longest silent last; without what somebody said is all right."""
    today = day_of(clock.now_us())
    beats = defaultdict[int, list[Pulse]](list)
    for beat in Pulse.objects.filter(day__gte=today - SEEN_DAYS).order_by("day"):
        beats[beat.source_id].append(beat)
    sources = Source.objects.in_bulk(list(beats))
    found = [each for pk in beats if pk in sources for each in _of_source(sources[pk], beats[pk], today)]
    return sorted((each for each in found if not _calmed(each)), key=lambda each: -each.last_us)


def calm(kind: str, source: Source, name: str, by: User) -> None:
    """It is as it should be; told no more until it has sent again."""
    Calm.objects.create(kind=BreakageKind(kind), source_id=source.pk, name=name[:120], by=by, at_us=clock.now_us())


def _of_source(source: Source, beats: Sequence[Pulse], today: int) -> Iterator[Breakage]:
    last_us = max(beat.last_us for beat in beats)
    if _fell_silent({beat.day for beat in beats if beat.events > beat.bots}, today):
        yield Breakage(BreakageKind.SOURCE, source, "", last_us)
        return  # its forms are silent with it
    by_name = defaultdict[str, list[Pulse]](list)
    for beat in beats:
        by_name[beat.name].append(beat)
    for name, those in sorted(by_name.items()):
        if name != OTHERS and _fell_silent({beat.day for beat in those if beat.events > beat.bots}, today):
            yield Breakage(BreakageKind.FORM, source, name, max(beat.last_us for beat in those))
    if rise := _more_bots(beats, today):
        yield Breakage(BreakageKind.BOTS, source, "", last_us, *rise)


def _fell_silent(days: set[int], today: int) -> bool:
    """Silent for longer than two days and than twice the longest silence before; it had a rhythm."""
    if len(days) < REGULAR_DAYS:
        return False
    lively = sorted(days)
    longest = max(later - earlier for earlier, later in pairwise(lively))
    return today - lively[-1] > max(QUIET_DAYS, TWICE * longest)


def _more_bots(beats: Sequence[Pulse], today: int) -> tuple[float, float] | None:
    now = [beat for beat in beats if beat.day > today - RECENT_DAYS]
    before = [beat for beat in beats if beat.day <= today - RECENT_DAYS]
    if sum(beat.bots for beat in now) < BOTS_ENOUGH or not before:
        return None
    share, was = _share(now), _share(before)
    return (share, was) if share > TWICE * was and share - was > BOTS_MORE else None


def _share(beats: Sequence[Pulse]) -> float:
    return sum(beat.bots for beat in beats) / sum(beat.events for beat in beats)


def _calmed(each: Breakage) -> bool:
    """Somebody has said so after its last event: what sends again and stops again is told again."""
    return Calm.objects.filter(
        kind=each.kind, source_id=each.source.pk, name=each.name, at_us__gte=each.last_us
    ).exists()
