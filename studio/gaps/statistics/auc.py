"""How well one number tells two groups apart, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from studio.core.shares import Z95


@dataclass(frozen=True, slots=True)
class Auc:
    """Chance that one of the first group is the higher of a pair, ties counting half; .5 is no difference."""

    area: float
    error: float
    """Standard error."""

    def interval(self, z: float = Z95) -> tuple[float, float]:
        """Low and high at a normal quantile, kept within 0..1."""
        return max(0.0, self.area - z * self.error), min(1.0, self.area + z * self.error)


def auc(first: Sequence[float], second: Sequence[float], design_effect: float = 1.0) -> Auc:
    """Area under the curve as Mann and Whitney count it, with the standard error of Hanley and McNeil (1982).

    Where the groups do not overlap at all, the error is taken half a pair short of that, so that it is never zero.

    Args:
        first: Values of the group that is expected to be higher; not empty.
        second: Values of the other; not empty.
        design_effect: How many times wider the variance is than of independent values.
    """
    import numpy as np

    ordered, others = np.sort(np.asarray(first, dtype=np.float64)), np.asarray(second, dtype=np.float64)
    n, m = len(ordered), len(others)
    below = np.searchsorted(ordered, others, side="left")
    within = np.searchsorted(ordered, others, side="right")
    area = float((n - within + (within - below) / 2).sum()) / (n * m)
    a = min(max(area, 0.5 / (n * m)), 1 - 0.5 / (n * m))
    one, two = a / (2 - a), 2 * a * a / (1 + a)
    variance = (a * (1 - a) + (n - 1) * (one - a * a) + (m - 1) * (two - a * a)) / (n * m)
    return Auc(area, sqrt(max(0.0, variance) * design_effect))
