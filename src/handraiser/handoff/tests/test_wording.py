import pytest

from handraiser.handoff.alerting import raise_alerts
from handraiser.handoff.models import Alert
from handraiser.handoff.wording import clean, points, reason, word

pytestmark = pytest.mark.django_db


def _alert(somebody, **columns) -> Alert:
    demo = somebody.raises_hand(**columns)
    somebody.moves(at_us=demo.at_us)
    raise_alerts(100)
    return Alert.objects.get()


def test_an_alert_says_who_why_and_where_in_plain_words(bob, sam, settings):
    bob.does(kind="page", name=None, path="/pricing", title="Pricing")
    wording = word(_alert(bob))
    assert wording.title == "Bob Miller raised a hand: Demo Requested"
    assert wording.who == "Bob Miller, Head of Operations at BobCo"
    assert wording.reasons == [
        "Asked for sales: Demo Requested",
        "Moved from MQL to SQL",
        "Rated B1: Fit 40, Engagement 100",
        "Demo: +100 Engagement (Demo Requested)",
        "Pricing: +25 Engagement (3 times in 7 days)",
        "Seniority: +20 Fit (title is Head of Operations)",
        "Blog: +15 Engagement (2 times)",
        "Free mail: -10 Fit",
    ]
    assert [deed.text for deed in wording.deeds] == ["Demo Requested", "Viewed Pricing"]
    assert wording.url == f"{settings.PUBLIC_URL}/people/{bob.person.key}/"
    assert wording.warning == ""


def test_becoming_sql_by_score_is_worded_too(bob, sam):
    bob.moves()
    raise_alerts(100)
    assert word(Alert.objects.get()).title == "Bob Miller is ready for sales"


def test_an_unconfirmed_identity_is_warned_of(bob, sam):
    assert "unconfirmed" in word(_alert(bob, unconfirmed=True)).warning


def test_somebody_without_a_name_is_called_by_address_and_a_visitor_a_visitor(bob, sam):
    bob.person.name, bob.person.title, bob.person.company = "", "", None
    bob.person.save()
    assert word(_alert(bob)).who == "bob@bobco.example"
    alert = Alert.objects.get()
    alert.facts["person"]["email"] = None
    assert word(alert).title.startswith("A visitor not yet known")


def test_a_hostile_name_stays_one_line_that_reads_as_it_is(bob, sam):
    bob.person.name = "Bob\r\nBcc: all@acme.example\u202egpj.exe " + "x" * 200
    bob.person.save()
    wording = word(_alert(bob))
    assert "\n" not in wording.title
    assert "\r" not in wording.title
    assert "\u202e" not in wording.title
    assert len(wording.title) < 200


def test_other_scripts_and_emoji_are_left_alone():
    assert clean("محمد \u200d 👩\u200d💻 Zoë") == "محمد \u200d 👩\u200d💻 Zoë"


@pytest.mark.parametrize(
    ("millionths", "text"), [(15_000_000, "+15"), (-500_000, "-0.5"), (7_071_068, "+7.07"), (100_000_000, "+100")]
)
def test_points_are_short_and_signed(millionths, text):
    assert points(millionths) == text


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (None, "Rule: +1 Fit"),
        ({"code": "missing", "params": {"trait": "title"}}, "Rule: +1 Fit (title is not known)"),
        ({"code": "absent", "params": {"silent_us": 3_888_000_000_000}}, "Rule: +1 Fit (nothing for 45 days)"),
        ({"code": "of a later release", "params": {}}, "Rule: +1 Fit"),
    ],
)
def test_each_kind_of_reason_has_words(why, words):
    line = {"rule": "scores.fit.groups.a.rules.rule", "score": "fit", "points_now": 1_000_000, "times": 1}
    assert reason(line | {"reason": why}) == words
