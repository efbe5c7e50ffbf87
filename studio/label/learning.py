"""Learning from earlier labels in a thread, only while the person pauses."""

from __future__ import annotations

import threading

from studio.core.progress import Pauses
from studio.label.journal import Journal
from studio.label.suggest.suggesting import Suggester

QUIET = 0.6
"""Seconds without a key after which learning goes on."""


class Learning:
    """Warms a suggester and the first undo; until it is done rules alone suggest.

    Args:
        journal: Whose log is read, so that the first undo comes at once.
        suggester: What learns; None learns nothing.
    """

    def __init__(self, journal: Journal, suggester: Suggester | None) -> None:
        self._journal = journal
        self._suggester = suggester
        self._stop = Pauses(QUIET)
        self._thread: threading.Thread | None = None

    def begin(self) -> None:
        """Begin in a thread, unless it goes on already; once more reads everything anew."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._thread = threading.Thread(target=self._learn, name="label-warm", daemon=True)
        self._thread.start()

    def acted(self) -> None:
        """The person did something: learning waits until they pause."""
        self._stop.acted()

    def end(self) -> None:
        """Stop, and wait for the thread."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _learn(self) -> None:
        if self._suggester is None:
            return
        try:
            self._stop.check()
            self._journal.ready_undo(self._stop)
            self._suggester.warm(stop=self._stop)
        except Exception:
            if not self._stop.wanted:
                raise
