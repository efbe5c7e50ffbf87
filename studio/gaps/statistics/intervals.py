"""How much clustering in threads weakens a share, and what the spacings between events tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import exp, log, sqrt

ASSUMED_ICC = 0.3
"""Likeness of episodes within a thread when the labels, being all alike, cannot show it."""


def design_effect(hits: Sequence[bool], threads: Sequence[str]) -> float:
    """How many times wider than independent the variance of a share is: clustered over binomial, at least 1.

    The clustered variance is the linearised one of a ratio with the small-sample factor G/(G-1) (Kish 1965). Where all
    hits are alike the data cannot show the likeness within threads, so 1 + (m - 1) · `ASSUMED_ICC` stands in, m being
    the size-weighted mean thread.

    Args:
        hits: One value per episode.
        threads: The thread of each, same length.
    """
    n = len(hits)
    if n < 2:
        return 1.0
    sizes = Counter(threads)
    if len(sizes) == n:
        return 1.0
    if len(sizes) == 1:
        return float(n)
    share = sum(hits) / n
    if share in (0.0, 1.0):
        mean_size = sum(m * m for m in sizes.values()) / n
        return max(1.0, 1 + (mean_size - 1) * ASSUMED_ICC)
    good = Counter(t for hit, t in zip(hits, threads, strict=True) if hit)
    groups = len(sizes)
    squares = sum((good[t] - share * m) ** 2 for t, m in sizes.items())
    clustered = groups / (groups - 1) * squares / (n * n)
    return max(1.0, clustered / (share * (1 - share) / (n - 1)))


def gap_p_value(longest: float, n: int) -> float:
    """Upper bound of the chance that n uniform points leave a spacing at least this long: (n+1)(1-x)^n, at most 1.

    Args:
        longest: Longest spacing on 0..1, the two ends included.
        n: Number of points.
    """
    if longest >= 1:
        return 0.0 if n else 1.0
    return min(1.0, (n + 1) * exp(n * log(1 - longest)))


def chance_gap_range(n: int) -> tuple[float, float]:
    """The middle 95 % of the longest spacing that n uniform points leave, the n+1 spacings taken as independent.

    One spacing exceeds x with chance (1-x)^n; hence P(longest ≤ x) ≈ (1 - (1-x)^n)^(n+1), solved for x.
    """
    if n < 1:
        return 0.0, 1.0
    low, high = (1 - (1 - q ** (1 / (n + 1))) ** (1 / n) for q in (0.025, 0.975))
    return low, high


def burstiness(gaps: Sequence[float]) -> float | None:
    """-1 regular, 0 random, 1 bursty, corrected for few events (Kim & Jo 2016, arXiv 1604.01125).

    Args:
        gaps: Distances between neighbouring events.

    Returns:
        None with fewer than 5 events, or when all fall together.
    """
    n = len(gaps) + 1
    mean = sum(gaps) / len(gaps) if gaps else 0.0
    if n < 5 or mean <= 0:
        return None
    ratio = sqrt(sum((g - mean) ** 2 for g in gaps) / len(gaps)) / mean
    return (sqrt(n + 1) * ratio - sqrt(n - 1)) / ((sqrt(n + 1) - 2) * ratio + sqrt(n - 1))


def benjamini_hochberg(p_values: Sequence[float], q: float = 0.10) -> list[bool]:
    """Which of several tests stand when at most a share q of those that stand may be false (1995 step-up rule)."""
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    standing = 0
    for place, i in enumerate(order, start=1):
        if p_values[i] <= q * place / len(order):
            standing = place
    kept = set(order[:standing])
    return [i in kept for i in range(len(p_values))]
