"""Adapters in mlx-lm's own format: attached, saved whole or not at all, and looked at before they are trusted."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import mlx.core as mx
from mlx.utils import tree_flatten
from mlx_lm.tuner.utils import linear_to_lora_layers

from studio.core.errors import StudioError
from studio.core.paths import write_private

WEIGHTS = "adapters.safetensors"


def attach(model: Any, kind: str, layers: int, rank: int, scale: float, dropout: float) -> None:
    """Freeze the model and make the adapter its only trainable part: every linear of the top `layers` blocks."""
    model.freeze()
    if kind == "full":
        for block in model.layers[-layers:]:
            block.unfreeze()
        return
    parameters = {"rank": rank, "scale": scale, "dropout": dropout}
    linear_to_lora_layers(model, layers, parameters, use_dora=kind == "dora")


def write_config(folder: Path, kind: str, layers: int, rank: int, scale: float, model: str) -> None:
    """Write `adapter_config.json` as `mlx_lm.load(..., adapter_path=...)` reads it."""
    config = {
        "fine_tune_type": kind,
        "num_layers": layers,
        "lora_parameters": {"rank": rank, "scale": scale, "dropout": 0.0},
        "model": model,
    }
    write_private(folder / "adapter_config.json", json.dumps(config, indent=1).encode())


def save(model: Any, folder: Path) -> None:
    """Replace the kept adapter by the model's present one, durably."""
    draft = folder / "draft.safetensors"
    mx.save_safetensors(str(draft), dict(tree_flatten(model.trainable_parameters())), {"format": "mlx"})
    draft.chmod(0o600)
    with draft.open("rb") as stream:
        os.fsync(stream.fileno())
    draft.replace(folder / WEIGHTS)


def load(model: Any, folder: Path) -> None:
    """Put the kept adapter back into the model, after looking at it.

    Raises:
        StudioError: tensors are missing, misshapen, not finite, or all zero where something must have been learned.
    """
    kept = mx.load(str(folder / WEIGHTS))
    assert isinstance(kept, dict)
    expected = dict(tree_flatten(model.trainable_parameters()))
    problem = _problem(kept, expected)
    if problem:
        raise StudioError(f"The adapter in {folder} cannot be used: {problem}.", fix="Train again.", code="bad_adapter")
    model.load_weights(list(kept.items()), strict=False)


def _problem(kept: dict[str, mx.array], expected: dict[str, mx.array]) -> str:
    if kept.keys() != expected.keys():
        return f"{len(expected.keys() ^ kept.keys())} tensors are missing or foreign"
    if any(kept[name].shape != expected[name].shape for name in expected):
        return "a tensor has the wrong shape"
    if not all(mx.isfinite(array).all().item() for array in kept.values()):
        return "it holds numbers that are not finite"
    learned = [array for name, array in kept.items() if name.endswith("lora_b")]
    if learned and not any((array != 0).any().item() for array in learned):
        return "nothing was learned"
    return ""
