"""Bob's story by the B2B SaaS starter, reckoned by hand."""

from handraiser.scoring.starters import starter
from handraiser.scoring.tests.reference_people import at, page, person, result, track, trait

BOB = (
    trait("title", "Head of Operations"),
    trait("company.employees", 120),
    trait("company.industry", "software"),
    trait("email_domain", "bobco.example"),
    page("/blog/one", "2026-05-01T09:00"),
    track("Content Downloaded", "2026-05-01T10:00", {"content": {"kind": "e_book"}}),
)


def told(when, *more):
    return result(starter("b2b-saas"), person(*BOB, *more, first_seen="2026-05-01"), when)


def test_bob_is_qualified_by_fit_and_an_e_book():
    bob = told("2026-05-01T10:00")
    assert bob["scores"] == {"fit": 60_000_000, "engagement": 25_000_000}
    assert (bob["matrix"], bob["total"], bob["stage"]) == ("A2", 39_000_000, "mql")
    assert bob["coverage"] == {"fit": 1, "engagement": 1}


def test_bobs_points_fade_at_midnight_in_zurich():
    # at an age of 20 days 2^(-20/21) is 0.5167788915, at 21 a half; each line is rounded for itself
    assert told("2026-05-21T21:59")["scores"]["engagement"] == 5_167_789 + 7_751_683
    assert told("2026-05-21T22:00")["scores"]["engagement"] == 12_500_000


def test_bob_cools_and_goes_back_after_two_weeks_below():
    # 25 x 0.5^(a/21) is below 20 from the seventh midnight on, the 8th of May in Zurich
    assert told("2026-05-07T21:59")["matrix"] == "A2"
    assert told("2026-05-07T22:00")["matrix"] == "A3"
    assert told("2026-05-21T21:59")["stage"] == "mql"
    back = told("2026-05-21T22:00")
    assert (back["stage"], back["moves"][-1]["at_us"]) == ("lead", at("2026-05-21T22:00"))


def test_bob_asks_for_a_demo_and_is_sales_own():
    bob = told("2026-05-05T08:00", track("Demo Requested", "2026-05-05T08:00"))
    assert (bob["stage"], bob["matrix"], bob["scores"]["engagement"]) == ("sql", "A1", 100_000_000)
    assert [raised["before"] for raised in bob["hand_raises"]] == ["mql"]


def test_silence_costs_bob_ten_points_after_45_days_and_again_every_30():
    # the demo pays 100 x (1 - 45/90) and its neighbours; the cooling group then takes 10, later 20
    lines = told("2026-07-15T10:00", track("Demo Requested", "2026-05-01T10:00"))["lines"]
    assert [line["now"] for line in lines if line["rule"] == "silent"] == [-20_000_000]
    lines = told("2026-07-15T09:59", track("Demo Requested", "2026-05-01T10:00"))["lines"]
    assert [line["now"] for line in lines if line["rule"] == "silent"] == [-10_000_000]


def test_a_student_who_asks_for_a_demo_stays_a_lead_once_enough_is_known():
    whom = person(trait("title", "Student"), trait("company.employees", 5), track("Demo Requested", "2026-05-05"))
    bob = result(starter("b2b-saas"), whom, "2026-05-05")
    assert (bob["labels"]["fit"], bob["coverage"]["fit"], bob["stage"]) == ("D", 0.5, "lead")


def test_a_competitor_is_disqualified_and_a_colleague_ignored():
    assert told("2026-05-02", trait("email_domain", "rival.example"))["stage"] == "disqualified"
    staff = told("2026-05-02", trait("email_domain", "acme.example"))
    assert (staff["excluded"], staff["total"]) == (("staff", "ignore"), None)
