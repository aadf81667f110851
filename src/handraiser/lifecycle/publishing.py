"""Publishing a scoring model. Nobody is moved by it: each person's stage at that moment is a baseline.

The baseline is taken when the person is next scored: first up to the publish under the version before, then on from
there under the new one. So it does not matter how far behind scoring is, nor where it is killed.
"""

import functools
from dataclasses import dataclass
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from handraiser import clock
from handraiser.errors import HandraiserError
from handraiser.lifecycle.models import ModelVersion, Proposal
from handraiser.organisation import audit
from handraiser.organisation.models import Organisation, User
from handraiser.people import bulk
from handraiser.people.models import TraitValue
from handraiser.scoring.compiling import CompiledModel, compile_model
from handraiser.scoring.examples import Failure, run_tests
from handraiser.scoring.language import ModelRefused, Problem, ScoringModel, parse
from handraiser.scoring.lists import STANDARD_TRAITS


class PublishedMeanwhile(HandraiserError):
    """Two people published at once."""

    status = 409


class NotPublished(HandraiserError):
    """The document has problems; nothing was changed."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(_("The model was not published.") + " " + " ".join(str(problem) for problem in problems))


@dataclass(frozen=True)
class Order:
    """What is to be in force, who says so, and what it rests on. `by` None: `by_name` says who."""

    document: str
    by: User | None
    note: str = ""
    by_name: str = ""
    proposal: Proposal | None = None
    returns_to: ModelVersion | None = None
    act: str = "model.published"


class Publish(NamedTuple):
    """When a version came in force, without the version."""

    id: int
    number: int
    published_us: int


@dataclass(frozen=True, eq=False)
class Published:
    """A version ready to score with. It is in force from `published_us` until the next one's."""

    id: int
    number: int
    published_us: int
    model: ScoringModel
    compiled: CompiledModel


def check(text: str) -> list[Problem]:
    """All that is wrong with a document, its own tests included; nothing if it can be published."""
    try:
        model = parse(text, timezone=Organisation.get().time_zone, known_traits=known_traits())
    except ModelRefused as refused:
        return list(refused.problems)
    return [_as_problem(failure) for failure in run_tests(model, clock.now_us())]


def known_traits() -> frozenset[str]:
    """The traits that a model may ask: the usual ones, and any that was ever recorded."""
    people = TraitValue.objects.filter(person__isnull=False).values_list("name", flat=True).distinct()
    companies = TraitValue.objects.filter(company__isnull=False).values_list("name", flat=True).distinct()
    return frozenset({*STANDARD_TRAITS, *people, *(f"company.{name}" for name in companies)})


def _as_problem(failure: Failure) -> Problem:
    return Problem(
        line=failure.line,
        column=1,
        path=failure.path,
        found=str(failure.found),
        allowed=str(failure.expected),
        message=failure.message,
        code="test",
    )


def publish(text: str, by: User | None, note: str = "", *, by_name: str = "") -> ModelVersion:
    """Put a document in force without signatures, for what becomes true from now on.

    Pages do not: see `releasing`. Raises NotPublished, PublishedMeanwhile.
    """
    if problems := check(text):
        raise NotPublished(problems)
    try:
        with transaction.atomic():
            return put_in_force(Order(text, by, note, by_name))
    except IntegrityError as error:
        raise PublishedMeanwhile(_("Somebody else has just published a version. Reload to compare with it.")) from error


def put_in_force(order: Order) -> ModelVersion:
    """Write the version, which is all that a publish is, in the caller's transaction. The document is checked."""
    last = ModelVersion.objects.order_by("number").last()
    version = ModelVersion.objects.create(
        number=last.number + 1 if last else 1,
        document=order.document,
        time_zone=Organisation.get().time_zone,
        note=order.note[:255],
        published_us=max(clock.now_us(), last.published_us + 1 if last else 0),
        published_by=order.by,
        proposal=order.proposal,
        returns_to=order.returns_to,
    )
    told = {"note": version.note}
    if order.proposal:
        told["draft"] = str(order.proposal.revision.draft_id)
    if order.returns_to:
        told["returns_to"] = str(order.returns_to.number)
    audit.record(order.act, f"model version {version.number}", by=order.by, by_name=order.by_name, **told)
    return version


def current() -> Published | None:
    """The version in force; None while nothing is published."""
    number = ModelVersion.objects.order_by("-number").values_list("number", flat=True).first()
    return None if number is None else numbered(number)


def newest() -> Publish | None:
    """When the version in force came, without the version."""
    rows = bulk.rows(f"{_PUBLISHES} ORDER BY number DESC LIMIT 1")
    return Publish(*rows[0]) if rows else None


def numbered(number: int) -> Published:
    """A published version, compiled once a process. Raises ModelVersion.DoesNotExist."""
    version = bulk.rows(
        "SELECT id, number, published_us, document, time_zone FROM lifecycle_modelversion WHERE number = %s", number
    )
    if not version:
        raise ModelVersion.DoesNotExist
    return _compiled(*version[0])


def publishes() -> list[Publish]:
    """All there were, oldest first."""
    return [Publish(*row) for row in bulk.rows(f"{_PUBLISHES} ORDER BY number")]


_PUBLISHES = "SELECT id, number, published_us FROM lifecycle_modelversion"


@functools.lru_cache(maxsize=16)
def _compiled(pk: int, number: int, published_us: int, document: str, time_zone: str) -> Published:
    """Keyed by all that a version is, so that no other database's version 1 is taken for it."""
    model = parse(document, timezone=time_zone)
    return Published(pk, number, published_us, model, compile_model(model))
