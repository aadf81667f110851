"""Lists filter by labels as the kernel gives them, and go on naming a score whatever model comes after."""

import importlib
import re
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handraiser import clock
from handraiser.audiences import asking, paging, preparing, saving
from handraiser.audiences.asking import Asked
from handraiser.audiences.kept import Choice, SavedView
from handraiser.audiences.kinds import PEOPLE
from handraiser.audiences.wanted import Wanted
from handraiser.lifecycle import publishing, snapshots
from handraiser.lifecycle.due import Due
from handraiser.lifecycle.models import ModelVersion, Standing
from handraiser.lifecycle.rescoring import rescore
from handraiser.people.models import Person
from handraiser.people.tests.conftest import Happenings
from handraiser.scoring.language import starter

TITLES = ("CEO", "VP Sales", "Head of Operations", "Director", "Student", "Gardener")
LABELS = re.compile(r"^labels:\n.*?(?=^\S)", re.MULTILINE | re.DOTALL)
MATRIX = re.compile(r"^matrix: .*?(?=^tests:)", re.MULTILINE | re.DOTALL)
AFTER = re.compile(r"^tests:.*", re.MULTILINE | re.DOTALL)


def document(scales: dict[str, dict[str, int]]) -> str:
    """The starter with these labels, without what speaks of others."""
    said = "".join(f"  {score}: {{{', '.join(f'{k}: {v}' for k, v in of.items())}}}\n" for score, of in scales.items())
    text = AFTER.sub("", MATRIX.sub("", LABELS.sub("", starter("b2b-saas"))))
    return f"{text}\nlabels:\n{said}\nstages: []\n"


scale = st.dictionaries(
    st.sampled_from(["A", "B", "C", "hot", "1", "ü 'x'"]), st.integers(-60, 80), min_size=1, max_size=5
).filter(lambda of: len(set(of.values())) == len(of))


@pytest.fixture
def crowd(transactional_db) -> list[int]:
    happen = Happenings()
    for number, title in enumerate(TITLES):
        device = f"d{number}"
        happen.take(happen.identify(device, email=f"p{number}@a{number}.example", title=title))
        happen.take(happen.identify(device, f"u{number}", trust=1))
        happen.take(happen.group(f"g{number}", device, f"u{number}", employees=[5, 60, 300][number % 3]))
    yield list(Person.objects.listed().values_list("pk", flat=True))
    snapshots.close()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fit=scale, engagement=scale)
def test_a_filter_by_label_finds_whom_the_kernel_gives_it(crowd, sam, fit, engagement):
    publishing.publish(document({"fit": fit, "engagement": engagement}), sam)
    at_us = clock.now_us()
    rescore([Due(person, at_us, 0) for person in crowd], lambda: None)
    preparing.refresh(crowd)
    version = publishing.current()
    for score, of in (("fit", fit), ("engagement", engagement)):
        asked = [
            Asked(
                f"label: {{{score}: [{label!r}]}}" if "'" not in label else f'label: {{{score}: ["{label}"]}}',
                frozenset(),
            )
            for label in of
        ]
        answers = asking.answers(version, asked, crowd, at_us)
        for at, label in enumerate(of):
            query = QueryDict(mutable=True)
            query[f"label.{score}"] = label
            rows = paging.page(Wanted.read(PEOPLE, query), sam).rows
            assert {row.pk for row in rows} == {person for person, answer in answers.items() if answer.holds[at]}


@pytest.mark.django_db
def test_another_model_does_not_change_what_a_view_means(client, sam):
    version = publishing.publish(starter("b2b-saas"), sam)
    now_us = clock.now_us()
    for name, label in (("Ann", "A"), ("Bob", "D")):
        person = Person.objects.create(first_seen_us=now_us, last_seen_us=now_us, known_us=now_us, name=name)
        said = {"scores": {"fit": 1, "engagement": 2}, "labels": {"fit": label, "engagement": "A"}}
        Standing.objects.create(person=person, version=version, at_us=1, stage="lead", stage_since_us=1, **said)
    people = list(Person.objects.values_list("pk", flat=True))
    preparing.refresh(people)
    wanted = Wanted.read(PEOPLE, QueryDict("label.fit=A&sort=-score.fit&columns=name,score.fit"))
    view = saving.save(wanted, "Fit", shared=True, by=sam)
    client.force_login(sam)
    assert [row.row.name for row in client.get(f"/people/?{view.query}").context["rows"]] == ["Ann"]
    other = starter("b2b-saas").replace("fit:", "match:").replace("{fit}", "{match}")
    publishing.publish(other, sam)
    preparing.refresh(people)
    shown = client.get(f"/people/?{view.query}")
    assert shown.context["rows"] == []
    assert "Fit (not in the model in force)" in shown.content.decode()
    assert shown.context["wanted"].query() == view.query  # nothing of the view is lost: the score may come back


@pytest.mark.django_db
def test_views_that_named_a_place_name_the_score_of_their_time(sam):
    first = publishing.publish(starter("b2b-saas"), sam)
    ModelVersion.objects.filter(pk=first.pk).update(published_us=10)
    publishing.publish(
        starter("b2b-saas").replace("engagement:", "interest:").replace("{engagement}", "{interest}"), sam
    )
    old = "q=x&country=CH&owner=-&score_2=1&sort=-score_2&columns=name%2Cscore_1%2Cscore_2"
    kept = {"kind": "people", "user": sam, "query": old}
    early = SavedView.objects.create(name="early", saved_us=11, **kept)
    late = SavedView.objects.create(name="late", saved_us=clock.now_us(), **kept)
    choice = Choice.objects.create(user=sam, kind="people", columns="name,score_2,score_3")
    by_name = importlib.import_module("handraiser.audiences.migrations.0010_scores_by_name")
    by_name.forwards(apps, SimpleNamespace(connection=connection))
    for view, score in ((early, "engagement"), (late, "interest")):
        view.refresh_from_db()
        wanted = Wanted.read(PEOPLE, QueryDict(view.query))
        assert wanted.filters == {"country": ("CH",), "owner": ("-",), f"label.{score}": ("1",)}
        assert (wanted.sort, wanted.columns) == (f"-score.{score}", ("name", "score.fit", f"score.{score}"))
        assert wanted.query() == view.query
    choice.refresh_from_db()
    assert choice.columns == "name,score.interest,score_3"
