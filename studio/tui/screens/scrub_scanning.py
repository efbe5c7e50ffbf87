"""One scan at a time: asked for while one runs, another follows it."""

from __future__ import annotations

from collections.abc import Callable

from studio.core.errors import StoppedError, StudioError
from studio.core.progress import Report, Step, Stop
from studio.scrub.scan import ScanReport, scan
from studio.tui.app import StudioApp

NAME = "scrub-scan"
"""The job's name."""


class Scanning:
    """Scans in a thread of the app, so that leaving the room does not stop it.

    Args:
        studio: The app.
        changed: Called when a scan begins, gets further, or ends without anything new.
        ended: Called with what a scan did.
    """

    def __init__(
        self, studio: StudioApp, changed: Callable[[], None], ended: Callable[[ScanReport, bool], None]
    ) -> None:
        self._studio = studio
        self._changed = changed
        self._ended = ended
        self._again = False
        self._asked = False
        self.step: Step | None = None
        """How far it is; None while none runs."""

    @property
    def asked_for(self) -> bool:
        """True while one runs that the person began with a key."""
        return self._asked and self.step is not None

    def begin(self, *, asked: bool = False) -> None:
        """Scan what is new or changed; when a scan runs already, once more after it.

        Args:
            asked: The person pressed a key for it, and is told how it ended.
        """
        studio = self._studio

        def work(report: Report, stop: Stop) -> ScanReport:
            return scan(studio.store, studio.home, studio.settings, report, stop)

        job = studio.jobs.start(
            NAME, "looking for names", work, done=self._done, failed=self._failed, progress=self._further
        )
        if job is None:
            self._again = True
            return
        self._asked = asked
        self._further(Step(0, None, "Reading what is there"))

    def stop(self) -> bool:
        """Stop the scan that runs; False when none does."""
        self._again = False
        return self._studio.jobs.stop(NAME)

    def _further(self, step: Step) -> None:
        if NAME in self._studio.jobs.running:
            self.step = step
            self._changed()

    def _done(self, report: ScanReport) -> None:
        asked, self._asked, self.step = self._asked, False, None
        self._ended(report, asked)
        self._follow()

    def _failed(self, problem: StudioError) -> None:
        asked, self._asked, self.step = self._asked, False, None
        if not isinstance(problem, StoppedError):
            self._studio.show_error(problem)
        elif asked:
            self._studio.notify("Stopped. What was found before is as it was.", markup=False)
        self._changed()
        self._follow()

    def _follow(self) -> None:
        if self._again:
            self._again = False
            self.begin()
