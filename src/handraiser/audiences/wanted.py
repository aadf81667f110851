"""What an address asks of a list. All of it comes from outside; what makes no sense is left out."""

import re
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict

from handraiser.audiences.columns import ListKind
from handraiser.audiences.sources import sources
from handraiser.scoring.language.texts import NAME

MOST_VALUES = 50
LONGEST = 255
NONE = "-"  # the value of a filter that asks for rows without one
CURSOR = re.compile(r"([0-9]{1,18})~(.{0,255})", re.DOTALL)
SCORE, LABEL = (re.compile(rf"{of}\.{NAME.pattern}") for of in ("score", "label"))  # whatever model is in force
MOST_LABELS = 10
OLD_SORTS = {"seen": "-last_seen", "total": "-total"}
Cursor = tuple[int, str]


@dataclass(frozen=True)
class Wanted:
    """A list with its filters, order, columns and page. `sort`: a column's name, with a minus from high to low."""

    kind: ListKind
    text: str = ""
    filters: dict[str, tuple[str, ...]] = field(default_factory=dict)
    given: dict[str, str] = field(default_factory=dict)  # of other folders' `sources`
    sort: str = ""
    columns: tuple[str, ...] = ()
    after: Cursor | None = None
    before: Cursor | None = None

    @classmethod
    def read(cls, kind: ListKind, query: QueryDict) -> "Wanted":
        """Several values of one filter are alternatives."""
        chosen = {
            name: tuple(dict.fromkeys(value[:LONGEST] for value in query.getlist(name) if value))[:MOST_VALUES]
            for name in [*(name for name, each in kind.filters.items() if not each.score), *_labels(kind, query)]
        }
        return cls(
            kind=kind,
            text=" ".join(query.get("q", "").split())[:200],
            filters={name: values for name, values in chosen.items() if values},
            given={name: query.get(name, "") for name in sources if query.get(name)} if kind.name == "people" else {},
            sort=_sort(kind, query.get("sort", "")),
            columns=_columns(kind, query.get("columns", "")),
            after=_cursor(query.get("after", "")),
            before=_cursor(query.get("before", "")),
        )

    @property
    def column(self) -> str:
        return self.sort.removeprefix("-")

    @property
    def descends(self) -> bool:
        return self.sort.startswith("-")

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.filters or self.given)

    def query(self, **changes: object) -> str:
        """The address of the same list, changed; the page is left out unless it is given."""
        wanted = replace(self, **({"after": None, "before": None} | changes))  # type: ignore[arg-type]
        parts = [("q", wanted.text)] if wanted.text else []
        parts += sorted((name, value) for name, values in wanted.filters.items() for value in values)
        parts += sorted(wanted.given.items())
        parts += [("sort", wanted.sort)] if wanted.sort != self.kind.sort else []
        parts += [("columns", ",".join(wanted.columns))] if wanted.columns else []
        for name in ("after", "before"):
            if cursor := getattr(wanted, name):
                parts.append((name, f"{cursor[0]}~{cursor[1]}"))
        return urlencode(parts)

    def without(self, name: str, value: str) -> "Wanted":
        """The same list with one value of a filter less."""
        left = tuple(each for each in self.filters.get(name, ()) if each != value)
        filters = {each: values for each, values in self.filters.items() if each != name}
        return replace(self, filters=filters | ({name: left} if left else {}))

    def without_given(self, name: str) -> "Wanted":
        """The same list without what another folder chose."""
        return replace(self, given={each: value for each, value in self.given.items() if each != name})


def _sort(kind: ListKind, sort: str) -> str:
    sort = OLD_SORTS.get(sort, sort) if sort in OLD_SORTS and sort not in kind.columns else sort
    return sort if is_column(kind, sort.removeprefix("-")) else kind.sort


def _columns(kind: ListKind, names: str) -> tuple[str, ...]:
    chosen = [name for name in dict.fromkeys(names.split(",")) if is_column(kind, name) and name != "name"]
    return ("name", *chosen) if chosen else ()


def is_column(kind: ListKind, name: str) -> bool:
    """Whether an address may name it; that of a score may be one of another model."""
    if SCORE.fullmatch(name):
        return any(column.score for column in kind.columns.values())
    return name in kind.columns and not kind.columns[name].score


def _labels(kind: ListKind, query: QueryDict) -> list[str]:
    has_labels = any(each.score for each in kind.filters.values())
    return [name for name in query if has_labels and LABEL.fullmatch(name)][:MOST_LABELS]


def _cursor(text: str) -> Cursor | None:
    match = CURSOR.fullmatch(text)
    return (int(match[1]), match[2]) if match else None
