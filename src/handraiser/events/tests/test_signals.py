"""A browser that signals `Sec-GPC` or `DNT` is not profiled, whatever its SDK says."""

import json

import pytest

from handraiser.events.tests.conftest import Asked, basic, quarantined, stored, track

pytestmark = pytest.mark.django_db(transaction=True)
NO = {"profiling": False}


def consent(row) -> dict:
    return json.loads(row.payload)["context"]["consent"]


@pytest.mark.parametrize(("header", "signal"), [("sec-gpc", "gpc"), ("dnt", "dnt")])
def test_a_signal_is_recorded_as_a_no_to_profiling_with_its_proof(send, header, signal):
    send(track(), **{header: "1"})
    assert consent(stored()[0]) == {"categoryPreferences": NO, "signal": signal}


@pytest.mark.parametrize("said", [{"profiling": True, "mail": True}, {"categoryPreferences": {"mail": True}}, 5, None])
def test_a_signal_overrules_what_the_sdk_says_and_leaves_other_purposes(send, said):
    send(track(context={"consent": said}), sec_gpc="1")
    purposes = consent(stored()[0])["categoryPreferences"]
    assert purposes == ({"mail": True, **NO} if isinstance(said, dict) else NO)


def test_a_consent_among_the_traits_is_overruled_as_well(send):
    traits = {"email": "bob@bobco.example", "consent": {"profiling": True, "mail": True}}
    send({"anonymousId": "a", "traits": traits, "context": {"traits": traits}}, "/v1/identify", dnt="1")
    payload = json.loads(stored()[0].payload)
    for found in (payload["traits"], payload["context"]["traits"]):
        assert found == {"email": "bob@bobco.example", "consent": {"categoryPreferences": {"mail": True, **NO}}}


@pytest.mark.parametrize("value", ["0", "", "null"])
def test_only_a_one_is_a_signal(send, value):
    send(track(), dnt=value)
    assert "context" not in json.loads(stored()[0].payload)


def test_a_servers_own_header_says_nothing_about_the_visitor(collect, website):
    collect(Asked("/v1/track", track(), {**basic(website.secret_key), "dnt": "1"}))
    assert "context" not in json.loads(stored()[0].payload)


def test_a_context_of_the_wrong_shape_is_refused_as_without_a_signal(send):
    send(track(context="text"), dnt="1")
    assert (stored(), quarantined()[0].reason) == ([], "wrong_shape")
