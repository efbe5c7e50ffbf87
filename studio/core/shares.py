"""Intervals for shares and for the difference of two."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

Z95 = NormalDist().inv_cdf(0.975)
"""Two-sided 95 %."""
Z80 = NormalDist().inv_cdf(0.90)
"""Two-sided 80 %."""


def wilson(share: float, n: float, z: float = Z95) -> tuple[float, float]:
    """Wilson score interval of a share (Wilson 1927).

    Args:
        share: Observed share, 0..1.
        n: Number it was observed on; may be an effective number, not whole.
        z: Normal quantile of the wanted confidence.

    Returns:
        (low, high), (0, 1) when n is 0.
    """
    if n <= 0:
        return 0.0, 1.0
    z2 = z * z
    middle = share + z2 / (2 * n)
    reach = z * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    scale = 1 + z2 / n
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def newcombe(share_a: float, n_a: float, share_b: float, n_b: float, z: float = Z95) -> tuple[float, float]:
    """Interval of the difference a - b of two independent shares (Newcombe 1998, method 10)."""
    low_a, high_a = wilson(share_a, n_a, z)
    low_b, high_b = wilson(share_b, n_b, z)
    gap = share_a - share_b
    return (
        gap - sqrt((share_a - low_a) ** 2 + (high_b - share_b) ** 2),
        gap + sqrt((high_a - share_a) ** 2 + (share_b - low_b) ** 2),
    )
