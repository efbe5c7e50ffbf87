"""What is counted beside the person, and what waits until they pause: the gaps, the file, the memory."""

from __future__ import annotations

import gc
import importlib
import threading
from typing import TYPE_CHECKING

from studio.core.errors import StoppedError
from studio.core.progress import Pauses

if TYPE_CHECKING:
    from studio.tui.app import StudioApp

QUIET = 3.0
"""Seconds without a key after which heavier work may begin."""
TIDY_EVERY = 20.0
"""Seconds between two looks whether there is something to tidy."""

READ_AHEAD = 0.15
"""Seconds after the first frame at which the modules of the room opened most often are read."""


class Idle:
    """Counts the record when something changed; weighs and tidies only while no key is pressed."""

    def __init__(self, app: StudioApp) -> None:
        self._app = app
        self._pauses = Pauses(QUIET)
        self._waiting = threading.Lock()
        """Held by the one thread that weighs, or waits to."""

    def acted(self) -> None:
        """A key was pressed."""
        self._pauses.acted()

    def begin(self) -> None:
        """From the first frame on: rare collections of garbage, and tidying in pauses."""
        gc.freeze()
        gc.set_threshold(20_000, 20, 200)
        self._app.set_interval(TIDY_EVERY, self._tidy)
        self._app.set_timer(READ_AHEAD, lambda: threading.Thread(target=_read_ahead, daemon=True).start())

    def stop(self) -> None:
        """Let waiting threads go: the app is leaving."""
        self._pauses.set()

    def count(self) -> None:
        """Count again in a thread; the gaps follow at the next pause."""
        threading.Thread(target=self._count, name="overview", daemon=True).start()

    def weigh_later(self) -> None:
        """Weigh the gaps at the next pause; what is counted is known."""
        threading.Thread(target=self._weighed, name="overview", daemon=True).start()

    def _weighed(self) -> None:
        overview = self._app.overview
        try:
            if overview is not None and overview.labelled:
                self._weigh()
        except Exception:  # the store was closed while weighing: the app is leaving
            return

    def _count(self) -> None:
        from studio.store.overview import overview

        app = self._app
        try:
            app.overview = overview(app.store)
            self._shown()
        except Exception:  # the store was closed while counting: the app is leaving
            return
        self._weighed()

    def _weigh(self) -> None:
        """Weigh the gaps once; a thread that waits to do so already will see the newest labels."""
        if not self._waiting.acquire(blocking=False):
            return
        try:
            self._pauses.check()
        except StoppedError:
            return
        finally:
            self._waiting.release()
        from studio.gaps.report import weigh

        self._app.gap_report = weigh(self._app.store)
        self._shown()

    def _shown(self) -> None:
        if self._app.is_running:
            self._app.call_later(self._app.show_counts)

    def _tidy(self) -> None:
        if not self._app.jobs.running:
            threading.Thread(target=self._tidied, name="tidy", daemon=True).start()

    def _tidied(self) -> None:
        try:
            self._pauses.check()
            self._app.store.checkpoint()
        except Exception:  # the app is leaving
            return
        gc.collect()


def _read_ahead() -> None:
    importlib.import_module("studio.tui.screens.label")
