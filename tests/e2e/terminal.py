"""A real pseudo-terminal with a terminal emulator behind it: keys in, screen contents out."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pexpect
import pyte

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "backspace": "\x7f",
    **{f"ctrl+{c}": chr(ord(c) - 96) for c in "abcdefghijklmnopqrstuvwxyz"},
}


ESCAPE_PAUSE = 0.3
"""Seconds after which a terminal program takes an escape for a key of its own, not for the start of a sequence."""


class Terminal:
    """`studio` in a pseudo-terminal of a given size."""

    def __init__(
        self, arguments: list[str], *, size: tuple[int, int] = (120, 40), env: Mapping[str, str] | None = None
    ) -> None:
        width, height = size
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.ByteStream(self.screen)
        self._child = pexpect.spawn(
            sys.executable,
            ["-m", "studio", *arguments],
            dimensions=(height, width),
            env={**os.environ, "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none", **(env or {})},
            cwd=str(Path(__file__).resolve().parents[2]),
            timeout=5,
        )
        self._child.delaybeforesend = None

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self._child.close(force=True)

    @property
    def text(self) -> str:
        """The screen, line by line."""
        return "\n".join(self.screen.display)

    def press(self, *keys: str) -> None:
        """Press named keys one after another; an unknown name is typed as it stands."""
        for key in keys:
            self._child.send(KEYS.get(key, key))
            self._read(ESCAPE_PAUSE if key == "escape" else 0.05)

    def type(self, text: str) -> None:
        """Type text."""
        self._child.send(text)
        self._read(0.1)

    def wait_for(self, wanted: str | Callable[[str], bool], seconds: float = 30) -> str:
        """Wait until a text is on the screen (or a condition on its contents holds); returns the contents.

        Raises:
            AssertionError: it never was, with what was there instead.
        """
        holds = wanted if callable(wanted) else (lambda shown: wanted in shown)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._read(0.05)
            if holds(self.text):
                return self.text
            if not self._child.isalive():
                self._read(0.2)
                break
        raise AssertionError(f"waited {seconds} s for {wanted!r}; the screen shows:\n{self.text}")

    def wait_until_gone(self, unwanted: str, seconds: float = 30) -> str:
        """Wait until a text has left the screen."""
        return self.wait_for(lambda shown: unwanted not in shown, seconds)

    def exit_code(self, seconds: float = 20) -> int:
        """Wait for the program to end; its exit code."""
        until = time.monotonic() + seconds
        while self._child.isalive() and time.monotonic() < until:
            self._read(0.05)
        assert not self._child.isalive(), f"still running; the screen shows:\n{self.text}"
        self._child.close()
        code = self._child.exitstatus
        assert code is not None, f"killed by signal {self._child.signalstatus}"
        return int(code)

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self._child.kill(9)
        self._child.wait()

    def _read(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while True:
            left = until - time.monotonic()
            try:
                self._stream.feed(self._child.read_nonblocking(65536, timeout=max(0.0, left)))
            except pexpect.TIMEOUT:
                return
            except pexpect.EOF:
                return
            if time.monotonic() >= until:
                return
