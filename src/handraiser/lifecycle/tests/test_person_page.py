"""Scores, lines, chart and stages on a person's page."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace

import altair as alt
import pytest
from django.db import transaction
from django.utils import timezone, translation

from handraiser import clock
from handraiser.events.models import Event, Source
from handraiser.events.reading import after
from handraiser.lifecycle import charting, due, publishing, sheets, snapshots, wording
from handraiser.lifecycle.models import Move, StageChange, Standing
from handraiser.lifecycle.rescoring import rescore
from handraiser.organisation.models import User
from handraiser.people import correcting, past
from handraiser.people.identifying import identify
from handraiser.people.models import Person
from handraiser.scoring.explaining import Adjustment, Change, NextChange, Reason

pytestmark = pytest.mark.django_db(transaction=True)
MODEL = """
language: 1
model: small
hand_raises: [Demo Requested]
scores:
  fit:
    range: [0, 100]
    groups:
      person:
        rules:
          seniority: {trait: title, cases: [{contains: Head, points: 20}]}
          size: {trait: company.employees, cases: [{gt: 100, points: 30}]}
  engagement:
    range: [0, 25]
    groups:
      content:
        cap: [0, 30]
        rules:
          blog: {event: page, points: 10, decay: {half_life: 7d}}
          demo: {event: Demo Requested, points: 12.5}
total: {weights: {fit: 0.5, engagement: 0.5}, range: [0, 100]}
labels: {fit: {A: 50, B: 10}, engagement: {1: 20, 2: 0}}
matrix: "{fit}{engagement}"
stages:
  - {to: sql, from: [lead, mql], if: {hand_raise: any, within: 1d}}
