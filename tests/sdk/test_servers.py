"""The SDKs of servers, in Python and Node: every call type arrives, and what they send again is stored once."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sdk.failing import Failure

pytestmark = pytest.mark.server
SENDERS = Path(__file__).resolve().parent / "senders"
SDKS = ["segment_python.py", "rudder_python.py", "segment_node.mjs", "rudder_node.mjs"]
EVERY_CALL = [
    ("alias", None),
    ("group", None),
    ("identify", None),
    ("page", "Pricing"),
    ("screen", "Settings"),
    ("track", "Demo Requested"),
]


def run(sender: str, url: str, key: str) -> None:
    """The SDK's whole life in a process of its own."""
    program = [sys.executable] if sender.endswith(".py") else ["node"]
    done = subprocess.run([*program, SENDERS / sender, url, key], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("sender", SDKS)
def test_every_call_arrives(sender, collecting, between, arrived):
    run(sender, between.url, collecting.secret_key)
    rows = arrived(6)
    assert sorted((row.kind, row.name) for row in rows) == sorted(EVERY_CALL, key=str)
    assert {row.user_id for row in rows} == {"u1"}
    assert {row.trust for row in rows} == {1}
    assert {row.flags for row in rows} == {0}, "a server's SDK is no crawler"
    by_kind = {row.kind: row for row in rows}
    identify = json.loads(by_kind["identify"].payload)
    traits = identify.get("traits") or identify["context"]["traits"]
    assert (traits["email"], by_kind["identify"].anonymous_id) == ("bob@bobco.example", "a1")
    assert by_kind["page"].path == "/pricing"
    assert json.loads(by_kind["track"].payload)["properties"] == {"product": "Team"}
    assert json.loads(by_kind["group"].payload)["groupId"] == "g1"
    assert json.loads(by_kind["alias"].payload)["previousId"] == "a1"


@pytest.mark.parametrize("failure", list(Failure), ids=lambda failure: failure.name.lower())
@pytest.mark.parametrize("sender", SDKS)
def test_what_is_sent_again_is_stored_once(sender, failure, collecting, between, arrived):
    between.failures = [failure]
    run(sender, between.url, collecting.secret_key)
    assert between.failures == []
    assert sorted((row.kind, row.name) for row in arrived(6)) == sorted(EVERY_CALL, key=str)
    assert between.delivered >= (2 if failure is Failure.CUT_AFTER else 1)
