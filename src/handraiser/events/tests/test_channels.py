"""Where a page view comes from, whatever a browser says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handraiser.events.channels import DIRECT, INSIDE, Channel, Touch, classify
from handraiser.events.referrers import NoReferrerList

PAGE = "https://www.acme.example/blog"


@pytest.mark.parametrize(
    ("referrer", "touch"),
    [
        ("https://www.google.com/", ("search", "Google")),
        ("https://www.google.co.uk/search?q=crm", ("search", "Google")),
        ("https://de.linkedin.com/in/bob", ("social", "LinkedIn")),
        ("https://lnkd.in/abc", ("social", "LinkedIn")),
        ("android-app://com.google.android.gm/", ("mail", "Gmail")),
        ("android-app://com.google.android.googlequicksearchbox/", ("search", "Google")),
        ("https://mail.google.com/mail/u/0/", ("mail", "Gmail")),
        ("https://support.google.com/x", ("referral", "Google")),
        ("https://www.googleadservices.com/pagead", ("paid", "Google")),
        ("https://chatgpt.com/", ("referral", "chatgpt.com")),
        ("https://partner.example/list", ("referral", "partner.example")),
        ("https://google.com.evil.example/", ("referral", "google.com.evil.example")),
        ("https://docs.google.com/document/d/1", ("referral", "docs.google.com")),
        ("", DIRECT),
        (None, DIRECT),
        ("javascript:alert(1)", DIRECT),
        ("about:blank", DIRECT),
        ("http://[broken", DIRECT),
        ("no address at all", DIRECT),
        ("https://acme.example/", INSIDE),
        ("https://shop.acme.example/cart", INSIDE),
        ("https://acme-events.example/", INSIDE),
    ],
)
def test_the_referrer_tells(referrer, touch) -> None:
    assert classify(PAGE, referrer, None, None, {"acme-events.example"}) == touch


@pytest.mark.parametrize(
    ("source", "medium", "touch"),
    [
        ("google", "cpc", ("paid", "Google")),
        ("Google", "PPC", ("paid", "Google")),
        ("LinkedIn", "paid-social", ("paid", "LinkedIn")),
        ("linkedin", "social", ("social", "LinkedIn")),
        ("may_issue", "E-Mail", ("mail", "may_issue")),
        ("May Issue", "newsletter", ("mail", "may issue")),
        ("capterra", "affiliate", ("referral", "capterra")),
        ("google", "organic", ("search", "Google")),
        ("spring", "display", ("paid", "spring")),
        ("(direct)", "(none)", ("direct", "(direct)")),
        ("newsletter", None, ("mail", "newsletter")),
        ("chatgpt.com", None, ("referral", "chatgpt.com")),
        ("facebook", None, ("social", "Facebook")),
        ("organic_search", None, ("search", "organic_search")),
        ("paid_search", None, ("paid", "paid_search")),
        ("direct_traffic", None, ("direct", "direct_traffic")),
        ("unknown", None, ("other", "unknown")),
        ("fair", "badge", ("other", "fair")),
        (None, "badge", ("other", "")),
    ],
)
def test_utm_parameters_tell_more_than_a_referrer(source, medium, touch) -> None:
    assert classify(PAGE, None, source, medium) == touch


@pytest.mark.parametrize(
    ("query", "medium", "touch"),
    [
        ("gclid=x", None, ("paid", "Google")),
        ("msclkid=x", "organic", ("paid", "Bing")),
        ("li_fat_id=x", "social", ("paid", "LinkedIn")),
        ("fbclid=x", None, ("social", "Facebook")),
        ("fbclid=x", "paid", ("paid", "")),
        ("gclid=", None, DIRECT),
        ("mc_eid=x", None, ("mail", "Mailchimp")),
    ],
)
def test_a_click_id_tells_who_was_paid(query, medium, touch) -> None:
    assert classify(f"{PAGE}?{query}", None, None, medium) == touch


def test_a_campaign_on_an_own_link_is_a_touch() -> None:
    assert classify(PAGE, "https://acme.example/", "banner-top", "display") == ("paid", "banner-top")


def test_two_sites_of_one_host_are_not_one_site() -> None:
    assert classify("https://acme.github.io/", "https://other.github.io/", None, None).channel == Channel.REFERRAL


def test_what_is_shown_of_a_hostile_source_is_short_and_plain() -> None:
    touch = classify(PAGE, None, "\x00\u202ea\nb" + "x" * 10_000, "email")
    assert touch == Touch(Channel.MAIL, ("a b" + "x" * 10_000)[:120])


@given(*[st.none() | st.text() | st.text().map("https://{}".format)] * 4)
def test_nothing_that_a_visitor_sends_raises(url, referrer, source, medium) -> None:
    touch = classify(url, referrer, source, medium)
    assert touch.channel in {"", *Channel.values}
    assert len(touch.source) <= 120


def test_without_the_list_the_error_says_what_to_install(settings, tmp_path) -> None:
    settings.NODE_MODULES = tmp_path
    with pytest.raises(NoReferrerList, match="npm ci"):
        classify(PAGE, "https://partner.example/", None, None)
