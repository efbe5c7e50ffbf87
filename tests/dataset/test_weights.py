from __future__ import annotations

import pytest

from studio.core.manifest import Weights
from studio.dataset.weights import CAP, MOST_COPIES, copies, efficient, poststratify


@pytest.mark.parametrize(("good", "ratio"), [(0.3, 0.70), (0.2, 0.50)])
def test_the_effective_size_is_that_of_the_reference(good: float, ratio: float) -> None:
    n = 1000
    labelled = ["good"] * round(good * n) + ["bad"] * round((1 - good) * n)
    audit = ["good"] * 600_000 + ["bad"] * 400_000
    made = poststratify(labelled, audit)
    assert made.effective is not None
    assert made.effective / n == pytest.approx(ratio, abs=0.03)


@pytest.mark.parametrize(("share", "reached"), [(0.1, 0.50), (0.05, 0.33)])
def test_the_cap_bounds_what_is_reached_and_a_lopsided_set_is_refused(share: float, reached: float) -> None:
    n = 1000
    labelled = ["good"] * round(share * n) + ["bad"] * round((1 - share) * n)
    made = poststratify(labelled, ["good"] * 600_000 + ["bad"] * 400_000)
    assert not efficient(made, n)
    assert made.weights is not None
    assert made.weights["good"] * share == pytest.approx(reached, abs=0.01)


def test_weights_have_mean_one_and_one_is_added_to_every_audit_count() -> None:
    labelled = ["good"] * 10 + ["bad"] * 30
    made = poststratify(labelled, ["good"] * 19 + ["bad"] * 19)
    assert made.target == {"good": 0.5, "bad": 0.5}
    assert made.weights == {"good": 2.0, "bad": pytest.approx(2 / 3, abs=1e-6)}
    assert made.copies == {"good": 3.0, "bad": 1.0}


def test_an_outcome_the_audit_never_saw_still_weighs_something() -> None:
    made = poststratify(["good"] * 20 + ["mixed"] * 20, ["good"] * 40)
    assert made.weights is not None
    assert 0 < made.weights["mixed"] < made.weights["good"] <= CAP


def test_nothing_is_left_out_and_nothing_stands_more_than_three_times() -> None:
    made = Weights("poststratify", copies={"good": 2.4, "bad": 1.0})
    many = [copies(made, "good", f"e{n}", 13) for n in range(2000)]
    assert set(many) == {2, 3}
    assert sum(many) / len(many) == pytest.approx(2.4, abs=0.05)
    assert {copies(made, "bad", f"e{n}", 13) for n in range(50)} == {1}
    assert copies(Weights("none"), "good", "e", 1) == 1
    assert (
        max(copies(Weights("poststratify", copies={"good": 3.0}), "good", f"{n}", 1) for n in range(50)) == MOST_COPIES
    )
