"""The slow reference of the scoring model's meaning: plain Python, every moment, no optimisation.

Written from the design page "The scoring model: language and meaning", never from the kernel.
"""

from typing import Any

from handraiser.scoring.tests.reference_scores import scored
from handraiser.scoring.tests.reference_stages import folded
from handraiser.scoring.tests.reference_world import World


def evaluate(document: dict[str, Any], person: dict[str, Any], at_us: int, timezone: str = "UTC") -> dict[str, Any]:
    """Scores and total in integer millionths, coverage as exact fractions, stage moves oldest first.

    document: as `reference_document.load` reads it; person: as `reference_world.World` says.
    """
    fold = folded(document, person, at_us, timezone)
    return {
        **scored(World(document, person, at_us, timezone)),
        "stage": fold.stage,
        "moves": fold.changes,
        "hand_raises": fold.hand_raises,
    }
