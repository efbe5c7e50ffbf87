"""Runs that are over: their events, what they left, and what to do with them."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.blas import preload_environment
from studio.core.child import ChildProcess, Message
from studio.core.errors import InputError, StudioError, UsageError
from studio.core.paths import Home, write_private

if TYPE_CHECKING:
    from studio.store import Store
    from studio.store.runs import Run

FUSE = "studio.train.worker.fuse"


def dataset_folder(home: Home, name: str) -> Path:
    """The folder of a packed dataset.

    Raises:
        InputError: there is none of that name.
    """
    folder = home.datasets / name
    if name.startswith(".") or Path(name).name != name or not (folder / "train.jsonl").is_file():
        known = [path.name for path in sorted(home.datasets.glob("*")) if (path / "train.jsonl").is_file()]
        raise InputError(
            f"There is no dataset “{name}”; packed so far: {', '.join(known) or 'none'}.",
            fix="Pack one first: studio dataset build NAME",
            code="no_dataset",
        )
    return folder


def settle_interrupted(store: Store) -> None:
    """Mark runs that were going on when an earlier studio died, with what their events tell."""
    for run in store.runs.all():
        if run.state == "running":
            store.runs.end(run.id, "interrupted", partial_result(run, list(past_events(run)), "interrupted"))


def past_events(run: Run) -> Iterator[Message]:
    """The events of a run from its folder; a line cut short by a crash is left out."""
    yield from _events(run.path)


def _events(folder: Path) -> Iterator[Message]:
    try:
        text = (folder / "events.jsonl").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    for line in text.splitlines():
        with contextlib.suppress(ValueError):
            event = json.loads(line)
            if isinstance(event, dict):
                yield event


def partial_result(run: Run, events: list[Message], why: str) -> dict[str, Any] | None:
    """What a run that did not end by itself still left: None without an adapter."""
    kept = [event for event in events if event["event"] == "checkpoint"]
    plans = [event for event in events if event["event"] == "plan"]
    trained = [event for event in events if event["event"] == "train"]
    if not kept or not plans or not run.usable:
        return None
    return {
        "run_id": run.id,
        "iterations": trained[-1]["iteration"] if trained else kept[-1]["iteration"],
        "best_iteration": kept[-1]["iteration"],
        "best_valid_loss": kept[-1]["valid_loss"],
        "base_valid_loss": plans[0]["base_valid_loss"],
        "test_loss": None,
        "base_test_loss": plans[0]["base_test_loss"],
        "tokens_per_second": trained[-1]["tokens_per_second"] if trained else 0.0,
        "padding_ratio": plans[0]["padding_ratio"],
        "peak_memory_bytes": trained[-1]["peak_memory_bytes"] if trained else 0,
        "adapter_path": str(run.adapter),
        "stopped_by": why,
    }


def find(store: Store, run_id: str) -> Run:
    """The run of an id, or of a beginning of it that only one has.

    Raises:
        UsageError: none or several are called so.
    """
    run = store.runs.get(run_id)
    if run is None:
        known = ", ".join(run.id for run in store.runs.all()[:5]) or "none yet"
        raise UsageError(f"There is no single run “{run_id}”; the newest: {known}.", fix="See: studio runs list")
    return run


def ask_to_stop(home: Home, run_id: str) -> str:
    """Ask a run of any process to stop, without opening the store that process holds; returns the run's id.

    Raises:
        UsageError: no run of that id is going on.
    """
    folders = [path for path in home.runs.glob(f"{run_id}*") if path.is_dir()] if run_id.isalnum() else []
    if len(folders) != 1:
        raise UsageError(f"There is no single run “{run_id}” in {home.runs}.", fix="See: studio runs list")
    told = [event.get("event") for event in _events(folders[0])]
    if "done" in told or "stopped" in told:
        raise UsageError(f"The run {folders[0].name} is not going on any more.", fix="See: studio runs list")
    write_private(folders[0] / "stop", b"")
    return folders[0].name


def delete(store: Store, run: Run) -> None:
    """Forget a run and what it guessed, and remove its folder.

    Raises:
        UsageError: it is going on.
    """
    if run.state == "running":
        raise UsageError(f"The run {run.id} is going on.", fix=f"Stop it first: studio runs stop {run.id}")
    store.suggestions.forget(f"tuned:{run.id}")
    store.runs.delete(run.id)
    shutil.rmtree(run.path, ignore_errors=True)


def fuse(home: Home, run: Run, out: Path) -> Path:
    """Write base and adapter as one model, in 16 or 32 bits: back in 4 it would lose a quarter of what it learned.

    Raises:
        UsageError: `out` is taken.
        StudioError: the run left no adapter, or the base is gone.
    """
    if not run.usable:
        raise StudioError(f"The run {run.id} left no adapter.", fix="Train again.", code="no_adapter")
    target = out.expanduser().absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError(f"{target} is not empty.", fix="Give --out a new folder.", code="out_taken")
    draft = target.with_name(f".{target.name}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    try:
        with ChildProcess(FUSE, environment=preload_environment(home), name="The fusing process") as child:
            child.send({"model_path": str(run.model_path), "adapter_path": str(run.adapter), "out": str(draft)})
            answer = child.receive()
        if answer["event"] == "failed":
            raise StudioError(str(answer["message"]), fix=str(answer["fix"]), code=str(answer["code"]))
        if target.exists():
            target.rmdir()
        draft.replace(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target
