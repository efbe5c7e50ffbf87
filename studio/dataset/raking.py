"""Raking: weights of cells such that two margins of a table agree with two targets (iterative proportional fitting)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Cell = tuple[str, str]
"""(outcome, situation)."""

MOST_ROUNDS = 100
"""Rounds after which fitting is stopped."""
CLOSE = 1e-9
"""Difference of every share from its target below which fitting has converged."""

LEAST = 1e-100
"""No share counts as less: what cannot be fitted shrinks in every round."""


@dataclass(frozen=True, slots=True)
class Raked:
    """What fitting came to."""

    weights: Mapping[Cell, float]
    """Per case, mean 1 over all cases."""
    rounds: int
    converged: bool


def rake(cells: Mapping[Cell, int], outcomes: Mapping[str, float], situations: Mapping[str, float]) -> Raked:
    """Fit the margins in turn, outcomes last (Deming & Stephan 1940).

    Odds ratios within the table stay as they are. Empty cells stay empty, so targets that no weights of the cells at
    hand can meet do not converge; fitting is then stopped after 100 rounds, with the outcomes as they should be.

    Args:
        cells: Cases in each cell that has any.
        outcomes: Target share of each outcome that occurs, sum 1.
        situations: Target share of each situation that occurs, sum 1.
    """
    n = sum(cells.values())
    weights = dict.fromkeys(cells, 1.0)
    targets = ((1, situations), (0, outcomes))
    for done in range(1, MOST_ROUNDS + 1):
        for axis, target in targets:
            shares = _shares(cells, weights, axis, n)
            for cell in weights:
                weights[cell] *= target[cell[axis]] / max(shares[cell[axis]], LEAST)
        shares = _shares(cells, weights, 1, n)
        if all(abs(shares[kind] - share) < CLOSE for kind, share in situations.items()):
            return Raked(weights, done, converged=True)
    return Raked(weights, MOST_ROUNDS, converged=False)


def _shares(cells: Mapping[Cell, int], weights: Mapping[Cell, float], axis: int, n: int) -> dict[str, float]:
    """Share of each kind along an axis, as weighted."""
    found: dict[str, float] = {}
    for cell, count in cells.items():
        found[cell[axis]] = found.get(cell[axis], 0.0) + weights[cell] * count / n
    return found
