"""From the import to the export nothing reaches for a network, in this process or in any it starts.

Each process is watched twice: by an audit hook, which sees what Python asks for, and by a library put in front of the
C library's own connect, which sees what any compiled code asks for.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.chat import android_chat

OFFLINE = Path(__file__).with_name("offline")
COMPILER = shutil.which("cc")


@dataclass(frozen=True, slots=True)
class Watch:
    """What was seen of the processes of one run."""

    ended: subprocess.CompletedProcess[str]
    lines: list[str]

    @property
    def reached(self) -> list[str]:
        """Attempts to reach a network."""
        return [line for line in self.lines if line.startswith("reached")]

    def watched(self, module: str) -> set[str]:
        """Ids of the watched processes that ran a module."""
        return {line.split()[1] for line in self.lines if line.startswith("watched") and module in line}


def watch(arguments: list[str], folder: Path) -> Watch:
    """Run Python with every way out guarded, in every process."""
    witness = folder / "witness"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(OFFLINE), str(OFFLINE.parents[2])]),
        "STUDIO_HOME": str(folder / "home"),
        "STUDIO_WITNESS": str(witness),
    }
    if COMPILER and sys.platform == "linux":
        guard = folder / "guard.so"
        subprocess.run([COMPILER, "-shared", "-fPIC", "-o", str(guard), str(OFFLINE / "connect.c"), "-ldl"], check=True)
        environment["LD_PRELOAD"] = str(guard)
    ended = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=600
    )
    return Watch(ended, witness.read_text(encoding="utf-8").splitlines() if witness.exists() else [])


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
        "import socket; socket.getaddrinfo('localhost', 80)",
    ],
)
def test_the_watch_sees_what_python_reaches_for(tmp_path: Path, code: str) -> None:
    seen = watch(["-c", code], tmp_path)
    assert seen.ended.returncode == 99
    assert seen.reached


@pytest.mark.skipif(not COMPILER or sys.platform != "linux", reason="needs a C compiler on Linux")
def test_the_watch_sees_what_compiled_code_reaches_for(tmp_path: Path) -> None:
    code = (
        "import ctypes, socket, struct; "
        "here = struct.pack('=HHI8x', socket.AF_INET, socket.htons(9), 0x0100007f); "
        "print(ctypes.CDLL(None).connect(socket.socket().fileno(), here, 16))"
    )
    seen = watch(["-c", code], tmp_path)
    assert seen.ended.stdout.strip() == "-1"
    assert len(seen.reached) == 1


@pytest.mark.parametrize("how", ["plain", pytest.param("taught", marks=[pytest.mark.mlx, pytest.mark.slow])])
def test_nothing_is_reached_for_from_the_import_to_the_export(tmp_path: Path, how: str) -> None:
    chat = tmp_path / "WhatsApp Chat with Ingrid.txt"
    extra = "04/03/25, 08:00 - Ingrid: my first mail is ingrid.solheim@example.co.uk, see www.example.org/x\n"
    chat.write_text(android_chat(24) + extra, encoding="utf-8")
    out = tmp_path / "out"
    seen = watch(["-m", "tests.e2e.offline_life", str(chat), str(tmp_path / "home"), str(out), how], tmp_path)
    assert seen.ended.returncode == 0, seen.ended.stdout[-2000:] + seen.ended.stderr[-3000:]
    assert seen.reached == []
    assert len(seen.watched("tests.e2e.offline_life")) == 1
    assert seen.watched("studio.scrub.mate"), "the scrubber's own processes were watched"
    if how == "taught":
        assert seen.watched("studio.train.worker.lora")
    exported = "".join(path.read_text(encoding="utf-8") for path in out.glob("*.jsonl"))
    assert exported
    assert not {"Ingrid", "solheim"} & set(re.findall(r"\w+", exported))
