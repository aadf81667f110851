"""The reference's result in the same form as the kernel's, and how equal they must be."""

from typing import Any

from handraiser.scoring.tests.strategies import Case

Row = dict[str, Any]


def in_words(result: Row) -> Row:
    return {
        **{name: result[name] for name in ("excluded", "matrix", "total", "stage")},
        "score": result["scores"],
        "label": result["labels"],
        "coverage": {name: float(share) for name, share in result["coverage"].items()},
    }


def with_past(result: Row) -> Row:
    return {
        **in_words(result),
        "moves": [(m["at_us"], m["from"], m["to"], by(m["cause"])) for m in result["moves"]],
        "hand_raises": sorted(map(raised, result["hand_raises"])),
    }


def raised(told: Row) -> tuple[Any, ...]:
    return told["at_us"], told["seq"], told["before"], told["after"], told["effect"]


def by(cause: Any) -> str:
    return "rule" if isinstance(cause, int) else cause


def assert_agree(kernel: Row, reference: Row, slack: int) -> None:
    """Equal, but that points may differ by a millionth a line whose powers of two are rounded."""
    exactly = {name: kernel[name] for name in reference if name not in ("score", "total")}
    assert exactly == {name: reference[name] for name in exactly}
    for score, points in reference["score"].items():
        assert near(kernel["score"][score], points, slack), score
    assert near(kernel["total"], reference["total"], 2 * slack), "total"


def near(one: int | None, other: int | None, slack: int) -> bool:
    return one == other or (one is not None and other is not None and abs(one - other) <= slack)


def slack_of(case: Case) -> int:
    return len(case.person["events"]) if "half_life" in case.text else 0
