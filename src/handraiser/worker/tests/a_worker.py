"""A worker process on the databases of the test that starts it: `python a_worker.py '{"default": ...}' name`."""

import json
import os
import signal
import sys
import threading

import django
from django.conf import settings

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "handraiser.settings")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    for alias, name in json.loads(sys.argv[1]).items():
        settings.DATABASES[alias]["NAME"] = name
    django.setup()
    from handraiser.worker.loop import run

    run(stop, worker_name=sys.argv[2])
