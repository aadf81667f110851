"""What sales said of people, in the transaction that takes the events which say it."""

from collections.abc import Sequence

from handraiser.deals import hearing as deals
from handraiser.events.reading import EventRow
from handraiser.handoff import hearing as handoff
from handraiser.lifecycle import outcomes


def follow(rows: Sequence[EventRow]) -> None:
    """Record the outcomes among events that were just identified."""
    handoff.hear(outcomes.told(rows, handoff.VERDICTS))
    deals.hear(outcomes.told(rows, deals.VERBS))
