"""Long work: threads owned by the app, so that they outlive the screen that started them."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from textual.message import Message

from studio.core.errors import StoppedError, StudioError
from studio.core.progress import Report, Step, Stop

if TYPE_CHECKING:
    from studio.tui.app import StudioApp

_numbers = itertools.count(1)


@dataclass(eq=False)
class Job:
    """One piece of long work."""

    name: str
    """Only one job of a name runs at a time."""
    label: str
    """What the header says is running."""
    work: Callable[[Report, Stop], Any]
    done: Callable[[Any], None] | None = None
    """Called on the event loop with the result."""
    failed: Callable[[StudioError], None] | None = None
    """Called on the event loop; without it the error becomes a notification."""
    progress: Callable[[Step], None] | None = None
    """Called on the event loop, at most ten times a second."""
    reads_only: bool = False
    """True when nothing is stored, so that nothing need be counted again afterwards."""
    stop: Stop = field(default_factory=Stop)
    step: Step | None = None
    number: int = field(default_factory=lambda: next(_numbers))


@dataclass
class JobProgress(Message):
    """A job got further."""

    job: Job
    step: Step

    def can_replace(self, message: Message) -> bool:
        """A newer report of the same job makes an unread older one worthless."""
        return isinstance(message, JobProgress) and message.job is self.job


@dataclass
class JobEnded(Message):
    """A job ended, with its result or its error."""

    job: Job
    result: Any = None
    error: StudioError | None = None


class Jobs:
    """The app's running jobs by name."""

    def __init__(self, app: StudioApp) -> None:
        self._app = app
        self.running: dict[str, Job] = {}

    def start(
        self,
        name: str,
        label: str,
        work: Callable[[Report, Stop], Any],
        *,
        done: Callable[[Any], None] | None = None,
        failed: Callable[[StudioError], None] | None = None,
        progress: Callable[[Step], None] | None = None,
        reads_only: bool = False,
    ) -> Job | None:
        """Run `work(report, stop)` in a thread; None when a job of that name runs already."""
        if name in self.running:
            return None
        job = Job(name, label, work, done, failed, progress, reads_only)
        self.running[name] = job
        threading.Thread(target=self._run, args=(job,), name=f"job-{name}", daemon=True).start()
        self._app.refresh_header()
        return job

    def stop(self, name: str) -> bool:
        """Ask a job to stop; False when none of that name runs."""
        job = self.running.get(name)
        if job is not None:
            job.stop.set()
        return job is not None

    def stop_all(self) -> None:
        """Ask every job to stop."""
        for job in self.running.values():
            job.stop.set()

    def _run(self, job: Job) -> None:
        def report(step: Step) -> None:
            self._app.post_message(JobProgress(job, step))

        ended = JobEnded(job)
        try:
            ended.result = job.work(report, job.stop)
        except StudioError as problem:
            ended.error = problem
        except Exception as problem:  # a fault of ours must not take the studio down with it
            ended.error = StudioError(
                f"{job.label} failed: {type(problem).__name__}: {problem}",
                fix="Nothing half-finished was kept. Please report this.",
                code="fault",
            )
        self._app.post_message(ended)

    def settle(self, ended: JobEnded) -> None:
        """Take a finished job off the list and tell who waits for it (on the event loop)."""
        job = ended.job
        if self.running.get(job.name) is job:
            del self.running[job.name]
        if ended.error is None:
            if job.done:
                job.done(ended.result)
        elif job.failed:
            job.failed(ended.error)
        elif not isinstance(ended.error, StoppedError):
            self._app.show_error(ended.error)
        if ended.job.reads_only:
            self._app.refresh_header()
        else:
            self._app.changed()
