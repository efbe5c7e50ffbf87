"""How long work says how far it is, and how it is asked to stop."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from studio.core.errors import StoppedError


@dataclass(frozen=True, slots=True)
class Step:
    """A report from long work."""

    done: float
    total: float | None
    """None while the size of the work is unknown."""
    what: str
    """What is being done now, in a few words."""
    seconds_left: float | None = None


Report = Callable[[Step], None]
"""Receives progress; must return quickly and be safe to call from the working thread."""


def silent(step: Step) -> None:
    """A `Report` that tells nobody."""


class Stop:
    """A flag the person raises; long work polls it."""

    def __init__(self) -> None:
        self._flag = threading.Event()

    def set(self) -> None:
        """Ask the work to stop."""
        self._flag.set()

    @property
    def wanted(self) -> bool:
        """True once stopping was asked for."""
        return self._flag.is_set()

    def check(self) -> None:
        """Raise if stopping was asked for.

        Raises:
            StoppedError: the person asked to stop.
        """
        if self._flag.is_set():
            raise StoppedError("Stopped, as you asked; what was finished before is kept.")


class Pauses(Stop):
    """A `Stop` whose `check` also waits while the person is acting: work beside them goes on when they pause."""

    def __init__(self, quiet: float) -> None:
        super().__init__()
        self._quiet = quiet
        self._until = 0.0
        self.acted()

    def acted(self) -> None:
        """The person did something: wait `quiet` seconds from now."""
        self._until = time.monotonic() + self._quiet

    def check(self) -> None:
        """Wait until the person pauses, then raise if stopping was asked for.

        Raises:
            StoppedError: the person asked to stop.
        """
        while (left := self._until - time.monotonic()) > 0 and not self.wanted:
            time.sleep(min(left, 0.05))
        super().check()


class Pace:
    """Turns counts into at most `per_second` reports a second, with time left."""

    def __init__(self, report: Report, total: float | None, what: str, *, per_second: float = 10) -> None:
        self._report = report
        self._total = total
        self._what = what
        self._every = 1 / per_second
        self._began = time.monotonic()
        self._last = 0.0

    def at(self, done: float, *, force: bool = False) -> None:
        """Report that `done` of the total is finished."""
        moment = time.monotonic()
        if not force and moment - self._last < self._every:
            return
        self._last = moment
        left = None
        if self._total and done > 0:
            left = (moment - self._began) * max(0.0, self._total - done) / done
        self._report(Step(done, self._total, self._what, left))
