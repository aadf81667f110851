"""The scoring models the product ships, to start from."""

from importlib.resources import files

STARTERS = ("b2b-saas", "agency", "e-commerce")


def starter(name: str) -> str:
    """The document of one of STARTERS."""
    if name not in STARTERS:
        raise KeyError(name)
    return (files(__name__) / f"{name}.yaml").read_text(encoding="utf-8")
