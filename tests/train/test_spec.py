"""What may be asked of a run, and how it ended in words a program reads."""

from __future__ import annotations

from typing import Any

import pytest

from studio.core.errors import UsageError
from studio.train.spec import RunResult, RunSpec

DONE: dict[str, Any] = {
    "event": "done",
    "run_id": "r1",
    "iterations": 9,
    "best_iteration": 6,
    "best_valid_loss": 1.0,
    "base_valid_loss": 2.0,
    "test_loss": 1.5,
    "base_test_loss": 1.4,
    "tokens_per_second": 10.0,
    "padding_ratio": 1.1,
    "peak_memory_bytes": 5,
    "adapter_path": "/a",
    "stopped_by": "finished",
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"preset": "fast"}, {"type": "qlora"}, {"iterations": 0}, {"batch_size": 0}, {"rank": -1}, {"layers": 0},
        {"learning_rate": 0.0}, {"learning_rate": float("nan")}, {"patience": -1}, {"rank": 10_000},
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError) as caught:
        RunSpec("d", "tiny", **wrong)
    assert caught.value.fix


def test_a_spec_survives_json() -> None:
    spec = RunSpec("d", "m", "quick", learning_rate=1e-3, layers=2, type="dora")
    assert RunSpec.from_dict({**spec.as_dict(), "model_path": "/x"}) == spec


def test_the_test_set_decides_whether_tuned_is_better() -> None:
    assert RunResult.from_event(DONE).better is False
    assert RunResult.from_event({**DONE, "test_loss": None}).better is True
    unknown = {**DONE, "test_loss": None, "best_valid_loss": None}
    assert RunResult.from_event(unknown).better is None
