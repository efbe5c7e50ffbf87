"""The loss over supervised tokens only, as training and scoring both use it.

The vocabulary head runs on the supervised positions alone where the model allows it (checked, not assumed), which is
most of the memory and a good part of the time of a small model with a large vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import mlx.core as mx
import mlx.nn as nn

from studio.core.chat_template import Example
from studio.train.batches import Batch, plan

Hidden = Callable[[Any, mx.array, mx.array], mx.array]
"""(model, inputs `[rows, width]`, flat positions `[n]`) → logits `[n, vocabulary]`."""

Tensors = tuple[mx.array, mx.array, mx.array, mx.array]
"""Inputs `[rows, width]`, flat positions `[n]`, targets `[n]`, weights `[n]` (1 for real, 0 for padding)."""

ROUND_POSITIONS = 64
"""Supervised positions are padded to a multiple of this, so that compiled steps meet few shapes."""

AGREES = 1e-2
"""Largest difference of a log-probability for two ways of computing it to count as the same."""


def tensors(examples: Sequence[Example], batch: Batch, pad: int) -> Tensors:
    """A batch as arrays; position p of a row predicts token p + 1, so the last completion token is never an input."""
    width = batch.width
    inputs: list[list[int]] = []
    positions: list[int] = []
    targets: list[int] = []
    for row, member in enumerate(batch.members):
        one = examples[member]
        ids = [*one.prompt, *one.completion]
        inputs.append(ids[:-1] + [pad] * (width - len(ids) + 1))
        first = row * width + len(one.prompt) - 1
        positions.extend(range(first, first + len(one.completion)))
        targets.extend(one.completion)
    real = len(positions)
    spare = -real % ROUND_POSITIONS
    weights = [1.0] * real + [0.0] * spare
    return (
        mx.array(inputs, mx.int32),
        mx.array(positions + [0] * spare, mx.int32),
        mx.array(targets + [0] * spare, mx.int32),
        mx.array(weights, mx.float32),
    )


def whole_head(model: Any, inputs: mx.array, positions: mx.array) -> mx.array:
    """Logits everywhere, then only the supervised ones kept: right for every model."""
    logits = model(inputs)
    return logits.reshape(-1, logits.shape[-1])[positions]


def gathered_head(model: Any, inputs: mx.array, positions: mx.array) -> mx.array:
    """The head on the supervised positions alone: for models that are `model.model` and a linear head."""
    hidden = model.model(inputs)
    hidden = hidden.reshape(-1, hidden.shape[-1])[positions]
    if model.args.tie_word_embeddings:
        return model.model.embed_tokens.as_linear(hidden)
    return model.lm_head(hidden)


def choose_head(model: Any, batch: Tensors) -> Hidden:
    """`gathered_head` if it gives this model's own logits on this batch, else `whole_head`."""
    inputs, positions, _, _ = batch
    expected = whole_head(model, inputs[:1], positions[:1])
    try:
        found = gathered_head(model, inputs[:1], positions[:1])
    except (AttributeError, TypeError, ValueError):
        return whole_head
    same = mx.abs(nn.log_softmax(expected.astype(mx.float32)) - nn.log_softmax(found.astype(mx.float32))).max() < AGREES
    return gathered_head if same.item() else whole_head


def summed_loss(model: Any, head: Hidden, batch: Tensors) -> mx.array:
    """Sum of the negative log-likelihoods of the completion tokens, in nats, float32."""
    inputs, positions, targets, weights = batch
    logits = head(model, inputs, positions).astype(mx.float32)
    return (nn.losses.cross_entropy(logits, targets) * weights).sum()


def score(model: Any, head: Hidden, examples: Sequence[Example], budget: int, pad: int) -> float | None:
    """Mean loss per completion token over every example; None when there are none.

    Leaves the model in the mode it was in.
    """
    if not examples:
        return None
    was_training = model.training
    model.eval()
    total, tokens = 0.0, 0
    for batch in plan([one.tokens for one in examples], budget, 0, 0):
        total += float(summed_loss(model, head, tensors(examples, batch, pad)))
        tokens += sum(len(examples[i].completion) for i in batch.members)
    if was_training:
        model.train()
    return total / tokens
