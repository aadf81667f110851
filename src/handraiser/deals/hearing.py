"""Events about opportunities, read and recorded. A refused one records nothing."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from handraiser.deals.models import DECIMALS, DIGITS, OpportunityChange
from handraiser.deals.recording import Ledger, Saying, Verb
from handraiser.lifecycle import outcomes
from handraiser.lifecycle.models import Unfit
from handraiser.lifecycle.outcomes import Outcome, OutcomeRefused, Refusal
from handraiser.organisation.currencies import CURRENCIES
from handraiser.organisation.models import User

VERBS: Mapping[str, Verb] = {
    "Opportunity Created": Ledger.create,
    "Opportunity Updated": Ledger.update,
    "Opportunity Won": Ledger.win,
    "Opportunity Lost": Ledger.lose,
}
TEXTS = ("name", "stage", "reason")
_NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
_LARGEST = Decimal(10) ** (DIGITS - DECIMALS)


def hear(told: Sequence[Outcome]) -> None:
    """Record what these events say, in the caller's transaction. One that was heard before does nothing."""
    if not told:
        return
    heard = set(
        OpportunityChange.objects.filter(event_id__in=[each.event_id for each in told]).values_list(
            "event_id", flat=True
        )
    )
    told = [each for each in told if each.event_id not in heard]
    ledger, owners = Ledger(each.key("opportunity_id") for each in told), _owners()
    refusals: list[Refusal] = []
    for each in told:
        try:
            VERBS[each.name](ledger, _saying(each, owners))
        except OutcomeRefused as why:
            refusals.append(outcomes.refused(each, why))
    ledger.write()
    outcomes.refuse(refusals)


def _saying(each: Outcome, owners: Mapping[str, int]) -> Saying:
    external_id = each.key("opportunity_id")
    if not external_id:
        raise OutcomeRefused(Unfit.NO_KEY)
    terms = _terms(each, owners)
    return Saying(
        external_id, each.person, each.at_us, each.occurred_us, terms, event_id=each.event_id, backfill=each.backfill
    )


def _terms(each: Outcome, owners: Mapping[str, int]) -> dict[str, Any]:
    terms: dict[str, Any] = {name: text for name in TEXTS if (text := each.text(name))}
    if each.says("amount"):
        terms["amount"] = amount(each.properties["amount"])
    if each.says("currency"):
        terms["currency"] = currency(each.properties["currency"])
    if each.says("expected_close"):
        terms["expected_close"] = each.day("expected_close")
    if owner := owners.get(each.text("owner").lower()):
        terms["owner_id"] = owner
    return terms


def amount(value: object) -> Decimal:
    """Money to a thousandth, of a number or of text that is exactly one. Raises OutcomeRefused."""
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite() or abs(value) >= _LARGEST:
        raise OutcomeRefused(Unfit.BAD_AMOUNT, value)
    if value < 0:
        raise OutcomeRefused(Unfit.NEGATIVE_AMOUNT, value)
    rounded = value.quantize(Decimal(1).scaleb(-DECIMALS))
    if rounded >= _LARGEST:
        raise OutcomeRefused(Unfit.BAD_AMOUNT, value)
    return rounded


def currency(value: object) -> str:
    """A code of ISO 4217, in any case. Raises OutcomeRefused."""
    code = value.strip().upper() if isinstance(value, str) else ""
    if code not in CURRENCIES:
        raise OutcomeRefused(Unfit.BAD_CURRENCY, value)
    return code


def _owners() -> dict[str, int]:
    """Users by e-mail."""
    return {email.lower(): pk for pk, email in User.objects.filter(is_active=True).values_list("pk", "email")}
