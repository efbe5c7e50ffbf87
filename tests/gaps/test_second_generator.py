"""A few people of another kind, from import to findings, through the commands alone."""

from __future__ import annotations

import pytest

from tests.gaps.second_generator import Plan, life, states

ABOUT_LABELS = ("outcome_mix", "selection", "time", "no_counterexample", "one_voice", "recall_lag", "outcome_missing")


def test_hardly_anything_is_red_on_people_who_are_well() -> None:
    people = [states(life(seed, 100)) for seed in range(10)]
    assert sum(one[check] == "red" for one in people for check in ABOUT_LABELS) <= 2


@pytest.mark.parametrize(
    ("plan", "check"),
    [("bad_only", "outcome_mix"), ("hole", "time"), ("one_voice", "one_voice"), ("survivors", "survivorship")],
)
def test_what_is_planted_is_found(plan: Plan, check: str) -> None:
    found = [states(life(seed, 120, plan))[check] for seed in range(5)]
    assert sum(state in ("amber", "red") for state in found) >= 4
