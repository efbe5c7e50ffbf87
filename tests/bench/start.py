"""`studio` → first usable frame, against a bare Textual app, both as whole processes in one pseudo-terminal."""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pexpect

from studio.core.episode import Episode
from studio.core.paths import Home
from studio.store import Store
from tests.bench import Row

EPISODES = 100_000
RUNS = 7

BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("Next ready")
Bare().run()
"""


def seconds_to_frame(command: list[str], expected: str) -> float:
    """Seconds from spawning until the text is on the terminal."""
    began = time.perf_counter()
    child = pexpect.spawn(command[0], command[1:], dimensions=(40, 120), env={**os.environ, "TERM": "xterm-256color"})
    child.delaybeforesend = None
    child.expect(expected, timeout=60)
    took = time.perf_counter() - began
    child.terminate(force=True)
    child.wait()
    return took


def _episode(number: int, first: datetime) -> Episode:
    at = first + timedelta(minutes=5 * number)
    return Episode(id=f"e{number}", domain="relationship", started_at=at, situation="Jo: you said seven")


def rows() -> list[Row]:
    """Median of the paired ratios, ours and the peer in turn."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        first = datetime(2024, 1, 1, tzinfo=UTC)
        with Store.open(home) as store:
            store.episodes.put([(_episode(n, first), ()) for n in range(EPISODES)], origin="import")
        ours_command = [sys.executable, "-m", "studio", "--home", str(home.root)]
        bare_command = [sys.executable, "-c", BARE]
        seconds_to_frame(ours_command, "100,000")
        seconds_to_frame(bare_command, "Next ready")
        ours = [0.0] * RUNS
        bare = [0.0] * RUNS
        for n in range(RUNS):
            bare[n] = seconds_to_frame(bare_command, "Next ready")
            ours[n] = seconds_to_frame(ours_command, "100,000")
    ratio = statistics.median(b / o for b, o in zip(bare, ours, strict=True))
    return [
        Row("first usable frame, 100 k episodes", statistics.median(ours), statistics.median(bare), ratio, 0.5, "s")
    ]
