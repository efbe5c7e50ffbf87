"""`mlx_lm.lora` itself, told what to do by the benchmark, in a process of its own."""

from __future__ import annotations

from typing import Any

from studio.core.child import Wire


class Clock:
    """A training callback that adds up the time mlx-lm says its steps took."""

    def __init__(self, steps_per_report: int) -> None:
        self.steps_per_report = steps_per_report
        self.seconds = 0.0

    def on_train_loss_report(self, train_info: dict[str, Any]) -> None:
        """A report of `steps_per_report` steps."""
        self.seconds += self.steps_per_report / train_info["iterations_per_second"]

    def on_val_loss_report(self, val_info: dict[str, Any]) -> None:
        """Validation is not counted."""


def main() -> None:
    """Serve one request: overrides of mlx-lm's configuration; send seconds in training steps and peak memory."""
    with Wire() as wire:
        request = wire.receive()
        import types

        import mlx.core as mx
        from mlx_lm import lora

        clock = Clock(request["steps_per_report"])
        lora.get_reporting_callbacks = lambda *_, **__: clock
        lora.run(types.SimpleNamespace(**{**lora.CONFIG_DEFAULTS, **request}))
        wire.send({"seconds": clock.seconds, "peak_memory_bytes": mx.get_peak_memory()})


if __name__ == "__main__":
    main()
