"""Making the toy: a model small enough to be made here and now, so that every room can be tried without a download."""

from __future__ import annotations

import json
import secrets
import shutil
from pathlib import Path

from studio.core.blas import preload_environment
from studio.core.child import ChildProcess
from studio.core.errors import StoppedError, UsageError
from studio.core.paths import Home
from studio.core.progress import Report, Step, Stop, silent

MODULE = "studio.train.worker.toy"

STEPS = 180
"""Enough for whole sentences; under a minute on two cores."""


def make_toy(
    home: Home,
    out: Path | None = None,
    *,
    seed: int = 7,
    steps: int = STEPS,
    report: Report = silent,
    stop: Stop | None = None,
) -> Path:
    """Make the toy in a child process; returns its folder, which appears whole or not at all.

    Args:
        home: Where the toy goes (`models/tiny`) and where the compiled BLAS shim is kept.
        out: Another folder; must be new, empty, or hold an earlier toy.
        seed: The same seed gives the same lessons, and the same weights as far as floats allow.
        steps: Training steps; fewer make a toy that babbles, soon.
        report: Receives progress in steps.
        stop: Polled between steps.

    Raises:
        UsageError: `out` holds something else.
        StoppedError: the person stopped it.
        ChildError: the child failed.
    """
    home.create()
    target = (out or home.models / "tiny").expanduser().absolute()
    if target.exists() and not _replaceable(target):
        raise UsageError(
            f"{target} already holds something that is no toy.", fix="Give --out a new folder.", code="out_taken"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with ChildProcess(MODULE, environment=preload_environment(home), name="The toy maker") as child:
            child.send({"out": str(draft), "seed": seed, "steps": steps})
            _follow(child, report, stop)
        if target.exists():
            shutil.rmtree(target)
        draft.replace(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return target


def is_toy(folder: Path) -> bool:
    """Whether a model folder says of itself that it is a toy."""
    try:
        config = json.loads((folder / "config.json").read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(config, dict) and config.get("studio_toy") is True


def _replaceable(folder: Path) -> bool:
    return folder.is_dir() and (is_toy(folder) or not any(folder.iterdir()))


def _follow(child: ChildProcess, report: Report, stop: Stop | None) -> None:
    while True:
        if stop is not None and stop.wanted:
            raise StoppedError("Stopped, as you asked; no toy was made.")
        try:
            message = child.receive(timeout=0.25)
        except TimeoutError:
            continue
        if message["event"] == "done":
            return
        report(Step(message["step"], message["steps"], "Making the toy", message.get("seconds_left")))
