"""Charts of results as pictures: Vega-Lite by Altair, drawn by vl-convert without a browser."""

from pathlib import Path

import altair as alt
import pyarrow as pa
import pyarrow.compute as pc
import vl_convert

from .problems import FilesRefused

BINS = 20
WIDTH, HEIGHT = 620, 260
ENDINGS = (".png", ".svg")
STAGES = ("visitor", "lead", "mql", "sql", "opportunity", "customer", "disqualified")


def check(path: Path | None) -> None:
    """Before long work. Raises FilesRefused."""
    if path is not None and path.suffix.lower() not in ENDINGS:
        raise FilesRefused(f"{path.name} ends in none of {', '.join(ENDINGS)}, so its form is not known.")
    if path is not None and not path.parent.is_dir():
        raise FilesRefused(f"There is no folder {path.parent} to write {path.name} into.")


def draw(chart: alt.TopLevelMixin, path: Path) -> None:
    spec = chart.to_dict()
    if path.suffix.lower() == ".svg":
        path.write_text(vl_convert.vegalite_to_svg(spec), "utf-8")
    else:
        path.write_bytes(vl_convert.vegalite_to_png(spec, scale=2))


def scores(found: pa.Table) -> alt.TopLevelMixin:
    """How many leads have how many points, a panel a score, coloured by stage. found: of `answers.score`."""
    names = [name for name in found.column_names if name == "total" or name.startswith("score.")]
    named = [name for name in names if found[name].null_count < found.num_rows]
    return alt.vconcat(*(_histogram(found, name) for name in named)) if named else _histogram(found, "total")


def _histogram(found: pa.Table, name: str) -> alt.Chart:
    points = found[name]
    ends = pc.min_max(points).as_py()
    low, high = ends["min"] or 0.0, ends["max"] or 0.0
    step = max((high - low) / BINS, 1e-6)
    bins = pc.min_element_wise(pc.floor(pc.divide(pc.subtract(points, low), step)), BINS - 1)
    counted = pa.table({"bin": bins, "stage": found["stage"]}).group_by(["bin", "stage"]).aggregate([([], "count_all")])
    rows = [
        {
            "from": low + row["bin"] * step,
            "to": low + (row["bin"] + 1) * step,
            "stage": row["stage"],
            "leads": row["count_all"],
        }
        for row in counted.to_pylist()
        if row["bin"] is not None
    ]
    there = [stage for stage in STAGES if any(row["stage"] == stage for row in rows)]
    title = name.removeprefix("score.")
    return (
        alt.Chart(alt.Data(values=rows), title=title, width=WIDTH, height=HEIGHT)
        .mark_bar()
        .encode(
            x=alt.X("from:Q", title="points", bin="binned"),
            x2="to:Q",
            y=alt.Y("leads:Q", title="leads", axis=alt.Axis(tickMinStep=1)),
            color=alt.Color("stage:N", title="stage", scale=alt.Scale(domain=there)),
        )
    )
