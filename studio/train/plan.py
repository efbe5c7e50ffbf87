"""What a run will need, said before it starts: bytes and minutes, with the assumptions they rest on.

Memory follows the byte model measured with seven adapted linears per block; time follows 4 FLOP per weight and token
for LoRA (forward, and back through frozen weights), 6 for full training.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from studio.core.blas import describe
from studio.core.errors import GateError, InputError
from studio.core.paths import Home
from studio.train.batches import padding_ratio, plan, token_budget, width_of
from studio.train.models import BaseModel
from studio.train.spec import EPOCHS, RunSpec

MAY_USE = 0.75
"""Share of the memory a run may plan for."""

CHARS_PER_TOKEN = 3.6
"""English chat text in a vocabulary of 150 k; the toy's small vocabulary needs two."""

MAC_FLOPS = 1e12
"""Sustained FLOP/s on Apple silicon: published LoRA speeds of an M1 with 8 GB come to 0.5 to 1.0e12."""

CPU_SHARE = 0.15
"""Share of the measured matrix-product speed that training reaches on a processor."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Memory and time of one run, before it is started."""

    model: str
    parameters: int
    examples: int
    tokens_per_epoch: int
    epochs: float
    padding_ratio: float
    weights_bytes: int
    adapter_bytes: int
    """Adapter weights, their gradients and AdamW's two moments, float32."""
    activations_bytes: int
    head_bytes: int
    total_bytes: int
    memory_bytes: int
    """Memory of this machine."""
    seconds: float
    tokens_per_second: float
    fits: bool
    assumptions: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {**asdict(self), "assumptions": list(self.assumptions)}


def estimate(home: Home, model: BaseModel, dataset: Path, spec: RunSpec, measured: float | None = None) -> Estimate:
    """What `spec` needs on this machine.

    Args:
        home: For the measured speed of its BLAS.
        model: The base.
        dataset: Folder of the packed dataset.
        spec: What is asked for.
        measured: Tokens per second of an earlier run with this model here, when there was one.

    Raises:
        InputError: the dataset has no training lines.
    """
    lengths = [max(8, round(chars / (2.0 if model.toy else CHARS_PER_TOKEN))) for chars in _characters(dataset)]
    budget = token_budget(lengths, spec.batch_size)
    batches = plan(lengths, budget, spec.seed, 0)
    epochs = spec.iterations / len(batches) if spec.iterations else float(EPOCHS[spec.preset])
    shape = model.config
    hidden, blocks, vocabulary = (int(shape.get(k) or 0) for k in ("hidden_size", "num_hidden_layers", "vocab_size"))
    heads, inner = int(shape.get("num_attention_heads") or 1), int(shape.get("intermediate_size") or 4 * hidden)
    trained = min(spec.layers or blocks, blocks)
    widest = width_of(max(lengths))
    rows = max(1, budget // widest)
    linears = 4 * 2 * hidden + 3 * (hidden + inner)
    adapted = spec.rank * linears * trained if spec.type != "full" else model.parameters * trained // max(1, blocks)
    activations = rows * widest * trained * (90 * hidden + 2 * heads * widest)
    head = round(7.7 * vocabulary * rows * widest * 0.5)
    total = round(1.1 * (model.bytes + 16 * adapted + activations + head))
    flops = (6 if spec.type == "full" else 4) * model.parameters
    speed, why = _speed(home, flops, measured)
    padding = padding_ratio(lengths, batches)
    return Estimate(
        model.name, model.parameters, len(lengths), sum(lengths), epochs, padding,
        model.bytes, 16 * adapted, activations, head, total, memory(),
        sum(lengths) * epochs / speed * 1.3, speed, total <= MAY_USE * memory(),
        (
            f"{2.0 if model.toy else CHARS_PER_TOKEN:g} characters per token",
            f"longest batch {rows} × {widest} tokens, half of them completion",
            why,
            "a third more time for validation and scoring",
            "a tenth more memory than the sum of the parts",
        ),
    )  # fmt: skip


def check_fit(needed: Estimate) -> None:
    """Refuse what would not fit, before anything is loaded.

    Raises:
        GateError: the run needs more than three quarters of this machine's memory.
    """
    if not needed.fits:
        raise GateError(
            f"Teaching {needed.model} needs about {needed.total_bytes / 2**30:.1f} GB; this machine has "
            f"{needed.memory_bytes / 2**30:.1f} GB, of which {MAY_USE:.0%} may be used.",
            fix="Choose a smaller or 4-bit model, fewer --layers, or a smaller --batch-size.",
            code="does_not_fit",
        )


def memory() -> int:
    """Bytes of memory of this machine; 8 GB where that cannot be read."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return 8 << 30


def _speed(home: Home, flops_per_token: float, measured: float | None) -> tuple[float, str]:
    if measured:
        return measured, f"{measured:,.0f} tokens/s, as measured in an earlier run here"
    if sys.platform == "darwin":
        return MAC_FLOPS / flops_per_token, "1 TFLOP/s sustained, not measured on this Mac yet"
    gflops = describe(home).gflops or 5.0
    return CPU_SHARE * gflops * 1e9 / flops_per_token, f"{CPU_SHARE:.0%} of {gflops:.0f} GFLOP/s measured here"


def _characters(dataset: Path) -> list[int]:
    """Characters of every training line's contents."""
    found: list[int] = []
    path = dataset / "train.jsonl"
    try:
        with path.open(encoding="utf-8") as stream:
            for line in stream:
                if line.strip():
                    turns = json.loads(line)["messages"]
                    found.append(sum(len(turn["content"]) + 12 for turn in turns))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise InputError(
            f"{path} cannot be read as conversations ({type(problem).__name__}).", fix="Pack the dataset again."
        ) from problem
    if not found:
        raise InputError(f"{path} is empty.", fix="Label more episodes and pack again.", code="no_examples")
    return found
