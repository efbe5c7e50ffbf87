"""Runs one training request and tells how it goes: `python -m studio.train.worker.lora`.

Reads `{"run_id", "spec", "model_path", "dataset_path", "run_path", "toy"}`, later perhaps `{"command": "stop"}`; sends
the events of the contract (`plan`, `train`, `valid`, `checkpoint`, `warning`, `done`), or one
`{"event": "failed", "kind", "code", "message", "fix"}`.
"""

from __future__ import annotations

import queue
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.child import Message, Wire
from studio.core.errors import StoppedError, StudioError

if TYPE_CHECKING:
    from studio.train.worker.lessons import Lessons


class Requests:
    """What the studio asks for: the run first, then perhaps a stop."""

    def __init__(self) -> None:
        self.first: queue.Queue[Message] = queue.Queue()
        self.stop = threading.Event()

    def stop_wanted(self, run_folder: Path) -> bool:
        """Whether the studio asked on the wire, or another process by leaving a file called `stop`."""
        return self.stop.is_set() or (run_folder / STOP_FILE).exists()

    def take(self, message: Message) -> None:
        """Receive one request, on the wire's thread."""
        if message.get("command") == "stop":
            self.stop.set()
        else:
            self.first.put(message)


def main() -> None:
    """Serve one request and leave."""
    requests = Requests()
    with Wire(requests.take) as wire:
        try:
            run(requests.first.get(), wire, requests)
        except StudioError as problem:
            wire.send({"event": "failed", "kind": type(problem).__name__, **problem.as_dict()})
        import mlx.core as mx

        mx.synchronize()
        if hasattr(mx, "clear_streams"):
            mx.clear_streams()


