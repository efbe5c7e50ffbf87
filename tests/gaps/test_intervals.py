"""Formulas against simulation."""

from __future__ import annotations

import numpy as np
import pytest

from studio.gaps.states import SEVERITY, State, band_state, n_needed
from studio.gaps.statistics.intervals import (
    ASSUMED_ICC,
    benjamini_hochberg,
    burstiness,
    chance_gap_range,
    design_effect,
    gap_p_value,
)


def test_design_effect_is_one_without_threads_and_n_in_one_thread() -> None:
    hits = [k % 3 == 0 for k in range(60)]
    assert design_effect(hits, [str(k) for k in range(60)]) == 1.0
    assert design_effect(hits, ["only"] * 60) == 60.0


def test_design_effect_of_threads_that_are_all_one_way_is_their_size() -> None:
    hits = [k // 4 % 2 == 0 for k in range(80)]
    threads = [str(k // 4) for k in range(80)]
    assert design_effect(hits, threads) == pytest.approx(4 * 20 / 19 * 79 / 80, rel=1e-9)


def test_design_effect_where_all_went_the_same_way_assumes_some_likeness() -> None:
    threads = [str(k // 4) for k in range(80)]
    assert design_effect([False] * 80, threads) == pytest.approx(1 + 3 * ASSUMED_ICC)


def test_design_effect_matches_the_variance_it_corrects() -> None:
    dice = np.random.default_rng(5)
    icc, size, groups = 0.4, 5, 24
    effects, means = [], []
    for _ in range(400):
        shares = dice.beta(0.5 * (1 - icc) / icc, 0.5 * (1 - icc) / icc, groups)
        hits = dice.random((groups, size)) < shares[:, None]
        means.append(hits.mean())
        threads = [str(k // size) for k in range(groups * size)]
        effects.append(design_effect(list(hits.ravel()), threads))
    true = np.var(means) / (0.25 / (groups * size))
    assert np.mean(effects) == pytest.approx(true, rel=0.15)


def test_the_chance_of_a_gap_matches_simulation_where_it_matters() -> None:
    dice = np.random.default_rng(3)
    for n in (30, 60, 120):
        points = np.sort(dice.random((20_000, n)), axis=1)
        edges = np.hstack([np.zeros((20_000, 1)), points, np.ones((20_000, 1))])
        longest = np.diff(edges, axis=1).max(axis=1)
        for level in (0.05, 0.01):
            x = float(np.quantile(longest, 1 - level))
            assert level * 0.8 <= gap_p_value(x, n) <= level * 1.35
        low, high = chance_gap_range(n)
        assert np.mean((longest >= low) & (longest <= high)) == pytest.approx(0.95, abs=0.025)


def test_gap_chances_at_the_ends() -> None:
    assert gap_p_value(1.0, 0) == 1.0
    assert gap_p_value(0.0, 30) == 1.0
    assert gap_p_value(1.0, 30) == 0.0
    assert chance_gap_range(0) == (0.0, 1.0)


def test_burstiness_knows_regular_random_and_bursty() -> None:
    assert burstiness([1.0] * 50) == pytest.approx(-1.0)
    dice = np.random.default_rng(1)
    assert abs(np.mean([burstiness(list(dice.exponential(size=60))) or 0 for _ in range(200)])) < 0.05
    assert (burstiness([0.001] * 60 + [1000.0]) or 0) > 0.8
    assert burstiness([1.0, 2.0]) is None
    assert burstiness([0.0] * 20) is None


def test_benjamini_hochberg_steps_up() -> None:
    assert benjamini_hochberg([0.001, 0.04, 0.03, 0.9], q=0.1) == [True, True, True, False]
    assert benjamini_hochberg([0.2, 0.5], q=0.1) == [False, False]
    assert benjamini_hochberg([]) == []


def test_severity_never_falls_as_a_share_leaves_the_band() -> None:
    for n in (20, 30, 50, 100, 400):
        states: list[State] = [band_state(hits / n, n, (0.25, 0.75)) for hits in range(n // 2, -1, -1)]
        ranks = [SEVERITY[s] for s in states]
        assert ranks == sorted(ranks)
        assert states[-1] == "red"


def test_the_number_asked_for_is_enough_to_tell() -> None:
    for share in (0.05, 0.15, 0.35, 0.6, 0.9):
        n = n_needed(share, (0.25, 0.75), 1.0, 30)
        assert band_state(share, n + 1, (0.25, 0.75)) in ("fine", "red")
    assert n_needed(0.25, (0.25, 0.75), 1.0, 30) == 10_000
