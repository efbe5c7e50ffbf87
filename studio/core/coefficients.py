"""Coefficients of agreement between first and second readings, with intervals, and a test for drift."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import comb, sqrt
from typing import TYPE_CHECKING, Any

from studio.core.shares import Z95, wilson

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DRAWS = 2000
"""Bootstrap samples."""

Pairs = Sequence[tuple[str, str]]
"""(first reading, second reading) of each episode."""


def raw_agreement(pairs: Pairs) -> float:
    """Share of pairs whose readings are equal.

    Raises:
        ValueError: there are no pairs.
    """
    if not pairs:
        raise ValueError("no pairs")
    return sum(first == second for first, second in pairs) / len(pairs)


def cohen_kappa(pairs: Pairs) -> float | None:
    """Cohen's kappa κ = (pₒ - pₑ) / (1 - pₑ), pₑ = Σ_k p₁(k)·p₂(k) (Cohen 1960, Educ. Psychol. Meas. 20:37).

    None where pₑ = 1 (every reading the same value), as κ is not defined there.

    Raises:
        ValueError: there are no pairs.
    """
    observed, expected = raw_agreement(pairs), _chance(pairs)
    return None if expected >= 1 else (observed - expected) / (1 - expected)


def weighted_kappa(pairs: Pairs, order: Sequence[str]) -> float | None:
    """Kappa for values with an order: a near miss counts less, by linear weights (Cohen 1968, Psychol. Bull. 70:213).

    Args:
        pairs: Readings; pairs with a value outside `order` are left out.
        order: The values from one end to the other.

    Returns:
        None where it is not defined: no pairs, or every reading the same value.
    """
    kappa = _kappas(_table(pairs, order)[None], _linear(len(order)))[0]
    return None if kappa != kappa else float(kappa)


def kappa_interval(
    pairs: Pairs, *, order: Sequence[str] = (), level: float = 0.95, draws: int = DRAWS, seed: int = 13
) -> tuple[float, float]:
    """Percentile bootstrap interval of kappa over pairs (Efron & Tibshirani 1993, §13.3); undefined draws count as 1.

    Where every pair agrees a bootstrap has nothing to vary, so the low end is kappa at the low end of Wilson's interval
    of the raw agreement.

    Args:
        pairs: Readings.
        order: Given, the interval is that of `weighted_kappa`, without pairs that have a value outside it.
        level: Of the interval.
        draws: Bootstrap samples.
        seed: Of the draws.

    Raises:
        ValueError: there are no pairs.
    """
    import numpy as np

    values = list(order) or sorted({value for pair in pairs for value in pair})
    kept = [pair for pair in pairs if pair[0] in values and pair[1] in values]
    if not kept:
        raise ValueError("no pairs")
    if raw_agreement(kept) == 1:
        expected = _chance(kept)
        low = wilson(1, len(kept))[0]
        return (max(-1.0, (low - expected) / (1 - expected)) if expected < 1 else 1.0), 1.0
    weights = _linear(len(values)) if order else np.eye(len(values))
    table = _table(kept, values)
    cells = table.ravel() / table.sum()
    drawn = np.random.default_rng(seed).multinomial(len(kept), cells, size=draws)
    kappas = np.nan_to_num(_kappas(drawn.reshape(draws, len(values), len(values)), weights), nan=1.0)
    low, high = np.quantile(kappas, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)


def gwet_ac1(pairs: Pairs) -> float:
    """Gwet's AC₁ = (pₐ - pₑ) / (1 - pₑ), pₑ = Σ_k π_k(1 - π_k) / (q - 1) (Gwet 2008, BJMSP 61:29).

    π_k is the mean share of value k in both readings, q the number of values seen; 1 where only one was seen.

    Raises:
        ValueError: there are no pairs.
    """
    observed = raw_agreement(pairs)
    shares = _mean_shares(pairs)
    expected = _ac1_chance(shares)
    return (observed - expected) / (1 - expected)


def ac1_interval(pairs: Pairs, *, z: float = Z95) -> tuple[float, float]:
    """Normal interval of AC₁ within -1..1, its variance for two readings and many episodes from Gwet 2008, §4.

    v = {pₐ(1-pₐ) - 4(1-γ)(B - pₐpₑ) + 4(1-γ)²(C - pₑ²)} / (n(1-pₑ)²) with B = Σ_k p_kk(1-π_k)/(q-1) and
    C = Σ_kl p_kl(1-(π_k+π_l)/2)²/(q-1)². Where every pair agrees that variance says nothing, so the low end is AC₁ at
    the low end of Wilson's interval of the raw agreement.

    Raises:
        ValueError: there are no pairs.
    """
    n, observed, found = len(pairs), raw_agreement(pairs), gwet_ac1(pairs)
    shares = _mean_shares(pairs)
    expected = _ac1_chance(shares)
    if observed == 1:
        return max(-1.0, (wilson(1, n, z)[0] - expected) / (1 - expected)), 1.0
    others = len(shares) - 1
    cells = Counter(pairs)
    agreeing = sum(c * (1 - shares[a]) for (a, b), c in cells.items() if a == b) / (n * others)
    squares = sum(c * (1 - (shares[a] + shares[b]) / 2) ** 2 for (a, b), c in cells.items()) / (n * others**2)
    away = 1 - found
    spread = (
        observed * (1 - observed) - 4 * away * (agreeing - observed * expected) + 4 * away**2 * (squares - expected**2)
    )
    reach = z * sqrt(max(0.0, spread) / n) / (1 - expected)
    return max(-1.0, found - reach), min(1.0, found + reach)


def sign_test(one: int, other: int) -> float:
    """Two-sided exact p-value that changes one way and the other are equally likely (sign test; 1 without changes)."""
    n, fewer = one + other, min(one, other)
    tail = sum(comb(n, k) for k in range(fewer + 1))
    return min(1.0, float(2 * tail / (1 << n)))


def _chance(pairs: Pairs) -> float:
    n = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    return sum(count * second[value] for value, count in first.items()) / (n * n)


def _mean_shares(pairs: Pairs) -> dict[str, float]:
    seen = Counter(value for pair in pairs for value in pair)
    return {value: count / (2 * len(pairs)) for value, count in seen.items()}


def _ac1_chance(shares: dict[str, float]) -> float:
    return sum((p * (1 - p) for p in shares.values()), 0.0) / max(1, len(shares) - 1)


def _table(pairs: Pairs, values: Sequence[str]) -> NDArray[np.float64]:
    """Counts of (first, second), k × k."""
    import numpy as np

    place = {value: n for n, value in enumerate(values)}
    table = np.zeros((len(values), len(values)))
    for (a, b), count in Counter(pairs).items():
        if a in place and b in place:
            table[place[a], place[b]] += count
    return table


def _linear(k: int) -> NDArray[np.float64]:
    """Weights of agreement 1 - |i - j| / (k - 1)."""
    import numpy as np

    ranks = np.arange(k)
    apart: NDArray[np.float64] = np.abs(ranks[:, None] - ranks[None, :]) / max(1, k - 1)
    return 1 - apart


def _kappas(tables: NDArray[Any], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weighted kappa of each k × k table; NaN where it is not defined."""
    import numpy as np

    n = tables.sum(axis=(1, 2), keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = tables / n
        observed = (shares * weights).sum(axis=(1, 2))
        chance = shares.sum(axis=2)[:, :, None] * shares.sum(axis=1)[:, None, :]
        expected = (chance * weights).sum(axis=(1, 2))
        kappas: NDArray[np.float64] = (observed - expected) / (1 - expected)
    kappas[np.isclose(expected, 1)] = np.nan
    return kappas
