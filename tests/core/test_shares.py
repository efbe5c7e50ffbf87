"""Intervals of shares and of their difference against statsmodels."""

from __future__ import annotations

import itertools

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from studio.core.shares import Z80, Z95, newcombe, wilson


@pytest.mark.parametrize(("z", "alpha"), [(Z95, 0.05), (Z80, 0.20)])
def test_wilson_equals_statsmodels_on_a_grid(z: float, alpha: float) -> None:
    for n in (1, 2, 5, 20, 30, 47, 100, 999):
        for hits in {0, 1, n // 3, n // 2, n - 1, n}:
            low, high = proportion_confint(hits, n, alpha=alpha, method="wilson")
            assert wilson(hits / n, n, z) == pytest.approx((max(0, low), min(1, high)), abs=1e-9)


def test_wilson_of_nothing_says_nothing() -> None:
    assert wilson(0.0, 0) == (0.0, 1.0)


def test_newcombe_equals_statsmodels_on_a_grid() -> None:
    cells = [(0, 30), (3, 30), (15, 30), (30, 30), (12, 100), (60, 100), (7, 41)]
    for (a, n), (b, m) in itertools.product(cells, cells):
        oracle = confint_proportions_2indep(a, n, b, m, method="newcomb", compare="diff")
        assert newcombe(a / n, n, b / m, m) == pytest.approx(oracle, abs=1e-9)
