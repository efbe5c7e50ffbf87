"""The studio's side of training: starts the worker, keeps what it tells, stops it, and says how a run ended.

A run is a folder: `spec.json` (what was asked, and the hashes of what it was asked on), `events.jsonl` (everything the
worker said), `adapter/` (the best so far, always whole).
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING

from studio.core.blas import preload_environment
from studio.core.child import ChildError, ChildProcess, Message
from studio.core.clock import iso, now
from studio.core.errors import GateError, InputError, StoppedError, StudioError, UsageError
from studio.core.ids import content_id, file_hash
from studio.core.paths import Home, write_private
from studio.core.progress import Stop
from studio.train.history import dataset_folder, partial_result, past_events, settle_interrupted
from studio.train.models import BaseModel, resolve
from studio.train.plan import Estimate, check_fit, estimate
from studio.train.spec import RunResult, RunSpec

if TYPE_CHECKING:
    from studio.store import Store
    from studio.store.runs import Run, RunState

MODULE = "studio.train.worker.lora"

Listener = Callable[[str, Message], object]
"""Called with (run id, event), on the run's own thread."""

_KINDS: dict[str, type[StudioError]] = {
    kind.__name__: kind for kind in (StudioError, InputError, GateError, UsageError, StoppedError)
}


@dataclass
class _Course:
    """A run in progress."""

    run: Run
    child: ChildProcess
    log: IO[str]
    events: list[Message] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    ended: bool = False
    failure: StudioError | None = None


