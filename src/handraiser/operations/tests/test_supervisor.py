import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from handraiser.operations.supervisor import Child, Supervisor

pytestmark = pytest.mark.server


@pytest.fixture
def children(tmp_path, monkeypatch):
    """A stand-in for `handraiser` that writes its pid and waits, so that only the supervising is tested."""
    package = tmp_path / "handraiser"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "__main__.py").write_text(
        textwrap.dedent(
            f"""
            import os, pathlib, signal, sys, threading
            pathlib.Path({str(tmp_path)!r}, f"{{sys.argv[1]}}.{{os.getpid()}}").touch()
            lifeline = int(os.environ["HANDRAISER_LIFELINE"])
            watch = lambda: (os.read(lifeline, 1), os.kill(os.getpid(), signal.SIGTERM))
            threading.Thread(target=watch, daemon=True).start()
            signal.pause()
            """
        )
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


def _pids(folder, name):
    return sorted(int(file.suffix[1:]) for file in folder.glob(f"{name}.*"))


def _until(condition, seconds=10.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


def _alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as status:
        return status.read().rsplit(")", 1)[1].split()[0] != "Z"


def test_a_child_that_dies_is_started_again(children):
    said: list[str] = []
    supervisor = Supervisor([Child("web", ["web"])], said.append)
    try:
        supervisor.tend()
        assert _until(lambda: _pids(children, "web"))
        os.kill(_pids(children, "web")[0], signal.SIGKILL)
        assert _until(lambda: (supervisor.tend(), len(_pids(children, "web")) == 2)[1])
    finally:
        supervisor.stop()
    assert "web process ended with code -9" in said[0]


def test_stopping_ends_all_children(children):
    supervisor = Supervisor([Child("web", ["web"]), Child("worker", ["worker"])], print)
    supervisor.tend()
    assert _until(lambda: _pids(children, "web") and _pids(children, "worker"))
    supervisor.stop()
    assert not any(_alive(pid) for pid in [*_pids(children, "web"), *_pids(children, "worker")])


def test_children_end_even_when_the_supervisor_is_killed(children):
    source = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(__file__))))
    script = (
        f"import sys; sys.path.insert(0, {source!r})\n"
        "from handraiser.operations.supervisor import Child, Supervisor\n"
        "import time\n"
        "s = Supervisor([Child('web', ['web'])], print); s.tend(); time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(children)}
    parent = subprocess.Popen([sys.executable, "-P", "-c", script], env=environment, cwd=children.parent)
    try:
        assert _until(lambda: _pids(children, "web"))
        child = _pids(children, "web")[0]
        parent.kill()
        parent.wait()
        assert _until(lambda: not _alive(child))
    finally:
        parent.kill()
        parent.wait()
