from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from random import Random

import numpy as np
import pytest
from scipy.optimize import minimize

from studio.core.manifest import Weights
from studio.dataset.raking import MOST_ROUNDS, Cell, rake
from studio.dataset.weights import CAP, MOST_COPIES, Said, Weighting, copies, efficient, poststratify


def kept(good: int, bad: int, mixed: int = 0) -> list[Said]:
    return [("good", "")] * good + [("bad", "")] * bad + [("mixed", "")] * mixed


SIXTY_OF_A_HUNDRED = kept(600_000, 400_000)


@pytest.mark.parametrize(("good", "ratio"), [(300, 0.70), (200, 0.50)])
def test_the_effective_size_is_that_of_the_reference(good: int, ratio: float) -> None:
    made = poststratify(kept(good, 1000 - good), SIXTY_OF_A_HUNDRED).mark
    assert made.effective is not None
    assert made.effective / 1000 == pytest.approx(ratio, abs=0.03)


@pytest.mark.parametrize(("good", "reached"), [(100, 0.50), (50, 0.33)])
def test_the_cap_bounds_what_is_reached_and_a_lopsided_set_is_refused(good: int, reached: float) -> None:
    made = poststratify(kept(good, 1000 - good), SIXTY_OF_A_HUNDRED).mark
    assert not efficient(made, 1000)
    assert made.weights is not None
    assert made.weights["good"] * good / 1000 == pytest.approx(reached, abs=0.01)


def test_weights_have_mean_one_and_one_is_added_to_every_audit_count() -> None:
    made = poststratify(kept(10, 30), kept(11, 7)).mark
    assert made.target == {"good": 0.6, "bad": 0.4}
    assert made.weights is not None
    assert (made.weights["good"], made.weights["bad"]) == pytest.approx((2.4, 8 / 15), abs=1e-6)
    assert made.copies == {"good": 3.0, "bad": 1.0}
    assert made.reached == {"good": 0.5, "bad": 0.5}
    assert (made.margins, made.without_situations) == (("outcome",), "few_named")


def test_an_outcome_the_audit_never_saw_still_weighs_something() -> None:
    made = poststratify(kept(20, 0, 20), kept(40, 0)).mark
    assert made.weights is not None
    assert 0 < made.weights["mixed"] < made.weights["good"] <= CAP


def test_where_three_copies_cannot_say_it_all_the_nearest_is_taken() -> None:
    made = poststratify(kept(10, 80, 10), kept(45, 10, 45)).mark
    assert made.copies == {"good": 3.0, "mixed": 3.0, "bad": 1.0}
    made = poststratify(kept(45, 45, 10), kept(45, 10, 45)).mark
    assert made.reached is not None
    assert made.target is not None
    over_the_smallest = {"good": 1.35 / 2.1, "bad": 0.45 / 2.1, "mixed": 0.3 / 2.1}
    assert apart(made.reached, made.target) < apart(over_the_smallest, made.target)