class Supervisor:
    """Owner of the training runs of one home; outlives screens. One run at a time.

    Args:
        store: The home's store; a run it says is running was cut off, for nobody else can hold the store.
        home: Where models, datasets and runs lie.
    """

    def __init__(self, store: Store, home: Home) -> None:
        self._store = store
        self._home = home
        self._courses: dict[str, _Course] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._listeners: list[Listener] = []
        self._starting = threading.Lock()
        settle_interrupted(store)

    @property
    def running(self) -> str | None:
        """The id of the run in progress."""
        return next((run_id for run_id, course in self._courses.items() if not course.ended), None)

    def plan(self, spec: RunSpec) -> Estimate:
        """What a run would need.

        Raises:
            StudioError: there is no such model or dataset.
        """
        model, dataset = resolve(self._home, spec.model), dataset_folder(self._home, spec.dataset)
        return estimate(self._home, model, dataset, spec, self._measured(model))

    def start(self, spec: RunSpec, *, allow_stale: bool = False) -> str:
        """Begin a run in a child process; returns its id at once.

        Raises:
            UsageError: another run is in progress.
            StudioError: there is no such model or dataset.
            GateError: it cannot fit into memory, or the dataset is stale and that was not allowed.
        """
        with self._starting:
            if self.running:
                raise UsageError(
                    f"The run {self.running} is still going on.", fix="Wait for it, or stop it.", code="run_in_progress"
                )
            if not allow_stale and (reason := self._store.stale.reason("dataset", spec.dataset)):
                raise GateError(
                    f"The dataset {spec.dataset} is stale. {reason}",
                    fix=f"Build it again: studio dataset build {spec.dataset}",
                    code="stale",
                )
            model, dataset = resolve(self._home, spec.model), dataset_folder(self._home, spec.dataset)
            check_fit(estimate(self._home, model, dataset, spec, self._measured(model)))
            run = self._record(spec, model, dataset)
            try:
                child = ChildProcess(MODULE, environment=preload_environment(self._home), name="The training process")
                child.send(
                    {
                        "run_id": run.id,
                        "spec": spec.as_dict(),
                        "model_path": str(model.path),
                        "dataset_path": str(dataset),
                        "run_path": str(run.path),
                        "toy": model.toy,
                    }
                )
            except StudioError:
                self._store.runs.end(run.id, "failed", None)
                raise
            course = _Course(run, child, (run.path / "events.jsonl").open("a", encoding="utf-8"))
            self._courses[run.id] = course
            thread = threading.Thread(target=self._follow, args=(course,), name=f"run-{run.id}", daemon=True)
            self._threads[run.id] = thread
            thread.start()
        return run.id

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Have every event of every run told; returns what ends that."""
        self._listeners.append(listener)

        def leave() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return leave

    def events(self, run_id: str, after: int = 0) -> Iterator[Message]:
        """Every event of a run but the first `after`, and then as they come, until it ends."""
        course = self._courses.get(run_id)
        if course is None:
            run = self._store.runs.get(run_id)
            yield from list(past_events(run))[after:] if run else ()
            return
        told = after
        while not (course.ended and told >= len(course.events)):
            with course.changed:
                if len(course.events) <= told and not course.ended:
                    course.changed.wait()
                fresh = course.events[told:]
            yield from fresh
            told += len(fresh)

    def so_far(self, run_id: str) -> list[Message]:
        """Every event of a run up to now."""
        course = self._courses.get(run_id)
        if course is not None:
            return list(course.events)
        run = self._store.runs.get(run_id)
        return list(past_events(run)) if run else []

    def stop(self, run_id: str) -> bool:
        """Ask a run to finish its step, keep its best and end; False when it is not going on."""
        course = self._courses.get(run_id)
        if course is None or course.ended:
            return False
        with contextlib.suppress(ChildError):
            course.child.send({"command": "stop"})
        return True

    def wait(self, run_id: str, timeout: float | None = None) -> bool:
        """Wait for a run to end; False when it has not after `timeout` seconds."""
        thread = self._threads.get(run_id)
        if thread is not None:
            thread.join(timeout)
        return thread is None or not thread.is_alive()

    def see_through(self, run_id: str, on_event: Callable[[Message], None], stop: Stop | None = None) -> RunResult:
        """Hand on every event of a run until it ends; an interrupt or `stop` ends it with its best adapter kept.

        Raises:
            StoppedError: it was stopped before there was anything to keep.
            StudioError: it failed; says why.
        """
        asked = threading.Event()
        if stop is not None:
            threading.Thread(target=_watch, args=(self, run_id, stop, asked), name="run-stop", daemon=True).start()
        told, over = 0, False
        try:
            while not over:
                try:
                    for event in self.events(run_id, told):
                        told += 1
                        on_event(event)
                    over = True
                except KeyboardInterrupt:
                    if asked.is_set() or not self.stop(run_id):
                        raise
                    asked.set()
        finally:
            asked.set()
        self.wait(run_id)
        if (problem := self.failure(run_id)) is not None:
            raise problem
        return RunResult.from_event(self.so_far(run_id)[-1])

    def failure(self, run_id: str) -> StudioError | None:
        """Why a run failed, if it did."""
        course = self._courses.get(run_id)
        return course.failure if course else None

    def pid(self, run_id: str) -> int:
        """The process that trains a run of this supervisor."""
        return self._courses[run_id].child.pid

    def cut(self, run_id: str) -> None:
        """End a run now; what was kept stays."""
        course = self._courses.get(run_id)
        if course is not None and not course.ended:
            course.child.close(grace=1.0)
            self.wait(run_id, 10)

    def close(self, grace: float = 4.0) -> None:
        """End what runs: asked first, cut off after `grace` seconds; the best adapter stays."""
        run_id = self.running
        if run_id is not None and self.stop(run_id) and not self.wait(run_id, grace):
            self.cut(run_id)

    def _measured(self, model: BaseModel) -> float | None:
        for run in self._store.runs.all():
            if run.model == model.name and run.result and run.result.get("tokens_per_second"):
                return float(run.result["tokens_per_second"])
        return None

    def _record(self, spec: RunSpec, model: BaseModel, dataset: Path) -> Run:
        run_id = content_id("r", iso(now()), json.dumps(spec.as_dict()))
        folder = self._home.runs / run_id
        folder.mkdir(parents=True, mode=0o700)
        hashes = {path.name: file_hash(path) for path in sorted(dataset.glob("*.json*"))}
        asked = {**spec.as_dict(), "model_path": str(model.path), "dataset_path": str(dataset), "files": hashes}
        write_private(folder / "spec.json", json.dumps(asked, indent=1, ensure_ascii=False).encode())
        return self._store.runs.start(run_id, spec.dataset, spec.model, folder, asked)

    def _follow(self, course: _Course) -> None:
        result: Message | None = None
        for message in course.child:
            if message.get("event") == "failed":
                kind = _KINDS.get(str(message.get("kind")), StudioError)
                course.failure = kind(str(message["message"]), fix=str(message["fix"]), code=str(message["code"]))
                continue
            if message.get("event") == "done":
                result = {key: value for key, value in message.items() if key != "event"}
                self._end(course, "stopped" if message["stopped_by"] == "user" else "done", result)
            self._tell(course, message)
        if result is None:
            course.failure = course.failure or course.child.failure()
            stopped = isinstance(course.failure, StoppedError)
            self._end(course, "stopped" if stopped else "failed", partial_result(course.run, course.events, "failed"))
            why = {"stopped_by": "user" if stopped else "failed", "message": course.failure.message}
            self._tell(course, {"event": "stopped", **why})
        course.child.close()
        course.log.close()
        with course.changed:
            course.ended = True
            course.changed.notify_all()
        self._announce(course.run.id, {"event": "ended"})

    def _end(self, course: _Course, state: RunState, result: Message | None) -> None:
        with contextlib.suppress(
            Exception
        ):  # the store may be closed while the studio leaves; the next look settles it
            self._store.runs.end(course.run.id, state, result)

    def _tell(self, course: _Course, message: Message) -> None:
        with contextlib.suppress(OSError):
            course.log.write(json.dumps(message, ensure_ascii=False) + "\n")
            course.log.flush()
        with course.changed:
            course.events.append(message)
            course.changed.notify_all()
        self._announce(course.run.id, message)

    def _announce(self, run_id: str, message: Message) -> None:
        for listener in tuple(self._listeners):
            with contextlib.suppress(Exception):  # a screen that is closing must not end the run
                listener(run_id, message)


def run_to_end(
    store: Store,
    home: Home,
    spec: RunSpec,
    on_event: Callable[[Message], None],
    *,
    stop: Stop | None = None,
    allow_stale: bool = False,
) -> RunResult:
    """Train in the calling thread's time, with a supervisor of its own.

    Raises:
        StoppedError: it was stopped before there was anything to keep.
        StudioError: it failed; says why.
        GateError: the dataset is stale and that was not allowed.
    """
    supervisor = Supervisor(store, home)
    try:
        return supervisor.see_through(supervisor.start(spec, allow_stale=allow_stale), on_event, stop)
    finally:
        supervisor.close(grace=0.0)


def _watch(supervisor: Supervisor, run_id: str, stop: Stop, asked: threading.Event) -> None:
    while not asked.wait(0.2):
        if stop.wanted:
            supervisor.stop(run_id)
            return
