from pathlib import Path

import pytest

from handraiser.events import bots
from handraiser.events.models import Flag
from handraiser.organisation.models import AuditEntry

FIXTURES = Path(__file__).parent / "user_agents"
CHROME = bots.EVERYBODY[0]
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
ANDROID = "Mozilla/5.0 (Linux; Android 15; {}; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/142.0.0.0"


def _user_agents(name: str) -> list[str]:
    lines = (FIXTURES / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


@pytest.fixture
def _own_patterns(db):
    yield
    bots._ours = ()
    bots._of_user_agent.cache_clear()


def test_at_least_19_of_20_crawlers_nobody_tuned_for_are_flagged():
    crawlers = _user_agents("crawlers.txt")
    flagged = sum(bool(bots.flags(crawler, {})) for crawler in crawlers)
    assert len(crawlers) > 600
    assert flagged / len(crawlers) >= 0.95


def test_no_real_browser_is_flagged():
    browsers = _user_agents("browsers.txt")
    assert len(browsers) > 1000
    assert [browser for browser in browsers if bots.flags(browser, {})] == []


@pytest.mark.parametrize(
    "user_agent",
    [
        *bots.EVERYBODY,
        f"{PHONE} [FBAN/FBIOS;FBAV/521.0.0.38.103;FBBV/756351453;FBDV/iPhone15,2;FBMD/iPhone;FBSN/iOS;FBSV/18.5]",
        f"{PHONE} Instagram 389.0.0.49.87 (iPhone15,2; iOS 18_5; en_US; en; scale=3.00; 1179x2556; 771115379)",
        f"{PHONE} [LinkedInApp]/9.31.2123",
        f"{PHONE} [Pinterest/iOS]",
        f"{PHONE} Snapchat/13.45.0.43 (like Safari/8622.1.22.11.15, panda)",
        f"{PHONE} BytedanceWebview/d8a21c6 musical_ly_40.5.0 JsSdk/2.0 NetType/WIFI Channel/App Store",
        f"{PHONE} Safari Line/15.10.0",
        f"{PHONE} MicroMessenger/8.0.60(0x18003c2f) NetType/WIFI Language/en",
        f"{PHONE} GSA/375.0.772 Safari/604.1",
        f"{PHONE} Safari/604.1 Ddg/18.5",
        ANDROID.format("CUBOT KINGKONG 9 Build/AP3A") + " Mobile Safari/537.36",
        ANDROID.format("XBot Junior") + " Mobile Safari/537.36",
        ANDROID.format("Pixel 9") + " Mobile Safari/537.36 Slack/25.10",
        ANDROID.format("SM-S938B") + " Mobile Safari/537.36 Viber/27.4.0.0",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)",  # Apple Mail
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.4.0",
        "Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Win64; x64; Trident/7.0; Microsoft Outlook 16.0.5266)",
        "Mozilla/5.0 (SMART-TV; LINUX; Tizen 8.0) AppleWebKit/537.36 (KHTML, like Gecko) 94.0/8.0 TV Safari/537.36",
        "Lynx/2.9.0dev.12 libwww-FM/2.14 SSL-MM/1.4.1 GNUTLS/3.7.8",
    ],
)
def test_a_real_browser_is_nobody_s_bot(user_agent):
    assert bots.flags(user_agent, {}) == 0


@pytest.mark.parametrize(
    "program",
    [
        # mail scanners and proxies
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36 Mimecast",
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
        "Mozilla/5.0 (compatible; BarracudaCentral; Windows NT 10.0)",
        "Microsoft Office Existence Discovery",
        # link previews
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "WhatsApp/2.24.20.85 A",
        "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
        # uptime
        "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
        "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
        # AI crawlers and agents
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Claude-User/1.0; +Claude-User@anthropic.com)",
        f"{CHROME}; Manus-User/1.0",
        # HTTP libraries
        "python-requests/2.32.3",
        "okhttp/4.12.0",
        "Go-http-client/2.0",
        "curl/8.9.1",
        "Java/17.0.2",
    ],
)
def test_a_program_is_flagged(program):
    assert bots.flags(program, {}) & Flag.BOT


def test_a_browser_without_a_screen_is_flagged_as_both():
    headless = CHROME.replace("Chrome/", "HeadlessChrome/")
    assert bots.flags(headless, {}) == Flag.BOT | Flag.HEADLESS


@pytest.mark.parametrize(
    "context",
    [
        {"webdriver": True},
        {"screen": {"width": 0, "height": 0}},
        {"userAgentData": {"brands": [{"brand": "HeadlessChrome", "version": "142"}]}},
    ],
)
def test_what_the_sdk_tells_of_the_browser_counts_too(context):
    assert bots.flags(CHROME, context) == Flag.HEADLESS


@pytest.mark.parametrize("context", [{}, {"screen": {"width": 390, "height": 844}}, {"screen": "x"}, {"screen": None}])
def test_an_ordinary_or_broken_context_says_nothing(context):
    assert bots.flags(CHROME, context) == 0


def test_no_user_agent_says_nothing():
    assert (bots.flags(None, {}), bots.flags("", {})) == (0, 0)


def test_a_hostile_user_agent_is_answered_quickly():
    bots.flags("Mozilla/5.0 (" * 50_000, {})
    bots.flags("a" * 100_000 + "@" * 100_000, {})


@pytest.mark.usefixtures("_own_patterns")
@pytest.mark.django_db
def test_the_organisation_s_own_pattern_counts_from_the_next_refresh(root):
    theirs = f"{CHROME} AcmeIntranetCheck/3"
    assert bots.flags(theirs, {}) == 0
    pattern = bots.add_pattern("acmeintranetcheck", "our own monitoring", root)
    bots.refresh()
    assert bots.flags(theirs, {}) == Flag.BOT
    bots.remove_pattern(pattern, root)
    bots.refresh()
    assert bots.flags(theirs, {}) == 0
    assert [entry.act for entry in AuditEntry.objects.all()] == ["bot_pattern.removed", "bot_pattern.added"]


@pytest.mark.parametrize("pattern", ["", "(", "a(?=b)", "Mozilla", ".", "x" * 256])
@pytest.mark.django_db
def test_a_pattern_that_is_wrong_or_hits_everybody_is_refused(root, pattern):
    with pytest.raises(bots.PatternRefused):
        bots.add_pattern(pattern, "", root)


@pytest.mark.django_db
def test_the_same_pattern_twice_is_refused(root):
    bots.add_pattern("acmeintranetcheck", "", root)
    with pytest.raises(bots.PatternRefused, match="already"):
        bots.add_pattern("acmeintranetcheck", "", root)
