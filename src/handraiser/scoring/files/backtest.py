"""What is written of a back-test: a folder of its summary, tables and charts."""

from pathlib import Path

import altair as alt
import pyarrow as pa

from ..backtest.running import BackTest
from . import plotting, writing
from .problems import FilesRefused

HIDDEN = ("leads",)  # what the others are made of


def check(folder: Path) -> None:
    """Before long work. Raises FilesRefused."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FilesRefused(f"{folder} is there already and not empty. Choose another folder.")


def write(told: BackTest, folder: Path) -> None:
    """`summary.txt`, a CSV of every table, and charts."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "summary.txt").write_text(told.text + "\n", "utf-8")
    for name, table in told.tables.items():
        if name not in HIDDEN:
            writing.write(table, folder / f"{name}.csv")
    plotting.draw(weeks(told.tables["weeks"]), folder / "weeks.png")
    plotting.draw(conversion(told.tables["by_label"]), folder / "by_label.png")


def weeks(table: pa.Table) -> alt.TopLevelMixin:
    """Entries into MQL and SQL by week, both models beside each other."""
    rows = [
        {"week": row["week"].isoformat(), "stage": row["stage"], "model": version, "entered": row[f"entered_{version}"]}
        for row in table.to_pylist()
        if row["stage"] in ("mql", "sql")
        for version in ("old", "new")
    ]
    return (
        alt.Chart(alt.Data(values=rows), width=plotting.WIDTH, height=plotting.HEIGHT // 2)
        .mark_line(point=True)
        .encode(
            x=alt.X("week:T", title=None),
            y=alt.Y("entered:Q", title="entered"),
            color=alt.Color("model:N", scale=alt.Scale(domain=["old", "new"])),
            row=alt.Row("stage:N", title=None),
        )
    )


def conversion(table: pa.Table) -> alt.TopLevelMixin:
    """The share that converted by label of the matrix, or of each score without one, with its range."""
    rows = [row for row in table.to_pylist() if row["leads"]]
    rows = [row for row in rows if row["of"] == "matrix"] or rows
    base = alt.Chart(alt.Data(values=rows), width=plotting.WIDTH, height=plotting.HEIGHT // 2)
    order = list(dict.fromkeys(row["label"] for row in rows))
    x = alt.X("label:N", title=None, sort=order, axis=alt.Axis(labelAngle=0))
    bars = base.mark_bar().encode(x=x, y=alt.Y("rate:Q", title="converted", axis=alt.Axis(format="%")))
    ends = base.mark_rule().encode(x=x, y="rate_low:Q", y2="rate_high:Q")
    return (bars + ends).facet(row=alt.Row("version:N", title=None, sort=["old", "new"]))
