"""AdamW that clips, refuses steps that are not finite, and warms up before it cools down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mlx.core as mx
import mlx.optimizers as optim
from mlx.utils import tree_map

CLIP = 1.0
"""Largest norm of a gradient."""

WARMUP = 0.08
"""Share of the steps in which the rate rises."""

FLOOR = 0.1
"""Share of the peak rate at the end of the cosine."""


def schedule(peak: float, steps: int) -> Callable[[Any], mx.array]:
    """Linear warm-up to `peak`, then a cosine down to a tenth of it over `steps` steps."""
    warm = max(1, round(steps * WARMUP))
    rise = optim.linear_schedule(peak / (warm + 1), peak, warm)
    fall = optim.cosine_decay(peak, max(1, steps - warm), peak * FLOOR)
    joined: Callable[[Any], mx.array] = optim.join_schedules([rise, fall], [warm])
    return joined


class GuardedAdamW(optim.AdamW):
    """AdamW whose gradients are clipped, and to which a gradient that is not finite is no gradient at all."""

    def apply_gradients(self, gradients: dict[str, Any], parameters: dict[str, Any]) -> dict[str, Any]:
        """New parameters; a gradient with a NaN or an infinity anywhere leaves the adapter as it was."""
        clipped, norm = optim.clip_grad_norm(gradients, CLIP)
        sound = mx.isfinite(norm)
        clipped = tree_map(lambda g: mx.where(sound, g, mx.zeros_like(g)), clipped)
        updated = super().apply_gradients(clipped, parameters)
        kept: dict[str, Any] = tree_map(lambda new, old: mx.where(sound, new, old), updated, parameters)
        return kept