"""


@pytest.fixture
def model(ada):
    version = publishing.publish(MODEL, ada)
    type(version).objects.filter(pk=version.pk).update(published_us=clock.now_us() - 90 * clock.DAY_US)


@pytest.fixture
def bob(model) -> Iterator[Person]:
    Source.objects.create(pk=1, name="Website")
    for days in range(12, 0, -1):
        arrive("page", days, properties={"path": f"/blog/{days}", "title": f"Post {days}"})
    arrive("identify", 1, traits={"email": "bob@bobco.example", "title": "Head of Operations"})
    arrive("track", 0, event="Demo Requested")
    work()
    yield Person.objects.get(email="bob@bobco.example")
    snapshots.close()


def arrive(kind: str, days: float, **message) -> None:
    at_us = clock.now_us() - int(days * clock.DAY_US) - clock.MINUTE_US
    properties = message.get("properties", {})
    Event.objects.create(
        source_id=1,
        message_id=f"{kind}-{days}",
        kind=kind,
        name=message.get("event"),
        anonymous_id="laptop",
        trust=0,
        occurred_us=at_us,
        received_us=at_us,
        path=properties.get("path"),
        title=properties.get("title"),
        payload=json.dumps({"type": kind, "anonymousId": "laptop", **message}),
    )


def work() -> None:
    """What the worker does."""
    with transaction.atomic():
        identify(after(0, 1000))
    rescore(due.touched(100), lambda: None)


def shown(client, user, person, path="") -> str:
    client.force_login(user)
    answer = client.get(f"/people/{person.key}/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_lines_of_every_score_add_up_to_it_to_the_millionth(bob):
    for score in sheets.sheet(bob).scores:
        limits = sum(limit.points for limit in score.limits)
        assert sum(group.now for group in score.groups) + limits == score.value


def test_many_lines_of_one_rule_are_summed_up_and_none_is_lost(bob):
    blog = [line for line in sheets.sheet(bob).scores[1].groups[0].lines if line.rule.endswith("blog")]
    assert len(blog) == sheets.LINES_OF_A_RULE + 1
    assert blog[-1].more == 12 - sheets.LINES_OF_A_RULE
    assert sum(line.earned for line in blog) == 12 * 10_000_000


def test_the_page_shows_scores_labels_lines_and_what_to_ask_for(client, sam, bob):
    page = shown(client, sam, bob)
    assert "title is Head of Operations" in page
    assert "company.employees" in page
    assert "Cap of the group Content" in page
    assert "Range of Engagement" in page
    assert "50 % known" in page


def test_a_line_leads_to_its_event_in_the_timeline(client, sam, bob):
    demo = Event.objects.get(kind="track")
    page = shown(client, sam, bob)
    assert f"?until={demo.occurred_us}#event-{demo.pk}" in page
    older = Event.objects.get(message_id="page-12")
    page = shown(client, sam, bob, f"?until={older.occurred_us}")
    assert f'id="event-{older.pk}"' in page
    assert f'id="event-{demo.pk}"' not in page


def test_stage_changes_stand_in_the_timeline_where_they_happened(client, sam, bob):
    page = shown(client, sam, bob).partition('id="timeline"')[2]
    changes = StageChange.objects.filter(person=bob).order_by("at_us")
    assert [change.to_stage for change in changes] == ["lead", "sql"]
    places = [page.index(f'id="change-{change.pk}"') for change in changes]
    demo = page.index(f'id="event-{Event.objects.get(kind="track").pk}"')
    assert places[1] < demo < places[0]
    assert "hand raised" in page


def test_nothing_is_scored_before_a_model_is_published(client, sam, db):
    person = Person.objects.create(first_seen_us=1, last_seen_us=1)
    Person.objects.update(canonical=person.pk)
    assert "No scoring model is published" in shown(client, sam, person)


def test_somebody_whom_nobody_scored_yet_has_a_page(client, sam, model):
    person = Person.objects.create(first_seen_us=clock.now_us(), last_seen_us=clock.now_us())
    Person.objects.update(canonical=person.pk)
    assert "Nothing yet has earned or cost points." in shown(client, sam, person)
    assert "charts" in shown(client, sam, person, "chart/")


@pytest.mark.parametrize("days", ["30", "90", "365", "", "x", "9" * 30])
def test_the_chart_ends_where_the_scores_are_now(client, sam, bob, days):
    charts = json.loads(shown(client, sam, bob, f"chart/?days={days}"))["charts"]
    assert [chart["title"] for chart in charts] == ["Fit", "Engagement"]
    text = json.dumps(charts[1])
    assert '"points": 25.0' in text
    assert "SQL" in text


@pytest.mark.parametrize("region", ["150", "US"])
def test_the_chart_is_good_vega_lite_and_writes_as_the_users_region(client, sam, bob, region):
    User.objects.filter(pk=sam.pk).update(region=region)
    for chart in json.loads(shown(client, sam, bob, "chart/"))["charts"]:
        spec = alt.Chart.from_dict(chart["spec"]).to_dict()  # raises where the schema does not hold
        assert spec["config"]["locale"]["time"]["date"] == {"150": "%-d %b %Y", "US": "%b %-d, %Y"}[region]
        low, high = spec["layer"][0]["encoding"]["y"]["scale"]["domain"]
        shown_points = [each["points"] for each in spec["datasets"]["course"] if each["points"] is not None]
        assert shown_points
        assert low <= min(shown_points) <= max(shown_points) < high


def test_the_charts_table_says_what_the_chart_does(client, sam, bob):
    chart = json.loads(shown(client, sam, bob, "chart/?days=30"))["charts"][1]
    course = chart["spec"]["datasets"]["course"]
    rows = charting.rows(course)
    assert (rows[0]["points"], rows[-1]["points"]) == (course[-1]["points"], course[0]["points"])
    changes = {(each["label"], each["stage"]) for each in course}
    assert {(each["label"], each["stage"]) for each in rows} == changes
    assert len(rows) < len(course) / 4
    assert chart["table"].count("<tr>") == len(rows) + 1
    assert "SQL" in chart["table"]


def test_a_hostile_label_is_text_in_the_charts_table(client, sam, bob, monkeypatch):
    monkeypatch.setattr(wording, "stage_name", lambda _stage: "<img src=x onerror=alert(1)>")
    assert "<img" not in json.loads(shown(client, sam, bob, "chart/"))["charts"][0]["table"]


def test_sales_moves_somebody_by_hand_with_a_reason(client, sam, bob):
    client.force_login(sam)
    client.post(f"/people/{bob.key}/move/", {"to": "lead", "reason": "No budget until spring", "review": "2099-05-03"})
    assert Move.objects.get().reason == "No budget until spring"
    work()
    assert Standing.objects.get(person=bob).stage == "lead"
    page = shown(client, sam, bob)
    assert "by Sam Sales: No budget until spring" in page
    assert "rules leave it alone until 3 May 2099" in page


@pytest.mark.parametrize("review", ["2020-01-01", "tomorrow", "2026-02-31"])
def test_a_wrong_review_date_moves_nobody(client, sam, bob, review):
    client.force_login(sam)
    answer = client.post(f"/people/{bob.key}/move/", {"to": "mql", "reason": "x", "review": review})
    assert answer.status_code == 400
    assert not Move.objects.exists()


def test_marketing_moves_nobody(client, ada, bob):
    client.force_login(ada)
    assert client.post(f"/people/{bob.key}/move/", {"to": "mql", "reason": "x"}).status_code == 403
    assert 'id="move-to"' not in shown(client, ada, bob)


def coming(*changes: Change) -> str:
    with translation.override("en"):
        return wording.next_change(NextChange(clock.now_us() + 9 * clock.DAY_US, changes))


def test_a_stage_that_will_be_lost_is_told_first():
    said = coming(Change("label.engagement", "1", "2"), Change("stage", "mql", "lead"))
    assert said.startswith("Drops below MQL on ")
    assert said.endswith("if nothing happens (engagement from 1 to 2).")


def test_names_with_a_percent_sign_are_told_as_they_are():
    assert "100%d" in coming(Change("label.fit", "100%d", None))


def test_nothing_to_come_is_told_too():
    assert wording.next_change(None) == "Nothing changes by itself."


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (
            Reason("tier", {"event": "page", "counted": 3, "at_least": 3, "within_us": 7 * clock.DAY_US}),
            "Page viewed: 3 times in 7 days",
        ),
        (Reason("case", {"trait": "title", "value": "CEO", "case": 1}), "title is CEO"),
        (
            Reason("per", {"event": "Paid", "age_days": 3, "property": "revenue", "every": 2_500_000, "times": 4}),
            "Paid: 4 × 2.5 of revenue",
        ),
        (
            Reason("waiting", {"event": "page", "age_days": 3, "pays_us": 1_900_000_000_000_000}),
            "Page viewed, pays from 17 Mar 2030",
        ),
        (
            Reason("rollup", {"of": "engagement", "agg": "avg", "value": 12_345_678}),
            "engagement of the company on average is 12.35",
        ),
        (
            Reason("rollup", {"of": "fit", "agg": "count_at_least", "value": 3_000_000}),
            "people in the company with enough fit: 3",
        ),
        (Reason("alone", {"of": "fit"}), "nobody in the company to count"),
        (Reason("missing", {"trait": "title"}), "title is not known"),
        (
            Reason("absent", {"event": "*", "silent_us": 50 * clock.DAY_US, "times": 2}),
            "nothing for 50 days, counted 2 times",
        ),
        (Reason("absent", {"event": "Login", "silent_us": 36 * clock.HOUR_US, "times": 1}), "no Login for 36 hours"),
        (Reason("if", {}), ""),
    ],
)
def test_what_earned_points_is_told_in_words(reason, said):
    assert wording.grounds(reason) == said


def test_a_cap_is_told_by_its_name():
    assert wording.limit(Adjustment("fit", "person", "scores.fit.groups.person.rules.free_mail", "rule_cap", -1)) == (
        "Cap of the rule Free mail"
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"cause": "known"}, "became known"),
        ({"cause": "rule", "because": "cooled"}, "by the model: cooled"),
        ({"cause": "rule", "matrix": "A1"}, "by the model, rated A1"),
        ({"cause": "exclusion", "rule": "exclude.our_staff"}, "excluded: our staff"),
        ({"cause": "review"}, "its review date came"),
    ],
)
def test_why_somebody_moved_is_told_in_words(fields, said):
    change = SimpleNamespace(**({"because": "", "matrix": None, "rule": "", "by": None} | fields))
    assert wording.why_moved(change) == said


def test_the_page_of_a_past_moment_knows_what_was_known_then(client, sam, bob):
    known, raised = StageChange.objects.filter(person=bob).order_by("at_us")
    page = shown(client, sam, bob, f"?at={known.at_us - 1}")
    assert "a visitor then" in page
    assert "Head of Operations" not in page.partition("<main")[2].partition('class="columns')[2]
    assert f"?at={known.at_us}" in page
    page = shown(client, sam, bob, f"?at={known.at_us}")
    assert "title is Head of Operations" in page
    assert f"?at={raised.at_us}" in page
    assert f'id="change-{raised.pk}"' not in page
    assert sheets.sheet(bob, known.at_us).stage == "lead"
    assert sheets.sheet(bob, raised.at_us).stage == "sql"


def test_a_corrected_trait_shows_what_it_was_before(client, sam, bob):
    told_us = StageChange.objects.filter(person=bob).order_by("at_us")[0].at_us
    correcting.set_trait(bob, "title", "Chief of Operations", by=sam)
    assert "Head of Operations" in shown(client, sam, bob, f"?at={told_us}")
    assert "Chief of Operations" in shown(client, sam, bob, f"?at={clock.now_us() - 1}")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tomorrow", "is no moment"),
        ("2026-02-31", "is no moment"),
        ("2999-01-01", "still to come"),
        ("99999999999999999", "still to come"),
    ],
)
def test_what_is_no_past_moment_is_refused_in_plain_words(client, sam, bob, text, words):
    client.force_login(sam)
    for path in ("", "chart/"):
        answer = client.get(f"/people/{bob.key}/{path}?at={text}")
        assert answer.status_code == 400
        assert words in answer.content.decode()


def test_a_day_stands_for_its_end_and_a_zone_may_be_named():
    with timezone.override("Europe/Zurich"):
        assert past.moment("2026-05-03") == clock.to_us(datetime(2026, 5, 3, 22, tzinfo=UTC)) - 1
        assert past.moment("2026-05-03T14:30") == past.moment("2026-05-03T12:30:00Z")
        assert past.moment("2026-05-03T14:30:00+02:00") == past.moment("2026-05-03T14:30:00 02:00")
