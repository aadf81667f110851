import json

import pytest
from typer.testing import CliRunner

from handraiser.errors import HandraiserError
from handraiser.events import bots
from handraiser.operations.bot_commands import app
from handraiser.organisation.models import AuditEntry

pytestmark = pytest.mark.django_db
THEIRS = f"{bots.EVERYBODY[0]} AcmeIntranetCheck/3"


@pytest.fixture(autouse=True)
def _forget():
    yield
    bots._ours = ()
    bots._of_user_agent.cache_clear()


def _say(*words: str) -> str:
    return CliRunner().invoke(app, list(words), catch_exceptions=False).output.strip()


def test_a_pattern_of_ours_is_added_judged_by_and_removed():
    assert _say("judge", THEIRS) == "a browser"
    _say("add", "acmeintranetcheck", "--note", "our monitoring")
    assert _say("judge", THEIRS) == "bot"
    assert json.loads(_say("list", "--json")) == [{"pattern": "acmeintranetcheck", "note": "our monitoring"}]
    assert _say("list") == "acmeintranetcheck  our monitoring"
    _say("remove", "acmeintranetcheck")
    assert _say("judge", THEIRS) == "a browser"
    assert set(AuditEntry.objects.values_list("by_name", flat=True)) == {"command line"}


def test_removing_what_is_not_there_says_how_to_see_what_is():
    with pytest.raises(HandraiserError, match="bot list"):
        _say("remove", "acme")
