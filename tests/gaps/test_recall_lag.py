"""RECALL_LAG on people who labelled some at once and some long after."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from studio.gaps.checks import recall_lag
from studio.gaps.evidence import FrameRow
from studio.gaps.states import SEVERITY
from studio.store import Store
from studio.store.frame import FrameReader, GivenAt
from tests.gaps.people import Person, person
from tests.gaps.records import keep

REPS = 60
HEALTHY = 80
DAY = 86_400.0


def lagging(seed: int, n: int, gap: float = 0.0, *, good: float = 0.6, icc: float = 0.0, per_thread: int = 1) -> Person:
    """Half of the labels given at once, half a month or more later; of the late ones, `gap` fewer are called good."""
    one = person(seed, n, good=good, icc=icc, per_thread=per_thread, frame=max(600, 4 * n))
    dice = np.random.default_rng([seed, 5])
    late = {str(i) for i in dice.permutation(sorted(r.id for r in one.rows if r.outcome))[: n // 2]}
    rows, moments = [], {}
    for r in one.rows:
        outcome = r.outcome
        if r.id in late and outcome == "good" and dice.random() < gap / good:
            outcome = "bad"
        rows.append(replace(r, outcome=outcome))
        if outcome:
            days = dice.uniform(20, 60) if r.id in late else dice.uniform(0, 1.9)
            moments[r.id] = GivenAt(r.utc + days * DAY, "catching up" if r.id in late else r.id)
    return replace(one, rows=rows, moments=moments)


def arms(prompt_good: int, prompt: int, late_good: int, late: int, *, between: int = 0) -> Person:
    rows, moments = [], {}
    plan = [("p", prompt_good, prompt, 1.0), ("l", late_good, late, 30.0), ("m", between, between, 4.0)]
    for name, good, n, days in plan:
        for k in range(n):
            row = FrameRow(
                f"{name}{k}", "relationship", f"{name}{k}", k * 9e3, k * 9e3, "good" if k < good else "bad", None
            )
            rows.append(row)
            moments[row.id] = GivenAt(row.utc + days * DAY, "")
    return Person(rows, {}, {}, {}, moments=moments)


def reds(n: int, gap: float = 0.0, reps: int = REPS, *, icc: float = 0.0, per_thread: int = 1) -> tuple[float, float]:
    """Share of people who are red, and red or amber."""
    people = [lagging(seed, n, gap, icc=icc, per_thread=per_thread) for seed in range(reps)]
    found = [recall_lag.weigh(one.evidence).state for one in people]
    return found.count("red") / reps, (found.count("red") + found.count("amber")) / reps


def test_late_and_bad_is_red_at_the_stated_n() -> None:
    red, seen = reds(160, 0.40)
    assert red >= 0.80
    assert seen >= 0.90
    assert reds(80, 0.40)[1] >= 0.60


@pytest.mark.parametrize("n", [40, 80, 160, 400])
def test_healthy_people_are_hardly_ever_red(n: int) -> None:
    red, seen = reds(n, reps=HEALTHY)
    assert red <= 0.025
    assert seen <= 0.08


def test_threads_do_not_raise_false_alarms() -> None:
    assert reds(160, reps=HEALTHY, icc=0.4, per_thread=5)[0] <= 0.025


@pytest.mark.parametrize("n", [0, 1, 5, 29])
def test_few_labels_cannot_tell_and_say_how_many_would(n: int) -> None:
    one = arms(0, n // 2, n - n // 2, n - n // 2)
    found = recall_lag.weigh(one.evidence)
    assert (found.state, found.n, found.n_needed) == ("cant_tell", n, 30)
    assert "30 in all" in found.message
    assert found.fix is None
    assert recall_lag.picks(one.evidence).ids == ()


def test_with_everything_labelled_late_there_is_nothing_to_compare() -> None:
    found = recall_lag.weigh(arms(0, 0, 10, 80).evidence)
    assert (found.state, found.n, found.n_needed) == ("cant_tell", 80, 95)
    assert "80 of 80" in found.message
    assert "only the label came late" in found.message


def test_a_larger_gap_never_lowers_severity() -> None:
    ranks = [SEVERITY[recall_lag.weigh(arms(360, 600, late, 600).evidence).state] for late in range(360, -1, -10)]
    assert ranks == sorted(ranks)
    assert (ranks[0], ranks[-1]) == (SEVERITY["fine"], SEVERITY["red"])


def test_either_direction_is_told() -> None:
    worse, better = recall_lag.weigh(arms(60, 80, 16, 80).evidence), recall_lag.weigh(arms(20, 80, 64, 80).evidence)
    assert worse.state == better.state == "red"
    assert worse.headline == "What you labelled late looks worse"
    assert better.headline == "What you labelled late looks better"
    assert "16 of 80 labelled more than a week after went well, 60 of 80 labelled within two days" in worse.message


def test_a_weak_look_says_so() -> None:
    found = recall_lag.weigh(arms(24, 40, 20, 40).evidence)
    assert found.state == "cant_tell"
    assert "Below 160 labels a gap of 30 points is often missed" in found.message
    assert f"{found.n_needed:,}" in found.message


def test_what_lies_between_and_what_others_picked_stays_out() -> None:
    one = arms(30, 40, 25, 40, between=50)
    drawn = [replace(r, id=f"a{r.id}", why="audit", outcome="bad") for r in one.rows if r.id.startswith("l")]
    moments = one.moments | {r.id: GivenAt(r.utc + 50 * DAY, "") for r in drawn}
    found = recall_lag.weigh(replace(one, rows=[*one.rows, *drawn], moments=moments).evidence)
    assert found.n == 80
    assert found.figures() == recall_lag.weigh(arms(30, 40, 25, 40).evidence).figures()


def test_one_thread_counts_as_one() -> None:
    one = arms(30, 40, 0, 40)
    rows = [replace(r, thread="same") if r.id.startswith("l") else r for r in one.rows]
    assert recall_lag.weigh(replace(one, rows=rows).evidence).state == "cant_tell"


def test_names_and_order_of_rows_do_not_matter() -> None:
    one = lagging(3, 160, 0.4)
    rows = [replace(r, thread=f"other {r.thread}") for r in reversed(one.rows)]
    other = replace(one, rows=rows)
    assert recall_lag.weigh(one.evidence) == recall_lag.weigh(other.evidence)
    assert recall_lag.picks(one.evidence) == recall_lag.picks(other.evidence)


def test_doing_the_fix_clears_red() -> None:
    found = cleared = 0
    for seed in range(40):
        one = lagging(seed, 160, 0.40)
        before = recall_lag.weigh(one.evidence)
        if before.state != "red":
            continue
        found += 1
        picks = recall_lag.picks(one.evidence)
        assert before.fix is not None
        assert (len(set(picks.ids)), picks.why) == (before.fix.count, "relabel")
        rows = [replace(r, outcome=one.truth[r.id]) if r.id in picks.ids else r for r in one.rows]
        cleared += recall_lag.weigh(replace(one, rows=rows).evidence).state != "red"
    assert found >= 25
    assert cleared / found >= 0.80


def test_a_store_knows_when_a_label_was_first_given(store: Store) -> None:
    one = person(2, 0, frame=20)
    keep(store, one)
    first, second, third = (r.id for r in one.rows[:3])
    then = datetime(2024, 5, 1, 12, tzinfo=UTC)
    store.labels.set(first, {"outcome": "good"}, at=then, sitting="s1")
    store.labels.set(first, {"outcome": "bad"}, at=then + timedelta(days=30), why="relabel", sitting="s2")
    store.labels.set(second, {"outcome": "good"}, at=then, sitting="s1")
    store.labels.set(second, {"outcome": "bad"}, at=then + timedelta(days=9), sitting="merge")
    store.labels.set(third, {"trigger": "chores"}, at=then)
    given = FrameReader(store).given()
    assert given == {i: GivenAt(then.timestamp(), "s1") for i in (first, second)}


def test_late_ones_set_aside_are_not_asked_for_again() -> None:
    one = arms(60, 80, 16, 80)
    most = replace(one, aside=frozenset(f"l{k}" for k in range(75)))
    found, picks = recall_lag.weigh(most.evidence), recall_lag.picks(most.evidence)
    assert found.fix is not None
    assert found.fix.count == len(picks.ids) == 5
    assert not most.aside & set(picks.ids)
    every = replace(one, aside=frozenset(f"l{k}" for k in range(80)))
    assert (recall_lag.weigh(every.evidence).state, recall_lag.weigh(every.evidence).fix) == ("red", None)
