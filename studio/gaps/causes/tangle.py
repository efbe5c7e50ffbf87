"""How far two things came together, and how much of the one's difference is left among episodes alike in the other."""

from __future__ import annotations

from math import atanh, sqrt, tanh
from statistics import NormalDist
from typing import TYPE_CHECKING

from studio.core.shares import Z95

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DRAWS = 399
"""Resamplings of threads."""
SEED = 20_240_101


def midranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks 0..n-1, equal values sharing the middle of theirs."""
    import numpy as np

    ordered = np.sort(values)
    first, behind = (np.searchsorted(ordered, values, side) for side in ("left", "right"))
    return np.asarray((first + behind - 1) / 2, dtype=np.float64)


def standardised(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mid-ranks with mean 0 and variance 1; all 0 where nothing varies.

    The mean product of two is Spearman's correlation, and phi where both are yes or no.
    """
    import numpy as np

    ranks = midranks(values)
    around = np.asarray(ranks - ranks.mean(), dtype=np.float64)
    spread = float(np.sqrt((around * around).mean()))
    return np.asarray(around / spread, dtype=np.float64) if spread > 0 else around


def fisher(r: float, n_effective: float, z: float = Z95) -> tuple[float, float]:
    """Interval of the size of a correlation, 0..1, by Fisher's transformation: atanh|r| ± z/√(n-3)."""
    middle = atanh(min(abs(r), 1 - 1e-9))
    reach = z / sqrt(max(n_effective - 3, 1e-3))
    return tanh(max(0.0, middle - reach)), tanh(middle + reach)


def thread_effect(x: NDArray[np.float64], y: NDArray[np.float64], threads: NDArray[np.int64]) -> float:
    """How many times wider a correlation's variance is than of independent episodes, by clusters; at least 1.

    The sum of the squared influences (xy - r(x²+y²)/2) of threads over that of episodes, with the factor G/(G-1).
    Where no influence is left, as between two that are the same, every thread counts as one.

    Args:
        x: As `standardised` gives them.
        y: Likewise, same length.
        threads: Place of each one's thread, 0..G-1.
    """
    import numpy as np

    sizes = np.bincount(threads)
    n, groups = len(x), len(sizes)
    if groups == n:
        return 1.0
    if groups < 2:
        return float(n)
    influence = x * y - (x * y).mean() * (x * x + y * y) / 2
    single = float((influence * influence).sum())
    if single <= 1e-9 * n:
        return float((sizes * sizes).sum()) / n
    together = np.bincount(threads, weights=influence)
    return max(1.0, groups / (groups - 1) * float((together * together).sum()) / single)


def chance(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float]:
    """How seldom two series as slow as these correlate so strongly: a p value, and their rank among circular shifts.

    The p value is the normal one with the spread that the correlation has over all circular shifts of one against the
    other; the rank, the share of the shifts at which it is at least as strong.

    Args:
        x: As `standardised` gives them, in order of time.
        y: Likewise, same length.
    """
    import numpy as np

    n = len(x)
    shifted = np.fft.irfft(np.fft.rfft(x) * np.conj(np.fft.rfft(y)), n) / n
    r = abs(float((x * y).mean()))
    spread = sqrt(float((shifted * shifted).mean()))
    if spread <= 0:
        return 1.0, 1.0
    return 2 * NormalDist().cdf(-r / spread), float((np.abs(shifted) >= r - 1e-9).mean())


def counts(
    high: NDArray[np.bool_], other: NDArray[np.bool_], good: NDArray[np.bool_], threads: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Episodes of every thread by kind, shape (threads, 2, 2, 2): the other, this, whether it went well."""
    import numpy as np

    groups = int(threads.max()) + 1
    cells = ((threads * 2 + other) * 2 + high) * 2 + good
    return np.bincount(cells, minlength=8 * groups).reshape(groups, 2, 2, 2).astype(np.float64)


def differences(table: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Risk difference with and without regard to the other: crude, and by Mantel and Haenszel over its strata.

    The latter is Σ w·d / Σ w over strata with w = n₁n₀/(n₁+n₀), d the stratum's own difference (Greenland & Robins
    1985). NaN where a side, or every stratum's side, is empty.

    Args:
        table: Counts, shape (..., strata, 2, 2): the other, this (no, yes), whether it went well (no, yes).
    """
    import numpy as np

    with np.errstate(invalid="ignore", divide="ignore"):
        sides, good = table.sum(-1), table[..., 1]
        shares = good / sides
        whole = good.sum(-2) / sides.sum(-2)
        weights = sides[..., 0] * sides[..., 1] / sides.sum(-1)
        used = weights > 0
        apart = np.where(used, shares[..., 1] - shares[..., 0], 0.0)
        weights = np.where(used, weights, 0.0)
        return whole[..., 1] - whole[..., 0], (weights * apart).sum(-1) / weights.sum(-1)


def redrawn(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Tables of `DRAWS` Bayesian resamplings of threads (Rubin 1981), seeded.

    Args:
        table: Shape (threads, cells).

    Returns:
        Shape (DRAWS, cells).
    """
    import numpy as np

    weights = np.random.default_rng(SEED).standard_exponential((DRAWS, len(table)), dtype=np.float32)
    return (weights @ table.astype(np.float32)).astype(np.float64)
