"""One run through mlx-lm's own trainer, with our batches, our loss, and the best adapter kept as it was validated.

`mlx_lm.tuner.trainer.train` asks for the next batch before each step. That moment is where this module validates,
keeps, stops early and hears a request to stop: the weights are exactly those that the loss was measured on.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mlx.core as mx
from mlx_lm.tuner import trainer
from mlx_lm.tuner.callbacks import TrainingCallback

from studio.core.chat_template import Example
from studio.core.child import Message
from studio.train.batches import plan
from studio.train.worker import adapter
from studio.train.worker.losses import Hidden, Tensors, score, summed_loss, tensors

REPORTS = 200
"""Train events per run, about."""

BAD_REPORTS = 3
"""Training reports in a row without a finite loss after which the run is given up."""


@dataclass
class Course:
    """What a run follows and how far it has come."""

    steps: int
    steps_per_epoch: int
    validate_every: int
    patience: int
    """Validations without a better loss before it stops; 0 for never."""
    budget: int
    seed: int
    pad: int
    supervised_per_step: float
    """Expected completion tokens per step: the constant each step's loss is divided by."""
    taken: int = 0
    best: float | None = None
    best_at: int = 0
    stopped_by: str = "finished"
    misses: int = 0
    bad: int = 0
    real_tokens: int = 0
    seconds: float = 0.0
    window: list[tuple[int, int]] = field(default_factory=list)
    """(real tokens, completion tokens) of the steps since the last report."""
    began: float = field(default_factory=time.monotonic)


class Silence:
    """Stands where mlx-lm would draw its progress bar."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def __enter__(self) -> Silence:
        return self

    def __exit__(self, *_: object) -> None: ...

    def advance(self) -> None:
        """A step was taken."""

    def report_train(self, *_: object) -> None:
        """A training loss was reported."""


def follow(
    model: Any,
    head: Hidden,
    optimizer: Any,
    course: Course,
    lessons: Sequence[Example],
    held_out: Sequence[Example],
    folder: Path,
    send: Callable[[Message], None],
    stop_wanted: Callable[[], bool],
) -> None:
    """Train until the course, patience, the numbers or the person end it; `folder` then holds the best adapter."""
    trainer.TrainUI = Silence
    every = max(1, course.steps // REPORTS)

    def batches(*, dataset: Sequence[Example], **_: object) -> Iterator[Tensors]:
        lengths = [one.tokens for one in dataset]
        epoch = 0
        while True:
            for batch in plan(lengths, course.budget, course.seed, epoch):
                if _at_rest(model, head, course, held_out, folder, send, stop_wanted):
                    return
                real = sum(lengths[i] for i in batch.members)
                course.window.append((real, sum(len(dataset[i].completion) for i in batch.members)))
                yield tensors(dataset, batch, course.pad)
                course.taken += 1
            epoch += 1

    def loss(model: Any, *batch: mx.array) -> tuple[mx.array, mx.array]:
        inputs, positions, targets, weights = batch
        summed = summed_loss(model, head, (inputs, positions, targets, weights))
        return summed / course.supervised_per_step, weights.sum()

    trainer.train(
        model=model,
        optimizer=optimizer,
        train_dataset=lessons,
        args=trainer.TrainingArgs(
            iters=course.steps + 1,
            steps_per_report=every,
            steps_per_eval=course.steps + 2,
            steps_per_save=course.steps + 2,
            adapter_file=str(folder / "last.safetensors"),
            clear_cache_threshold=1 << 30,
        ),
        loss=loss,
        iterate_batches=batches,
        training_callback=Narrator(course, every, send),
    )
    (folder / "last.safetensors").unlink(missing_ok=True)


class Narrator(TrainingCallback):
    """Turns mlx-lm's training reports into `train` events."""

    def __init__(self, course: Course, every: int, send: Callable[[Message], None]) -> None:
        self._course = course
        self._every = every
        self._send = send

    def on_train_loss_report(self, train_info: dict[str, Any]) -> None:
        """Send what the last steps came to."""
        course = self._course
        real = sum(tokens for tokens, _ in course.window)
        supervised = sum(tokens for _, tokens in course.window)
        seconds = self._every / train_info["iterations_per_second"]
        course.window.clear()
        course.real_tokens += real
        course.seconds += seconds
        loss = train_info["train_loss"] * self._every * course.supervised_per_step / supervised
        done = train_info["iteration"]
        elapsed = time.monotonic() - course.began
        if not math.isfinite(loss):
            course.bad += 1
            self._send(_warning("not_finite", f"The loss at step {done} is not a number; that step changed nothing."))
        else:
            course.bad = 0
        self._send(
            {
                "event": "train",
                "iteration": done,
                "iterations": course.steps,
                "epoch": done / course.steps_per_epoch,
                "loss": loss if math.isfinite(loss) else None,
                "learning_rate": train_info["learning_rate"],
                "tokens_per_second": real / seconds if seconds else 0.0,
                "seconds_left": elapsed / done * max(0, course.steps - done),
                "peak_memory_bytes": mx.get_peak_memory(),
            }
        )


def _at_rest(
    model: Any,
    head: Hidden,
    course: Course,
    held_out: Sequence[Example],
    folder: Path,
    send: Callable[[Message], None],
    stop_wanted: Callable[[], bool],
) -> bool:
    """Between two steps: validate when it is time, keep what is best; True when the run is over."""
    over = course.taken >= course.steps
    if stop_wanted():
        course.stopped_by, over = "user", True
    elif course.bad >= BAD_REPORTS:
        course.stopped_by, over = "diverged", True
    if course.taken and (over or course.taken % course.validate_every == 0):
        _validate(model, head, course, held_out, folder, send)
        if not over and course.patience and course.misses >= course.patience:
            course.stopped_by, over = "patience", True
    return over


def _validate(
    model: Any, head: Hidden, course: Course, held_out: Sequence[Example], folder: Path, send: Callable[[Message], None]
) -> None:
    began = time.monotonic()
    loss = score(model, head, held_out, course.budget, course.pad)
    if loss is not None and not math.isfinite(loss):
        send(_warning("not_finite", f"The held-out loss at step {course.taken} is not a number; it is not kept."))
        course.misses += 1
        return
    better = loss is None or course.best is None or loss < course.best
    if loss is not None:
        send(
            {
                "event": "valid",
                "iteration": course.taken,
                "loss": loss,
                "best": better,
                "seconds": time.monotonic() - began,
            }
        )
    if not better:
        course.misses += 1
        return
    course.best, course.best_at, course.misses = loss, course.taken, 0
    adapter.save(model, folder)
    send({"event": "checkpoint", "iteration": course.taken, "valid_loss": loss, "path": str(folder)})


def _warning(code: str, message: str) -> Message:
    return {"event": "warning", "code": code, "message": message}
