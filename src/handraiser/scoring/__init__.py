"""How ready are they? The scoring model's language and its one kernel.

Arrow tables in, Arrow tables out. Knows no Django, no database and no clock of its own.
`from handraiser.scoring import Model` is the door for programs of one's own.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .files.model import Model as Model
    from .files.naming import Reading as Reading

__all__ = ["Model", "Reading"]


def __getattr__(name: str) -> Any:
    """Loaded when asked for: who only wants a part of this package waits for no compiler."""
    if name == "Model":
        from .files.model import Model  # noqa: PLC0415

        return Model
    if name == "Reading":
        from .files.naming import Reading  # noqa: PLC0415

        return Reading
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
