"""rudder-sdk-python: python rudder_python.py HOST KEY"""

import sys

import rudderstack.analytics as rudder_analytics

rudder_analytics.dataPlaneUrl, rudder_analytics.write_key = sys.argv[1:]
rudder_analytics.max_retries = 10
rudder_analytics.identify("u1", {"email": "bob@bobco.example"}, anonymous_id="a1")
rudder_analytics.track("u1", "Demo Requested", {"product": "Team"})
rudder_analytics.page("u1", "Docs", "Pricing", {"path": "/pricing"})
rudder_analytics.screen("u1", "App", "Settings")
rudder_analytics.group("u1", "g1", {"name": "Bobco"})
rudder_analytics.alias("a1", "u1")
rudder_analytics.shutdown()
