"""What is wrong with a file, row by row, as a list that ends."""

from collections.abc import Sequence
from dataclasses import dataclass

from handraiser.errors import HandraiserError

SHOWN = 20  # problems told
ENOUGH = 1_000  # past this many the file is the wrong one, and reading on tells nothing
LONGEST = 60


@dataclass(frozen=True)
class RowProblem:
    """row: counted as the file's reader does; a CSV file's header is row 1. column: "" for the row as a whole."""

    file: str
    row: int
    column: str
    found: str
    allowed: str

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row:,}" + (f", column {self.column}" if self.column else "")
        return f"{place}: found {self.found}; allowed: {self.allowed}."


class FilesRefused(HandraiserError):
    """The files cannot be read as they are; nothing was written. problems: the first of them."""

    def __init__(self, message: str, problems: Sequence[RowProblem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(message)


class Problems:
    """Those met so far. Rows that have one are left out; whether that is good enough is asked at the end."""

    def __init__(self, leave_out: bool = False) -> None:
        self.first: list[RowProblem] = []
        self.count = 0
        self._leave_out = leave_out

    def note(self, file: str, row: int, column: str, found: str, allowed: str) -> None:
        """Raises FilesRefused where there are so many that the file must be another one."""
        self.count += 1
        if len(self.first) < SHOWN:
            self.first.append(RowProblem(file, row, column, found, allowed))
        if self.count >= ENOUGH and not self._leave_out:
            self.refuse()

    def refuse(self) -> None:
        """Raises FilesRefused unless all rows could be read, or those that could not may be left out."""
        if not self.count or self._leave_out:
            return
        more = self.count - len(self.first)
        lines = [str(problem) for problem in self.first]
        lines += [f"... and {more:,} more{' at least' if self.count >= ENOUGH else ''}."] if more else []
        heading = "A row" if self.count == 1 else f"{self.count:,} rows"
        raise FilesRefused("\n".join([f"{heading} cannot be read; nothing was written.", *lines]), self.first)


def shown(value: object) -> str:
    """As it stands in the file, cut where it is long."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."
