"""Where in a document something stands: `scores.engagement.groups.content.rules.blog`, `stages[0].to`."""

from dataclasses import dataclass

SHOWN_CHARACTERS = 60  # of one key


@dataclass(frozen=True, slots=True)
class Path:
    parts: tuple[str | int, ...] = ()

    def __truediv__(self, part: str | int) -> "Path":
        return Path((*self.parts, part))

    @property
    def name(self) -> str:
        """The last key; "" for the whole document."""
        return str(self.parts[-1]) if self.parts else ""

    def __str__(self) -> str:
        written = "".join(
            f"[{part}]" if isinstance(part, int) else f".{part[:SHOWN_CHARACTERS]}" for part in self.parts
        )
        return written.removeprefix(".")


ROOT = Path()
