"""Which examples go into which step: every example once an epoch, little padding, few shapes.

Lengths fall into classes of geometric width, so that a compiled step meets a dozen shapes at most; a batch holds as
many rows as fit its token budget at its width. The plan is a pure function of lengths, budget, seed and epoch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

WIDTHS = (32, 48, 64, 96, 128, 160, 192, 256, 320, 384, 512, 608, 768, 1024, 1280, 1536, 2048, 3072, 4096)
"""Padded lengths, each at most 1.5 times the one before."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One step: these examples, padded to this width."""

    width: int
    """Tokens per row, the longest example's included."""
    members: tuple[int, ...]
    """Indices of the examples."""


def width_of(length: int) -> int:
    """The smallest width that holds `length` tokens; past the widest, the next multiple of 1024."""
    return next((width for width in WIDTHS if width >= length), -(-length // 1024) * 1024)


def token_budget(lengths: Sequence[int], batch_size: int) -> int:
    """Padded tokens per step that hold about `batch_size` examples of average width."""
    if not lengths:
        return 0
    return max(round(batch_size * sum(map(width_of, lengths)) / len(lengths)), max(map(width_of, lengths)))


def plan(lengths: Sequence[int], budget: int, seed: int, epoch: int) -> list[Batch]:
    """The batches of one epoch, in training order.

    Args:
        lengths: Tokens of each example.
        budget: Padded tokens a batch may hold; a single wider example is a batch of its own.
        seed: The same seed and epoch give the same plan.
        epoch: Counted from 0; each has other batches, in another order.
    """
    random = Random(f"{seed}:{epoch}")
    order = list(range(len(lengths)))
    random.shuffle(order)
    order.sort(key=lambda i: width_of(lengths[i]), reverse=True)
    batches: list[Batch] = []
    at = 0
    while at < len(order):
        width = width_of(lengths[order[at]])
        rows = max(1, budget // width)
        batches.append(Batch(width, tuple(order[at : at + rows])))
        at += rows
    random.shuffle(batches)
    return batches


def padding_ratio(lengths: Sequence[int], batches: Sequence[Batch]) -> float:
    """Padded tokens per real token, 1 at best."""
    real = sum(lengths[i] for batch in batches for i in batch.members)
    return sum(batch.width * len(batch.members) for batch in batches) / real if real else 1.0
