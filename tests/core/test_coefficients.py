"""Coefficients of agreement against oracles and published examples."""

from __future__ import annotations

import math
import random
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.inter_rater import cohens_kappa, to_table

from studio.core.coefficients import (
    ac1_interval,
    cohen_kappa,
    gwet_ac1,
    kappa_interval,
    raw_agreement,
    sign_test,
    weighted_kappa,
)

OUTCOMES = ("good", "mixed", "bad", "unknown")
ORDER = ("bad", "mixed", "good")

PARADOX = [("yes", "yes")] * 118 + [("yes", "no")] * 5 + [("no", "yes")] * 2
"""Feinstein & Cicchetti 1990: 94 % raw agreement, and kappa says less than chance."""
DIAGNOSES = (
    [("ectopic", "ectopic")] * 13
    + [("abnormal", "abnormal")] * 20
    + [("abnormal", "normal")] * 4
    + [("normal", "abnormal")] * 7
    + [("normal", "normal")] * 56
)
"""Gwet 2014, Handbook of Inter-Rater Reliability: two readings of 100 pregnancies."""


def pairs_of(values: tuple[str, ...]) -> st.SearchStrategy[list[tuple[str, str]]]:
    return st.lists(st.tuples(st.sampled_from(values), st.sampled_from(values)), min_size=2, max_size=60)


@given(pairs_of(OUTCOMES))
def test_kappa_equals_the_oracle(pairs: list[tuple[str, str]]) -> None:
    ours = cohen_kappa(pairs)
    coded = [[OUTCOMES.index(a), OUTCOMES.index(b)] for a, b in pairs]
    if ours is None:
        assert len({value for pair in pairs for value in pair}) == 1
        return
    table, _ = to_table(coded, bins=[-0.5, 0.5, 1.5, 2.5, 3.5])
    assert math.isclose(ours, cohens_kappa(table, return_results=False), abs_tol=1e-9)


@given(pairs_of(ORDER))
def test_weighted_kappa_equals_the_oracle(pairs: list[tuple[str, str]]) -> None:
    ours = weighted_kappa(pairs, ORDER)
    table, _ = to_table([[ORDER.index(a), ORDER.index(b)] for a, b in pairs], bins=[-0.5, 0.5, 1.5, 2.5])
    if ours is None:
        assert len({value for pair in pairs for value in pair}) == 1
        return
    assert math.isclose(ours, cohens_kappa(table, wt="linear", return_results=False), abs_tol=1e-9)


def test_the_paradox_of_kappa_and_the_published_values_of_ac1() -> None:
    assert raw_agreement(PARADOX) == pytest.approx(0.944)
    assert cohen_kappa(PARADOX) == pytest.approx(-0.0234, abs=1e-4)
    assert gwet_ac1(PARADOX) == pytest.approx(0.9408, abs=1e-4)
    assert gwet_ac1(DIAGNOSES) == pytest.approx(0.84933, abs=1e-5)
    assert gwet_ac1([("good", "good")] * 5) == 1
    assert gwet_ac1([("good", "bad"), ("bad", "good")]) == pytest.approx(-1)


@given(pairs_of(OUTCOMES))
def test_the_variance_of_ac1_is_the_one_its_slope_gives(pairs: list[tuple[str, str]]) -> None:
    """The delta method, with the slope of AC₁ at each pair taken numerically, gives the same standard error."""
    cells = Counter(pairs)
    if raw_agreement(pairs) == 1:
        return
    names = list(cells)
    shares = np.array([cells[name] / len(pairs) for name in names])
    values = sorted({value for pair in pairs for value in pair})

    def ac1(p: np.ndarray) -> float:
        agree = sum(x for (a, b), x in zip(names, p, strict=True) if a == b)
        mean = [sum(x * ((a == v) + (b == v)) / 2 for (a, b), x in zip(names, p, strict=True)) for v in values]
        chance = sum(m * (1 - m) for m in mean) / (len(values) - 1)
        return float((agree - chance) / (1 - chance))

    step = 1e-6
    slope = np.array(
        [(ac1(shares + step * unit) - ac1(shares - step * unit)) / (2 * step) for unit in np.eye(len(names))]
    )
    variance = (np.sum(shares * slope**2) - np.sum(shares * slope) ** 2) / len(pairs)
    low, high = ac1_interval(pairs, z=1e-3)
    assert math.isclose((high - low) / 2e-3, math.sqrt(max(0, variance)), abs_tol=1e-4)


@given(pairs_of(OUTCOMES))
def test_intervals_hold_their_estimate_and_are_never_nan(pairs: list[tuple[str, str]]) -> None:
    for low, high in (ac1_interval(pairs), kappa_interval(pairs, draws=50)):
        assert -1 <= low <= high <= 1
    low, high = ac1_interval(pairs)
    assert low <= gwet_ac1(pairs) + 1e-12
    assert gwet_ac1(pairs) <= high + 1e-12


def test_extremes() -> None:
    assert cohen_kappa([("good", "good"), ("bad", "bad")]) == 1
    assert cohen_kappa([("good", "bad"), ("bad", "good")]) == -1
    assert cohen_kappa([("good", "good")] * 5) is None
    assert weighted_kappa([], ORDER) is None
    assert weighted_kappa([("unknown", "good")], ORDER) is None
    with pytest.raises(ValueError, match="no pairs"):
        raw_agreement([])
    with pytest.raises(ValueError, match="no pairs"):
        kappa_interval([])
    with pytest.raises(ValueError, match="no pairs"):
        kappa_interval([("unknown", "unknown")], order=ORDER)


def test_agreeing_every_time_is_no_certainty() -> None:
    always = [("good", "good"), ("bad", "bad")] * 15
    for low, high in (kappa_interval(always), ac1_interval(always)):
        assert 0.7 < low < 0.9
        assert high == 1


def test_the_intervals_are_seeded_and_cover_what_made_the_data() -> None:
    dice = random.Random(7)
    held = {"kappa": 0, "ac1": 0, "weighted": 0}
    for _ in range(60):
        firsts = [dice.choice(ORDER) for _ in range(60)]
        pairs = [(a, a if dice.random() < 0.7 else dice.choice(ORDER)) for a in firsts]
        found = {
            "kappa": kappa_interval(pairs, draws=300),
            "ac1": ac1_interval(pairs),
            "weighted": kappa_interval(pairs, order=ORDER, draws=300),
        }
        assert found["kappa"] == kappa_interval(pairs, draws=300)
        for name, (low, high) in found.items():
            held[name] += low <= 0.7 <= high
    assert min(held.values()) >= 51


@given(st.integers(0, 80), st.integers(0, 80))
def test_the_sign_test_equals_the_oracle(one: int, other: int) -> None:
    expected = binomtest(one, one + other).pvalue if one + other else 1.0
    assert math.isclose(sign_test(one, other), expected, rel_tol=1e-9, abs_tol=1e-12)
