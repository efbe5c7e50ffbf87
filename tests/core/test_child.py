"""The child process: private pipes, honest endings, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.core.child import STDERR_LINES, ChildError, ChildProcess

MODULE = "tests.core.child_double"


@pytest.fixture
def child() -> Iterator[ChildProcess]:
    with ChildProcess(MODULE, name="The double") as process:
        yield process


def gone(pid: int, seconds: float = 10) -> bool:
    """Whether a process ended (a zombie of somebody else's counts as ended)."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def test_messages_survive_the_round_trip(child: ChildProcess) -> None:
    for text in ("plain", "línea\nnueva ✓ 👩‍👩‍👧", '{"not": "protocol"}', "\u2028", "x" * 300_000):
        child.send({"do": "echo", "text": text})
        assert child.receive(30)["echo"] == text


def test_what_libraries_print_never_enters_the_protocol(child: ChildProcess) -> None:
    child.send({"do": "print"})
    assert child.receive(30) == {"done": True}
    child.close()
    assert "printed before" in child.stderr_tail
    assert "printed after" in child.stderr_tail
    assert "forged" in child.stderr_tail


def test_an_offline_child_may_not_connect_and_an_online_one_may() -> None:
    with ChildProcess(MODULE) as offline:
        offline.send({"do": "connect"})
        assert offline.receive(30) == {"refused": True, "kind": "NetworkRefusedError"}
        offline.send({"do": "echo", "text": ""})
        assert offline.receive(30)["offline"] == "1"
    with ChildProcess(MODULE, online=True) as online:
        online.send({"do": "connect"})
        assert online.receive(30)["refused"] is False


def test_a_failure_tells_code_and_last_words(child: ChildProcess) -> None:
    child.send({"do": "fail"})
    with pytest.raises(ChildError, match=r"The double failed \(exit 7\): the very reason"):
        child.receive(30)
    with pytest.raises(ChildError):
        child.receive(30)
    assert list(child) == []


def test_a_killed_child_is_told_apart(child: ChildProcess) -> None:
    child.send({"do": "die"})
    with pytest.raises(ChildError, match="SIGKILL"):
        child.receive(30)
    assert child.wait(10) == -signal.SIGKILL
    with pytest.raises(ChildError):
        child.send({"do": "echo", "text": "x" * 1_000_000})


def test_a_module_that_does_not_exist_is_an_error_not_a_hang() -> None:
    with (
        ChildProcess("studio.no_such_module", name="Nobody") as nobody,
        pytest.raises(ChildError, match="Nobody failed"),
    ):
        nobody.receive(30)


def test_silence_times_out_and_the_child_lives_on(child: ChildProcess) -> None:
    with pytest.raises(TimeoutError):
        child.receive(0.05)
    child.send({"do": "echo", "text": "still here"})
    assert child.receive(30)["echo"] == "still here"


def test_a_deaf_child_is_killed_in_the_end() -> None:
    child = ChildProcess(MODULE)
    child.send({"do": "deaf"})
    assert child.receive(30) == {"deaf": True}
    os.kill(child.pid, signal.SIGSTOP)
    os.waitpid(child.pid, os.WUNTRACED)
    assert child.close(grace=0.2) == -signal.SIGKILL
    assert gone(child.pid)


def test_closing_twice_is_fine(child: ChildProcess) -> None:
    child.close()
    assert not child.alive
    assert child.close() == child.returncode


def test_a_line_without_end_is_refused(child: ChildProcess) -> None:
    child.send({"do": "flood"})
    with pytest.raises(ChildError, match="longer than"):
        child.receive(60)


def test_standard_error_is_drained_and_only_its_tail_kept(child: ChildProcess) -> None:
    child.send({"do": "chatter"})
    assert child.receive(60) == {"done": True}
    child.close()
    kept = child.stderr_tail.splitlines()
    assert len(kept) <= STDERR_LINES
    assert kept[-1].startswith("line 4999")


def test_the_child_goes_when_the_studio_is_killed() -> None:
    parent = (
        "import sys, time\nfrom studio.core.child import ChildProcess\n"
        f"c = ChildProcess({MODULE!r})\nc.send({{'do': 'echo', 'text': ''}})\nc.receive(30)\n"
        "print(c.pid, flush=True)\ntime.sleep(600)\n"
    )
    root = str(Path(__file__).resolve().parents[2])
    with subprocess.Popen(
        [sys.executable, "-c", parent], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": root}
    ) as studio:
        assert studio.stdout is not None
        pid = int(studio.stdout.readline())
        studio.kill()
    assert gone(pid)