def run(request: Message, wire: Wire, requests: Requests) -> None:
    """Train as asked.

    Raises:
        StudioError: the data, the model or the adapter cannot be used.
    """
    import mlx.core as mx
    from mlx_lm import load

    from studio.train.batches import padding_ratio, plan, token_budget
    from studio.train.spec import EPOCHS, VALIDATIONS, RunSpec
    from studio.train.worker import adapter, loop
    from studio.train.worker.lessons import load_lessons
    from studio.train.worker.losses import choose_head, score, tensors
    from studio.train.worker.optimizer import GuardedAdamW, schedule

    spec = RunSpec.from_dict(request["spec"])
    folder = Path(request["run_path"]) / "adapter"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    mx.random.seed(spec.seed)
    mx.set_cache_limit(1 << 30)
    model, tokenizer, config = load(request["model_path"], return_config=True)
    if mx.default_device().type == mx.DeviceType.cpu and "quantization" not in config:
        model.set_dtype(mx.float32)
    lessons = load_lessons(Path(request["dataset_path"]), tokenizer, _longest(config))
    pad = tokenizer.pad_token_id or 0
    lengths = [one.tokens for one in lessons.train]
    budget = token_budget(lengths, spec.batch_size)
    first_epoch = plan(lengths, budget, spec.seed, 0)
    steps = spec.iterations or EPOCHS[spec.preset] * len(first_epoch)
    layers = min(spec.layers or len(model.layers), len(model.layers))
    scale = ALPHA / spec.rank if spec.type != "full" else 1.0
    rate = spec.learning_rate or _rate(bool(request.get("toy")), spec.type, len(lengths))
    longest_batch = max(first_epoch, key=lambda batch: batch.width)
    head = choose_head(model, tensors(lessons.train, longest_batch, pad))
    supervised = sum(len(one.completion) for one in lessons.train)
    course = loop.Course(
        steps=steps,
        steps_per_epoch=len(first_epoch),
        validate_every=max(1, len(first_epoch) // VALIDATIONS[spec.preset]),
        patience=spec.patience,
        budget=budget,
        seed=spec.seed,
        pad=pad,
        supervised_per_step=supervised / len(first_epoch),
    )
    base_valid = score(model, head, lessons.valid, budget, pad)
    base_test = score(model, head, lessons.test, budget, pad)
    adapter.attach(model, spec.type, layers, spec.rank, scale, DROPOUT if len(lengths) < 1000 else 0.0)
    adapter.write_config(folder, spec.type, layers, spec.rank, scale, request["spec"]["model"])
    padding = padding_ratio(lengths, first_epoch)
    wire.send(
        {
            "event": "plan",
            "run_id": request["run_id"],
            "iterations": steps,
            "epochs": steps / len(first_epoch),
            "train": len(lessons.train),
            "valid": len(lessons.valid),
            "test": len(lessons.test),
            "tokens_per_epoch": sum(lengths),
            "completion_tokens_per_epoch": supervised,
            "longest": max(lengths),
            "tokens_per_step": budget,
            "padding_ratio": padding,
            "layers": layers,
            "rank": spec.rank,
            "scale": scale,
            "learning_rate": rate,
            "base_valid_loss": base_valid,
            "base_test_loss": base_test,
        }
    )
    for warning in _warnings(lessons):
        wire.send(warning)
    optimizer = GuardedAdamW(learning_rate=schedule(rate / scale, steps), weight_decay=0.01)
    loop.follow(
        model, head, optimizer, course, lessons.train, lessons.valid, folder, wire.send,
        lambda: requests.stop_wanted(folder.parent),
    )  # fmt: skip
    if course.best_at == 0:
        raise _nothing(course.stopped_by)
    adapter.load(model, folder)
    if course.stopped_by != "finished":
        wire.send({"event": "stopped", "iteration": course.taken, "stopped_by": course.stopped_by})
    wire.send(
        {
            "event": "done",
            "run_id": request["run_id"],
            "iterations": course.taken,
            "best_iteration": course.best_at,
            "best_valid_loss": score(model, head, lessons.valid, budget, pad),
            "base_valid_loss": base_valid,
            "test_loss": score(model, head, lessons.test, budget, pad),
            "base_test_loss": base_test,
            "tokens_per_second": course.real_tokens / course.seconds if course.seconds else 0.0,
            "padding_ratio": padding,
            "peak_memory_bytes": mx.get_peak_memory(),
            "adapter_path": str(folder),
            "stopped_by": course.stopped_by,
        }
    )


STOP_FILE = "stop"
"""Its presence in the run's folder asks the run to stop; only the process that trains may open the store meanwhile."""

ALPHA = 16.0
"""Adapter scale times rank, so that a higher rank is not a louder adapter."""

DROPOUT = 0.05
"""On the adapter's input, for data sets under a thousand examples."""

TOY_RATE = 3e-4
"""Effective peak rate for the toy: it learns the record's manner of speaking without forgetting how to speak."""

RATE, FEW_RATE, FEW = 2e-4, 1e-4, 100
"""Effective peak rate of published recipes, and the gentler one below `FEW` examples."""


def _nothing(stopped_by: str) -> StudioError:
    if stopped_by == "user":
        return StoppedError("Stopped before the first step, as you asked; there is nothing to keep.")
    return StudioError(
        "The run ended without anything worth keeping: its losses were not numbers.",
        fix="Lower --lr and train again.",
        code="nothing_learned",
    )


def _rate(toy: bool, kind: str, count: int) -> float:
    peak = TOY_RATE if toy else FEW_RATE if count < FEW else RATE
    return peak / 10 if kind == "full" else peak


def _longest(config: dict[str, Any]) -> int:
    return min(int(config.get("max_position_embeddings") or LONGEST), LONGEST)


LONGEST = 2048
"""Tokens of the longest example trained on."""


def _warnings(lessons: Lessons) -> list[Message]:
    found = []
    if lessons.too_long:
        found.append(
            ("too_long", f"{lessons.too_long} examples are longer than the model may read; they are left out.")
        )
    if not lessons.valid:
        found.append(("no_valid", "There is no validation set: the last adapter is kept, for no better is known."))
    return [{"event": "warning", "code": code, "message": message} for code, message in found]


if __name__ == "__main__":
    main()
