"""Views, columns and exports that were kept name a score itself, not its place in the model of their time."""

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from handraiser.scoring.language import ModelRefused, parse

Names = dict[str, str]
MOST = 3
BEFORE = ("campaign", "channel", "company", "country", "known")  # filters


def forwards(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.alias != "default":
        return
    versions = [
        (version.published_us, _names(version.document, version.time_zone))
        for version in apps.get_model("lifecycle", "ModelVersion").objects.order_by("number")
    ]
    for model, kept_us in (("SavedView", "saved_us"), ("Export", "asked_us")):
        for row in apps.get_model("audiences", model).objects.filter(kind="people", query__contains="score_"):
            row.query = _named(row.query, _of(versions, getattr(row, kept_us)))
            row.save(update_fields=["query"])
    for row in apps.get_model("audiences", "Choice").objects.filter(kind="people", columns__contains="score_"):
        row.columns = ",".join(_columns(row.columns, _of(versions, None)))
        row.save(update_fields=["columns"])


def _names(document: str, time_zone: str) -> Names:
    try:
        scores = parse(document, timezone=time_zone).scores[:MOST]
    except ModelRefused:  # written for another language
        return {}
    return {f"score_{place}": score.name for place, score in enumerate(scores, 1)}


def _of(versions: list[tuple[int, Names]], at_us: int | None) -> Names:
    """Of the version in force then; of the first before there was one; None: of the last."""
    then = [names for published_us, names in versions if at_us is None or published_us <= at_us]
    return then[-1] if then else next((names for _, names in versions), {})


def _named(query: str, names: Names) -> str:
    """Labels stand where an address has them, so that the list as it is equals the view."""
    parts = list(_parts(query, names))
    labels = sorted(part for part in parts if part[0].startswith("label."))
    before = [part for part in parts if part[0] == "q" or part[0] in BEFORE]
    return urlencode([*before, *labels, *(part for part in parts if part not in labels and part not in before)])


def _parts(query: str, names: Names) -> Iterator[tuple[str, str]]:
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name.startswith("score_"):
            yield f"label.{names.get(name, name)}", value
        elif name == "columns":
            yield name, ",".join(_columns(value, names))
        elif name == "sort" and value.removeprefix("-") in names:
            yield name, value.replace(value.removeprefix("-"), f"score.{names[value.removeprefix('-')]}")
        else:
            yield name, value


def _columns(columns: str, names: Names) -> Iterator[str]:
    for name in columns.split(","):
        yield f"score.{names[name]}" if name in names else name


class Migration(migrations.Migration):
    dependencies = [("audiences", "0009_labels"), ("lifecycle", "0001_initial")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
