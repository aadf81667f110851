"""Copy-paste snippets: how each kind of site or server sends its first events, with this house's address and keys."""

from dataclasses import dataclass
from string import Template
from urllib.parse import urlsplit

from django.conf import settings

TRACKER = Template("""\
<script defer src="$url/hr.js" data-key="$public"></script>

<!-- Nothing is kept in a visitor's browser before your banner has their answer: -->
<script>
  window.hr = window.hr || [];
  // hr.push(["consent", { analytics: true, profiling: true }]);
</script>

<!-- Who asks for a demo is known by their e-mail, and alerts sales: -->
<form data-hr-form="Demo Requested" data-hr-identify>
  <input type="email" name="email" required> <button>Ask for a demo</button>
</form>
""")
SEGMENT = Template("""\
// npm install @segment/analytics-next
import { AnalyticsBrowser } from "@segment/analytics-next";

const analytics = AnalyticsBrowser.load(
  { writeKey: "$public", cdnURL: "$url" },
  { integrations: { "Segment.io": { apiHost: "$host/v1", protocol: "$scheme" } } },
);
analytics.page();
analytics.identify({ email: "bob@bobco.example", name: "Bob" });
analytics.track("Demo Requested");
""")
RUDDER = Template("""\
// npm install @rudderstack/analytics-js
import { RudderAnalytics } from "@rudderstack/analytics-js";

const analytics = new RudderAnalytics();
analytics.load("$public", "$url", { configUrl: "$url" });
analytics.page();
analytics.track("Demo Requested");
""")
JITSU = Template("""\
// npm install @jitsu/js
import { jitsuAnalytics } from "@jitsu/js";

const analytics = jitsuAnalytics({ host: "$url", writeKey: "website:$public" }); // any word before the colon
analytics.page();
analytics.track("Demo Requested");
""")
PYTHON = Template("""\
# pip install segment-analytics-python
import segment.analytics as analytics

analytics.write_key = "$secret"
analytics.host = "$url"
analytics.identify("user-1", {"email": "bob@bobco.example", "title": "Head of Operations"})
analytics.track("user-1", "Demo Requested")
analytics.flush()
""")
NODE = Template("""\
// npm install @segment/analytics-node
import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({ writeKey: "$secret", host: "$url" });
analytics.identify({ userId: "user-1", traits: { email: "bob@bobco.example" } });
analytics.track({ userId: "user-1", event: "Demo Requested" });
await analytics.closeAndFlush();
""")
CURL = Template("""\
curl $url/v1/track -u '$secret:' -H 'Content-Type: application/json' \\
  -d '{"userId": "user-1", "event": "Demo Requested"}'
""")
WAYS = (
    ("tracker", "hr.js", TRACKER),
    ("segment", "analytics-next", SEGMENT),
    ("rudder", "RudderStack", RUDDER),
    ("jitsu", "Jitsu", JITSU),
    ("python", "Python", PYTHON),
    ("node", "Node", NODE),
    ("curl", "curl", CURL),
)


@dataclass(frozen=True)
class Snippet:
    """One tab. `secret`: it needs a secret key, which can only be shown when it is made."""

    slug: str
    name: str
    text: str
    secret: bool


def snippets(public: str, secret: str) -> list[Snippet]:
    """Empty keys become words that say what to put there."""
    parts = urlsplit(settings.PUBLIC_URL)
    words = {
        "public": public or "YOUR_PUBLIC_KEY",
        "secret": secret or "YOUR_SECRET_KEY",
        "url": settings.PUBLIC_URL,
        "host": parts.netloc,
        "scheme": parts.scheme,
    }
    return [Snippet(slug, name, way.substitute(words), "$secret" in way.template) for slug, name, way in WAYS]
