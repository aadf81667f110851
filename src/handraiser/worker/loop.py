"""The loop: does what is due, again and again, until told to stop."""

import gc
import logging
import os
import socket
import threading

import handraiser.urls  # noqa: F401 - what a list can be asked for is registered beside its pages
from handraiser.scoring.kernel import warm
from handraiser.worker.lanes import FilesLane, MainLane, NetworkLane

log = logging.getLogger(__name__)


def run(stop: threading.Event, *, worker_name: str | None = None) -> None:
    """Work until `stop` is set; what it has begun it finishes. On PostgreSQL any number of workers may run."""
    name = worker_name or f"{socket.gethostname()}-{os.getpid()}"
    warm()
    gc.collect()
    gc.freeze()  # what is loaded stays: looking through it for garbage would hold up alerts for a tenth of a second
    log.info("Worker %s begins.", name)
    beside = [
        threading.Thread(target=NetworkLane(name, stop).run, name="network"),
        threading.Thread(target=FilesLane(name, stop).run, name="files"),
    ]
    for lane in beside:
        lane.start()
    try:
        MainLane(name, stop).run()
    finally:
        stop.set()
        for lane in beside:
            lane.join()
    log.info("Worker %s has stopped.", name)
