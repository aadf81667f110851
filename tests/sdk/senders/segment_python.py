"""segment-analytics-python: python segment_python.py HOST KEY"""

import sys

from segment.analytics import Client

host, key = sys.argv[1:]
client = Client(key, host=host, gzip=True, max_retries=10)
client.identify("u1", {"email": "bob@bobco.example"}, anonymous_id="a1")
client.track("u1", "Demo Requested", {"product": "Team"})
client.page("u1", "Docs", "Pricing", {"path": "/pricing"})
client.screen("u1", "App", "Settings")
client.group("u1", "g1", {"name": "Bobco"})
client.alias("a1", "u1")
client.shutdown()
