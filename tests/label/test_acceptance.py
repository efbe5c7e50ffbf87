"""How good suggestions were: counts that undo takes back, intervals against oracles, words that fit the n."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from studio.label.suggest.suggesting import Suggestion, acceptance, offered
from studio.store import Store
from studio.store.label_events import Given
from tests.label.life import put

CUES = Suggestion("trigger", "lateness", 0.7, "rule:cues", "“late”")


def given(store: Store, ids: Sequence[str], trigger: str | None, *, hidden: bool, sitting: str = "s1") -> None:
    for episode_id in ids:
        values = {"outcome": "good", **({"trigger": trigger} if trigger else {})}
        store.labels.give(
            Given(episode_id, values, sitting=sitting, offered=offered([CUES], hidden, values, taken=False))
        )


def ids(count: int, first: int = 0) -> list[str]:
    return [f"e{n:03}" for n in range(first, first + count)]


def test_counts_shares_and_intervals_are_those_of_statsmodels(store: Store) -> None:
    given(store, ids(40), "lateness", hidden=False)
    given(store, ids(12, 40), "tone", hidden=False)
    given(store, ids(8, 52), None, hidden=False)
    given(store, ids(9, 60), "lateness", hidden=True)
    given(store, ids(7, 69), "tone", hidden=True)
    given(store, ids(2, 76), None, hidden=True)
    (rate,) = acceptance(store)
    assert (rate.source, rate.field) == ("rule:cues", "trigger")
    assert (rate.offered, rate.accepted, rate.edited, rate.rejected) == (60, 40, 12, 8)
    assert rate.share == pytest.approx(40 / 60)
    assert rate.interval == pytest.approx(proportion_confint(40, 60, method="wilson"), abs=1e-9)
    assert rate.hidden_n == 16
    assert rate.hidden_agree == pytest.approx(9 / 16)
    assert rate.hidden_interval == pytest.approx(proportion_confint(9, 16, method="wilson"), abs=1e-9)
    assert rate.anchoring == pytest.approx(40 / 52 - 9 / 16)
    oracle = confint_proportions_2indep(40, 52, 9, 16, method="newcomb", compare="diff")
    assert rate.anchoring_interval == pytest.approx(oracle, abs=1e-9)
    assert rate.state == "told"
    assert "you took 40 of 60" in rate.message
    assert "No pull can be seen" in rate.message


def test_a_pull_is_told_where_the_interval_leaves_nothing(store: Store) -> None:
    given(store, ids(50), "lateness", hidden=False)
    given(store, ids(6, 50), "lateness", hidden=True)
    given(store, ids(14, 56), "tone", hidden=True)
    (rate,) = acceptance(store)
    assert rate.anchoring_interval is not None
    assert rate.anchoring_interval[0] > 0
    assert "lean towards what is suggested" in rate.message


@pytest.mark.parametrize(("shown", "hidden"), itertools.product((0, 29, 30), (0, 9, 10)))
def test_too_few_cannot_tell(store: Store, shown: int, hidden: int) -> None:
    given(store, ids(shown), "lateness", hidden=False)
    given(store, ids(hidden, 100), "lateness", hidden=True)
    rates = acceptance(store)
    assert len(rates) == (1 if shown or hidden else 0)
    for rate in rates:
        enough = shown >= 30 and hidden >= 10
        assert rate.state == ("told" if enough else "cant_tell")
        assert ("can't tell yet" in rate.message) is not enough


def test_undone_labels_do_not_count_and_redone_ones_do(store: Store) -> None:
    given(store, ids(3), "lateness", hidden=False)
    store.labels.undo()
    store.labels.undo()
    assert [(r.offered, r.accepted) for r in acceptance(store)] == [(1, 1)]
    store.labels.redo()
    assert [(r.offered, r.accepted) for r in acceptance(store)] == [(2, 2)]
    for _ in range(2):
        store.labels.undo()
    assert acceptance(store) == []


def test_an_episode_counts_once_as_it_was_first_labelled(store: Store) -> None:
    given(store, ids(1), "lateness", hidden=False)
    given(store, ids(1), "tone", hidden=False)
    given(store, ids(1), "lateness", hidden=True, sitting="s2")
    (rate,) = acceptance(store)
    assert (rate.offered, rate.accepted, rate.edited, rate.hidden_n) == (1, 0, 1, 0)


def test_what_was_offered_is_logged_in_the_labels_own_transaction(store: Store) -> None:
    put(store, evenings=1)
    shown = offered([CUES], False, {"trigger": "tone", "outcome": "good"}, taken=False)[0]
    nothing: Any = None
    with pytest.raises(AttributeError):
        store.labels.give(Given("e000", {"outcome": "good"}, offered=[shown, nothing]))
    assert acceptance(store) == []
    assert store.labels.current("e000") == {}
