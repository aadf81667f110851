"""`handraiser serve`: one command over the web process and the worker; they end with it.

Each child holds the read end of a pipe whose write end only the supervisor has, so that even after a kill -9 of
the supervisor the children see the pipe close and stop.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

QUICK_DEATH_S = 5.0  # a child that lived shorter waits before it is started again
STOP_S = 10.0  # how long a child may take to finish what it has begun


@dataclass
class Child:
    """One supervised process: its arguments to `handraiser`, and how often it came back."""

    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: int = 0
    due: float = field(default=0.0)


class Supervisor:
    """Starts the children, starts a dead one again, and stops them all together."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], None]) -> None:
        self.children = children
        self.say = say
        self.stopping = threading.Event()
        self.lifeline_read, self.lifeline_write = os.pipe()
        os.set_inheritable(self.lifeline_read, True)

    def run(self, ready: Callable[[], None]) -> None:
        """Until SIGTERM or SIGINT. `ready` is called once the children are started."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: self.stopping.set())
        try:
            self.tend()
            ready()
            while not self.stopping.wait(0.2):
                self.tend()
        finally:
            self.stop()

    def tend(self) -> None:
        """Start what is not running, a quickly dying child after a growing pause (at most 30 s)."""
        now = time.monotonic()
        for child in self.children:
            if child.process is None:
                if now >= child.due:
                    self._start(child)
            elif (code := child.process.poll()) is not None:
                self._ended(child, code, now)

    def stop(self) -> None:
        """Ask all children to finish, then end those that have not."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + STOP_S
        for process in running:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _start(self, child: Child) -> None:
        child.started = time.monotonic()
        child.process = subprocess.Popen(
            [sys.executable, "-m", "handraiser", *child.arguments],
            env={**os.environ, "HANDRAISER_LIFELINE": str(self.lifeline_read)},
            pass_fds=[self.lifeline_read],
            start_new_session=True,  # Ctrl-C reaches the supervisor, which stops them in order
        )

    def _ended(self, child: Child, code: int, now: float) -> None:
        child.process = None
        child.restarts = child.restarts + 1 if now - child.started < QUICK_DEATH_S else 0
        pause = min(30.0, 2.0**child.restarts - 1)
        child.due = now + pause
        self.say(f"The {child.name} process ended with code {code}; starting it again in {pause:.0f} s.")


def end_with_supervisor() -> None:
    """In a child: stop as if asked by SIGTERM when the supervisor is gone. Does nothing when there is none."""
    lifeline = os.environ.pop("HANDRAISER_LIFELINE", "")
    if not lifeline:
        return

    def watch() -> None:
        os.read(int(lifeline), 1)  # returns only when the last write end closes
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="lifeline", daemon=True).start()
