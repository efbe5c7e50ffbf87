"""Agreement against the oracle, and silence where n is too small."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa, to_table

from studio.label.agreement import NEEDED, agreement, cohen_kappa, kappa_interval, raw_agreement, weigh
from studio.store import Store

OUTCOMES = ("good", "mixed", "bad", "unknown")


@given(st.lists(st.tuples(st.sampled_from(OUTCOMES), st.sampled_from(OUTCOMES)), min_size=2, max_size=60))
def test_kappa_equals_the_oracle(pairs: list[tuple[str, str]]) -> None:
    ours = cohen_kappa(pairs)
    coded = [[OUTCOMES.index(a), OUTCOMES.index(b)] for a, b in pairs]
    if ours is None:
        assert len({value for pair in pairs for value in pair}) == 1
        return
    table, _ = to_table(coded, bins=[-0.5, 0.5, 1.5, 2.5, 3.5])
    assert math.isclose(ours, cohens_kappa(table, return_results=False), abs_tol=1e-9)


def test_extremes() -> None:
    assert cohen_kappa([("good", "good"), ("bad", "bad")]) == 1
    assert cohen_kappa([("good", "bad"), ("bad", "good")]) == -1
    assert cohen_kappa([("good", "good")] * 5) is None
    with pytest.raises(ValueError, match="no pairs"):
        raw_agreement([])
    with pytest.raises(ValueError, match="no pairs"):
        kappa_interval([])


def test_the_interval_is_seeded_and_covers_what_made_the_data() -> None:
    dice = random.Random(7)
    held = 0
    for _ in range(60):
        firsts = [dice.choice(OUTCOMES[:3]) for _ in range(60)]
        pairs = [(a, a if dice.random() < 0.7 else dice.choice(OUTCOMES[:3])) for a in firsts]
        low, high = kappa_interval(pairs, draws=300)
        held += low <= 0.7 <= high
        assert (low, high) == kappa_interval(pairs, draws=300)
    assert held >= 51


def test_below_thirty_it_cannot_tell_and_says_how_many_more() -> None:
    few = weigh([("good", "bad")] * 12)
    assert (few.state, few.n, few.interval) == ("cant_tell", 12, None)
    assert "18 more" in few.message
    assert few.confused == (("good", "bad", 12),)
    assert weigh([]).raw is None
    enough = weigh([("good", "good"), ("bad", "bad"), ("mixed", "bad")] * 10)
    assert enough.state == "told"
    assert enough.interval is not None
    assert enough.interval[0] <= (enough.kappa or 0) <= enough.interval[1]


def test_it_reads_second_readings_from_the_record(store: Store) -> None:
    for n in range(NEEDED):
        store.labels.set(f"e{n}", {"outcome": "good" if n % 2 else "bad"}, sitting="one")
        store.labels.set(f"e{n}", {"outcome": "good" if n % 2 or n < 6 else "bad"}, why="relabel", sitting="two")
    found = agreement(store)
    assert found.n == NEEDED
    assert found.raw == pytest.approx(27 / 30)
    assert found.as_dict()["confused"] == [{"first": "bad", "second": "good", "count": 3}]