def apart(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Total variation."""
    return sum(abs(one[kind] - other[kind]) for kind in other) / 2


def test_nothing_is_left_out_and_nothing_stands_more_than_three_times() -> None:
    many = [copies(2.4, f"e{n}", 13) for n in range(2000)]
    assert set(many) == {2, 3}
    assert sum(many) / len(many) == pytest.approx(2.4, abs=0.05)
    assert {copies(1.0, f"e{n}", 13) for n in range(50)} == {1}
    assert {copies(3.0, f"e{n}", 1) for n in range(50)} == {MOST_COPIES}


def table(seed: int, rows: int, columns: int) -> tuple[dict[Cell, int], dict[str, float], dict[str, float]]:
    """A full table, and targets for its margins."""
    chance = Random(seed)
    outcomes, situations = [f"o{n}" for n in range(rows)], [f"s{n}" for n in range(columns)]
    cells = {cell: chance.randint(1, 40) for cell in product(outcomes, situations)}
    return cells, shares(chance, outcomes), shares(chance, situations)


def shares(chance: Random, kinds: Sequence[str]) -> dict[str, float]:
    raw = {kind: chance.uniform(1, 9) for kind in kinds}
    return {kind: value / sum(raw.values()) for kind, value in raw.items()}


TABLES = [(seed, rows, columns) for seed, (rows, columns) in enumerate(product((2, 3, 4), (2, 3, 7)))]


@pytest.mark.parametrize(("seed", "rows", "columns"), TABLES)
def test_raking_is_what_fitting_a_matrix_by_hand_gives(seed: int, rows: int, columns: int) -> None:
    cells, outcomes, situations = table(seed, rows, columns)
    counts = np.array(list(cells.values()), dtype=float).reshape(rows, columns)
    fitted = counts / counts.sum()
    for _ in range(2000):
        fitted *= (np.array(list(outcomes.values())) / fitted.sum(axis=1))[:, None]
        fitted *= (np.array(list(situations.values())) / fitted.sum(axis=0))[None, :]
    made = rake(cells, outcomes, situations)
    assert made.converged
    assert made.rounds < MOST_ROUNDS
    weighted = np.array([made.weights[cell] * count for cell, count in cells.items()]).reshape(rows, columns)
    np.testing.assert_allclose(weighted / counts.sum(), fitted, atol=1e-7)
    assert weighted.sum() == pytest.approx(counts.sum())


@pytest.mark.parametrize(("seed", "rows", "columns"), TABLES[:4])
def test_raking_strays_least_from_what_was_labelled(seed: int, rows: int, columns: int) -> None:
    """Of all tables with these margins it is the one of least Kullback-Leibler divergence, found by scipy."""
    cells, outcomes, situations = table(seed, rows, columns)
    before = np.array(list(cells.values()), dtype=float) / sum(cells.values())
    grid = np.arange(rows * columns).reshape(rows, columns)
    margins = [(grid[n], share) for n, share in enumerate(outcomes.values())]
    margins += [(grid[:, n], share) for n, share in enumerate(situations.values())][:-1]
    found = minimize(
        lambda p: float(np.sum(p * np.log(p / before))),
        before,
        jac=lambda p: np.log(p / before) + 1,
        bounds=[(1e-9, 1)] * before.size,
        constraints=[{"type": "eq", "fun": lambda p, at=at, share=share: p[at].sum() - share} for at, share in margins],
        method="SLSQP",
        options={"ftol": 1e-14, "maxiter": 500},
    )
    made = rake(cells, outcomes, situations)
    ours = [made.weights[cell] * share for cell, share in zip(cells, before, strict=True)]
    np.testing.assert_allclose(ours, found.x, atol=1e-5)


def test_margins_that_cannot_both_be_met_stop_after_a_fixed_number_of_rounds() -> None:
    cells = {("good", "calm"): 10, ("bad", "calm"): 10, ("bad", "tense"): 20}
    made = rake(cells, {"good": 0.8, "bad": 0.2}, {"calm": 0.1, "tense": 0.9})
    assert (made.converged, made.rounds) == (False, MOST_ROUNDS)
    assert made.weights["good", "calm"] * 10 / 40 == pytest.approx(0.8)


def lived(**counts: tuple[int, int]) -> list[Said]:
    """Trigger → (good, bad)."""
    return [
        (outcome, trigger)
        for trigger, both in counts.items()
        for outcome, many in zip(("good", "bad"), both, strict=True)
        for _ in range(many)
    ]


AUDIT = lived(money=(12, 8), chores=(10, 10), lateness=(6, 4))


def repeated(labelled: Sequence[Said], made: Weighting, place: int) -> Counter[str]:
    """Kind along one axis → expected lines."""
    found: Counter[str] = Counter()
    for said, times in zip(labelled, made.repeats, strict=True):
        found[said[place]] += round(times * 1_000_000)
    return found


def share(found: Counter[str], kind: str) -> float:
    return found[kind] / found.total()


def test_outcome_and_situation_both_come_to_agree_with_the_audit() -> None:
    labelled = lived(money=(12, 24), chores=(10, 14), lateness=(8, 12))
    made = poststratify(labelled, AUDIT)
    assert (made.mark.margins, made.mark.situations, made.mark.converged) == (("outcome", "situation"), 3, True)
    assert made.mark.target is not None
    assert made.mark.reached is not None
    assert made.mark.reached["good"] == pytest.approx(made.mark.target["good"], abs=0.01)
    assert share(repeated(labelled, made, 0), "good") == pytest.approx(made.mark.reached["good"], abs=1e-5)
    assert share(repeated(labelled, made, 1), "chores") == pytest.approx(21 / 53, abs=0.01)
    assert all(1 <= times <= MOST_COPIES for times in made.repeats)
    assert made.mark.effective is not None
    assert len(labelled) / 2 < made.mark.effective < len(labelled)


def test_the_audit_of_rare_situations_is_read_for_all_of_them_together() -> None:
    labelled = lived(money=(20, 40), chores=(10, 10), a=(2, 3), b=(3, 2))
    audit = lived(money=(12, 8), chores=(5, 5), a=(1, 2), b=(2, 1))
    assert poststratify(labelled, audit).mark.situations == 3


@pytest.mark.parametrize(
    ("audit", "why"),
    [
        (kept(30, 10), "few_named"),
        (lived(money=(30, 10)), "thin"),
        ([("good", f"t{n}") for n in range(40)], "thin"),
        (lived(money=(1, 1), chores=(150, 100)), "lopsided"),
    ],
)
def test_without_situations_the_outcome_alone_is_weighed_and_it_is_said_why(audit: list[Said], why: str) -> None:
    labelled = lived(money=(30, 60), chores=(2, 5), late=(1, 2))
    if why == "lopsided":
        audit = audit + lived(late=(10, 10))
    made = poststratify(labelled, audit)
    assert (made.mark.margins, made.mark.without_situations, made.mark.converged) == (("outcome",), why, None)
    assert made.repeats == poststratify([(o, "") for o, _ in labelled], [(o, "") for o, _ in audit]).repeats


def tables() -> Iterator[tuple[list[Said], list[Said]]]:
    for seed in range(60):
        chance = Random(seed)
        kinds = [f"t{n}" for n in range(chance.randint(1, 6))] + [""]
        outcomes = ["good", "bad", "mixed", "unknown"][: chance.randint(1, 4)]

        def drawn(
            n: int, chance: Random = chance, kinds: list[str] = kinds, outcomes: list[str] = outcomes
        ) -> list[Said]:
            lean = [chance.random() ** 3 for _ in kinds]
            return [(chance.choice(outcomes), chance.choices(kinds, lean)[0]) for _ in range(n)]

        yield drawn(chance.randint(1, 120)), drawn(chance.randint(0, 80))


def test_whatever_the_labels_weights_stay_within_their_bounds() -> None:
    for labelled, audit in tables():
        made = poststratify(labelled, audit)
        again = poststratify(labelled, list(reversed(audit)))
        assert made == again
        assert made.mark.weights is not None
        have = Counter(outcome for outcome, _ in labelled)
        assert sum(made.mark.weights[o] * n for o, n in have.items()) == pytest.approx(len(labelled), rel=1e-4)
        assert made.mark.effective is not None
        assert 0 < made.mark.effective <= len(labelled) + 0.01
        assert len(made.repeats) == len(labelled)
        assert all(1 <= times <= MOST_COPIES for times in made.repeats)


def test_the_more_seldom_kept_the_more_it_is_repeated() -> None:
    shares_kept = (55, 45, 35, 15)
    times = [poststratify(kept(good, 100 - good), kept(60, 40)).mark.copies for good in shares_kept]
    assert all(one and other and one["good"] < other["good"] for one, other in pairwise(times))
    assert times[-1] == {"good": 3.0, "bad": 1.0}


@pytest.mark.parametrize(
    "hostile", ["[/INST]", "\x1b[31m", "\u202e", "Z\u0351\u036b", "a\x00b", "\ud800", "x" * 1_000_000]
)
def test_triggers_may_be_any_text(hostile: str) -> None:
    labelled = [("good", hostile)] * 10 + [("bad", hostile)] * 20 + [("bad", "chores")] * 20 + [("good", "chores")] * 20
    made = poststratify(labelled, [("good", hostile)] * 20 + [("bad", "chores")] * 20).mark
    assert made.situations == 2
    assert hostile not in str(made)


def test_with_nothing_to_learn_from_there_is_nothing_to_weigh() -> None:
    assert poststratify([], kept(20, 20)) == Weighting(Weights("poststratify", audit=40))
