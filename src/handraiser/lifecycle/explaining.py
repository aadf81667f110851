"""Why somebody stands where they do, as at any moment: the kernel's explanation under the version then in force."""

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.lifecycle import history, publishing, snapshots, standings, unscored, walking
from handraiser.lifecycle.due import Due
from handraiser.lifecycle.history import Recorded
from handraiser.lifecycle.publishing import Publish, Published
from handraiser.lifecycle.walking import Baseline
from handraiser.people.models import Person
from handraiser.scoring import explaining
from handraiser.scoring import series as scoring_series
from handraiser.scoring.explaining import Explanation
from handraiser.scoring.history import History

POINTS_OF_A_SERIES = 200


class NothingPublished(HandraiserError):
    """There is no scoring model yet."""

    status = 409


@dataclass(frozen=True)
class Explained:
    """What the kernel says of one person at `at_us`, and which version was asked."""

    version: int
    at_us: int
    explanation: Explanation


def explain(person: Person, at_us: int | None = None) -> Explained:
    """As at now, or as at a moment by what was known then. Raises NothingPublished."""
    at_us = clock.now_us() if at_us is None else at_us
    version, recorded = _read(person, at_us)
    explanation = explaining.explain(version.compiled, recorded, at_us=at_us)
    if unscored.objecting(recorded.people["lead"].to_pylist()):
        result = {**explanation.result, **unscored.nothing(explanation.result)}
        explanation = replace(explanation, result=result)
    return Explained(version.number, at_us, explanation)


def series(person: Person, from_us: int, to_us: int) -> pa.Table:
    """Scores, labels, total and stage over time by the version in force at `to_us`. Raises NothingPublished.

    One row a moment, evenly spread, both ends included; the columns of `scoring.series.series`.
    """
    version, recorded = _read(person, to_us)
    moments = np.unique(np.linspace(from_us, to_us, POINTS_OF_A_SERIES, dtype=np.int64))
    return scoring_series.series(version.compiled, recorded, moments)


def in_force(at_us: int) -> Published:
    """The version of a moment; before the first one, that. Raises NothingPublished."""
    return publishing.numbered(_in_force(at_us).number)


def _read(person: Person, at_us: int) -> tuple[Published, History]:
    publish = _in_force(at_us)
    with snapshots.plainly() as read:
        recorded = history.load(read, [int(person.canonical_id or person.pk)])
    (lead,) = recorded.leads
    recorded = unscored.without(recorded, unscored.objecting([lead]))
    baseline = _baseline(recorded, publish, at_us)
    return publishing.numbered(publish.number), history.with_baselines(recorded.history, [baseline])


def _baseline(recorded: Recorded, publish: Publish, at_us: int) -> Baseline:
    """Of the one lead at this publish: as stored with its standing, else found again by the versions before."""
    (lead,) = recorded.leads
    stood = standings.stood([lead]).get(lead)
    if stood and stood.version == publish.id:
        return stood.baseline_us, stood.baseline_stage
    publishes = [one for one in publishing.publishes() if one.number <= publish.number]
    (one,) = walks = walking.start(recorded, [Due(lead, at_us, 0)], {}, publishes)
    walking.walk(recorded.history, walks, publishes)
    return one.baseline


def _in_force(at_us: int) -> Publish:
    """Before the first version: that one."""
    published = publishing.publishes()
    if not published:
        raise NothingPublished(_("No scoring model is published yet. Publish one on the Model page."))
    return [one for one in published if one.published_us <= at_us or one is published[0]][-1]
