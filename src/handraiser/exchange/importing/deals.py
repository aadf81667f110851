"""A row of a deals file as outcomes: created, won or lost."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from handraiser import clock
from handraiser.exchange.importing.cells import Refused, Said
from handraiser.exchange.importing.headers import plain
from handraiser.exchange.importing.remarks import Reason
from handraiser.organisation.currencies import CURRENCIES

CREATED, WON, LOST = "Opportunity Created", "Opportunity Won", "Opportunity Lost"
_STATES = {
    "won": WON, "closedwon": WON, "gewonnen": WON, "true": WON, "yes": WON, "1": WON,
    "lost": LOST, "closedlost": LOST, "verloren": LOST,
    "open": CREATED, "new": CREATED, "inprogress": CREATED, "false": CREATED, "no": CREATED, "0": CREATED,
}  # fmt: skip
_KEPT = {"deal_name": "name", "amount": "amount", "currency": "currency", "stage": "stage", "owner": "owner"}


class DealRow(NamedTuple):
    """What a row says of a deal; `told` are the properties of its events."""

    external_id: str
    created_us: int | None
    won_us: int | None
    lost_us: int | None
    reason: str
    told: dict[str, Any]

    def outcomes(self, key: str) -> Iterator[tuple[str, int, dict[str, Any]]]:
        """Name, moment, properties: creation where it is dated or nothing else is told, then the end."""
        told = {**self.told, "opportunity_id": key}
        if self.created_us is not None:
            yield CREATED, self.created_us, told
        if self.won_us is not None:
            yield WON, self.won_us, told
        if self.lost_us is not None:
            yield LOST, self.lost_us, told | ({"reason": self.reason} if self.reason else {})


def read(said: Said, headers: Mapping[str, str], now_us: int) -> DealRow:
    """Raises Refused."""
    fields = said.fields
    state = _state(fields, headers)
    won, lost = fields.get("won"), fields.get("lost")
    if state == WON and won is None:
        won = fields.get("closed")
    if state == LOST and lost is None:
        lost = fields.get("closed")
    if (state == WON and won is None) or (state == LOST and lost is None):
        raise Refused(Reason.NO_DATE, headers.get("closed") or headers.get("won") or headers.get("lost") or "")
    _agree(state, fields, headers)
    for at_us in (won, lost):
        if at_us is not None and at_us > now_us:
            raise Refused(Reason.FUTURE_DATE, headers.get("closed", ""), str(day(at_us)))
    created = fields.get("created")
    if created is None and won is None and lost is None:
        created = now_us
    told = said.own | {name: fields[field] for field, name in _KEPT.items() if field in fields}
    if "currency" in told:
        told["currency"] = _currency(told["currency"], headers)
    expected = fields.get("expected_close") or (fields.get("closed") if won is None and lost is None else None)
    if expected is not None:
        told["expected_close"] = str(day(expected))
    return DealRow(str(fields.get("opportunity_id", ""))[:255], created, won, lost, fields.get("reason", ""), told)


def day(at_us: int) -> date:
    """The date in UTC."""
    return clock.from_us(at_us).date()


def _state(fields: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    """By the state column, else by a stage that says so, else by the dates."""
    if "state" in fields:
        found = _STATES.get(plain(fields["state"]))
        if found is None:
            raise Refused(Reason.BAD_STATE, headers["state"], fields["state"])
        return found
    stage = plain(fields.get("stage", ""))
    if stage in ("closedwon", "won", "closedlost", "lost"):
        return _STATES[stage]
    return WON if "won" in fields else LOST if "lost" in fields else CREATED


def _agree(state: str, fields: Mapping[str, Any], headers: Mapping[str, str]) -> None:
    """Raises Refused where a date tells of another end than the state: which is true, only its owner knows."""
    for field, end in (("won", WON), ("lost", LOST)):
        if field in fields and state != end:
            raise Refused(Reason.ANOTHER_END, headers[field], str(day(fields[field])))


def _currency(text: str, headers: Mapping[str, str]) -> str:
    code = text.strip().upper()
    if code not in CURRENCIES:
        raise Refused(Reason.UNKNOWN_CURRENCY, headers["currency"], text)
    return code
