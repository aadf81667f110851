"""What is held about people, kind by kind: what an export hands out and an erasure takes away.

In the order of erasing: what refers to other rows goes before them. The event log and its sightings are apart
(`histories.py`), as they may be long.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from handraiser.audiences import members
from handraiser.audiences.audience_rows import AudienceMember
from handraiser.deals.models import Opportunity, OpportunityChange
from handraiser.exchange.importing.naming import blank, files_naming, remarks_naming, remove_files
from handraiser.exchange.models import Delivery, OutboxMail
from handraiser.handoff.models import Alert, Handoff
from handraiser.lifecycle.models import (
    DealMark,
    Divergence,
    HandRaise,
    Move,
    Pin,
    RefusedOutcome,
    ShadowDifference,
    StageChange,
    Standing,
    WaitingChange,
)
from handraiser.people.models import Consent, Duplicate, Identity, Link, Merge, Rescore, TraitValue
from handraiser.people.remarks import Note, Tagged

People = Sequence[int]
INNER = frozenset({"by_id", "user_id", "set_by_id", "settled_by_id", "undone_by_id", "webhook_id", "key"})


def _all(rows: "QuerySet[Any]") -> int:
    return rows.delete()[1].get(rows.model._meta.label, 0)


@dataclass(frozen=True)
class Holding:
    """One kind of rows. `rows` gives those about some people: canonical ones with all who are folded into them."""

    name: str  # of the list in an export
    words: str | Promise
    rows: Callable[[People], "QuerySet[Any]"]
    forget: Callable[["QuerySet[Any]"], int] = _all
    shown: bool = True  # in exports and previews; what only makes the machine run is not

    def export(self, people: People) -> Iterator[dict[str, Any]]:
        """Plain values, without who of ours did it."""
        for row in self.rows(people).order_by("pk").values():
            yield {name: value for name, value in row.items() if name not in INNER}


def of(model: type[Model], lookup: str = "person") -> Callable[[People], "QuerySet[Any]"]:
    """The rows of a table whose `lookup` is one of the people."""
    return lambda people: model._default_manager.filter(**{f"{lookup}__in": list(people)})


def either(model: type[Model], *lookups: str) -> Callable[[People], "QuerySet[Any]"]:
    """As `of`, by any of several columns."""

    def rows(people: People) -> "QuerySet[Any]":
        some = Q()
        for lookup in lookups:
            some |= Q(**{f"{lookup}__in": list(people)})
        return model._default_manager.filter(some)

    return rows


def remove_mails(rows: "QuerySet[Any]") -> int:
    """The file first: once the row is gone nobody would find it."""
    for file in rows.exclude(file="").values_list("file", flat=True):
        (settings.DATA / "outbox" / file).unlink(missing_ok=True)
    return _all(rows)


def places(people: People) -> "QuerySet[AudienceMember]":
    """Each with the name of its audience."""
    return AudienceMember.objects.filter(person__in=list(people)).annotate(audience_name=F("audience__name"))


def _anonymise(rows: "QuerySet[Any]") -> int:
    """What was sold, when and for how much is the house's own business; what it was called may name somebody."""
    OpportunityChange.objects.filter(opportunity__in=rows).update(name="", reason="", event_id=None)
    return rows.exclude(name="", reason="", event_id=None).update(name="", reason="", event_id=None)


HOLDINGS: list[Holding] = [
    Holding("import_remarks", _("rows of imported files kept for their report"), remarks_naming, blank),
    Holding("import_files", "", files_naming, remove_files, shown=False),
    Holding("mails", _("copies of mails about them"), of(OutboxMail, "delivery__alert__person"), remove_mails),
    Holding("deliveries", _("deliveries about them"), of(Delivery, "alert__person")),
    Holding("opportunities", _("opportunities, kept without names"), of(Opportunity), _anonymise),
    Holding("hand_offs", _("hand-offs"), of(Handoff)),
    Holding("deal_marks", "", of(DealMark), shown=False),
    Holding("refused_outcomes", _("refused outcomes"), of(RefusedOutcome)),
    Holding("alerts", _("alerts"), of(Alert)),
    Holding("divergences", "", of(Divergence), shown=False),
    Holding("pins", "", of(Pin), shown=False),
    Holding("standings", _("results of scoring"), of(Standing)),
    Holding("stage_changes", _("stage changes"), of(StageChange)),
    Holding("hand_raises", _("hand-raises"), of(HandRaise)),
    Holding("shadow_differences", "", of(ShadowDifference), shown=False),
    Holding("waiting_changes", _("stage changes that a new version would bring"), of(WaitingChange)),
    Holding("moves", _("moves by hand"), of(Move)),
    Holding("duplicates", _("suggested duplicates"), either(Duplicate, "first", "second")),
    Holding("merges", _("merges"), either(Merge, "kept", "folded")),
    Holding("links", _("entries of the identity ledger"), either(Link, "person", "identity__person")),
    Holding("traits", _("values of traits"), of(TraitValue)),
    Holding("notes", _("notes"), of(Note)),
    Holding("tags", _("tags"), of(Tagged)),
    Holding("audiences", _("places in audiences"), places, members.forget),
    Holding("consents", _("consents and refusals"), of(Consent)),
    Holding("rescores", "", of(Rescore), shown=False),
]
IDENTITIES = Holding("identities", _("devices, user ids and e-mail addresses"), of(Identity))
