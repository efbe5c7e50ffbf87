"""SURVIVORSHIP on people of whom it is known what they dropped and how rested they were."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from random import Random

import numpy as np
import pytest
from scipy.stats import mannwhitneyu

from studio.gaps.checks import survivorship
from studio.gaps.states import SEVERITY
from studio.gaps.statistics.auc import auc
from studio.store import Store
from studio.store.frame import FrameReader, Training
from tests.gaps.people import Person, person
from tests.gaps.records import keep

REPS = 60


def athlete(
    seed: int,
    planned: int,
    *,
    shift: float = 0.0,
    drop: float = 0.2,
    labels: int = 40,
    survivors: bool = True,
    per_thread: int = 1,
) -> Person:
    """Somebody who dropped this share of the plan, on mornings `shift` standard deviations (of 15) less ready.

    Args:
        seed: Makes it repeatable.
        planned: Trainings planned.
        shift: Standard deviations by which dropped mornings were less ready.
        drop: Share dropped.
        labels: Trainings labelled.
        survivors: Only done ones are labelled; else chance decides.
        per_thread: Trainings per thread.
    """
    one = person(seed, 0, frame=planned, per_thread=per_thread)
    dice = np.random.default_rng([seed, 41])
    dropped = set(dice.choice(planned, round(drop * planned), replace=False).tolist())
    ready = np.clip(
        60 + 15 * dice.standard_normal(planned) - [15 * shift * (k in dropped) for k in range(planned)], 0, 100
    )
    trained = {r.id: Training(True, k not in dropped, float(ready[k])) for k, r in enumerate(one.rows)}
    rows = [replace(r, domain="fitness") for r in one.rows]
    pool = [r.id for r in rows if trained[r.id].done or not survivors]
    kept = [str(i) for i in dice.choice(pool, min(labels, len(pool)), replace=False)]
    return replace(one, rows=rows, trained=trained).label(kept, "spontaneous")


def states(
    planned: int, *, shift: float = 0.0, survivors: bool = True, reps: int = REPS, drop: float = 0.2
) -> list[str]:
    people = (athlete(s, planned, shift=shift, survivors=survivors, drop=drop) for s in range(reps))
    return [survivorship.weigh(one.evidence).state for one in people]


def test_healthy_people_are_hardly_ever_red() -> None:
    for planned in (60, 100, 200):
        found = states(planned, survivors=False, reps=80)
        assert found.count("red") / 80 <= 0.025
        assert found.count("amber") / 80 <= 0.08


def test_people_who_drop_whatever_the_morning_are_not_red_for_it() -> None:
    for planned in (60, 100, 200):
        assert states(planned, reps=80).count("red") / 80 <= 0.025


def test_people_who_kept_only_the_ready_days_are_alarmed_at_the_stated_n() -> None:
    assert states(100, shift=1.0).count("red") / REPS >= 0.80
    assert states(200, shift=1.0).count("red") / REPS >= 0.95
    found = states(60, shift=1.0)
    assert (found.count("red") + found.count("amber")) / REPS >= 0.90


def test_a_weak_power_is_said() -> None:
    assert states(60, shift=0.6).count("red") / REPS < 0.80
    assert "smaller ones are often missed" in survivorship.HOW
    hidden = [survivorship.weigh(athlete(s, 60, shift=0.6, drop=0.17, labels=40).evidence) for s in range(20)]
    assert all(found.state != "fine" for found in hidden)


def test_many_dropped_and_none_labelled_is_red_without_any_readiness() -> None:
    one = athlete(1, 100, drop=0.35)
    blind = replace(one, trained={i: t._replace(readiness=None) for i, t in one.trained.items()})
    found = survivorship.weigh(blind.evidence)
    assert (found.state, found.estimate) == ("red", None)
    assert "35 of 100 planned trainings were not done" in found.message
    few = athlete(1, 100, drop=0.2)
    blind = replace(few, trained={i: t._replace(readiness=None) for i, t in few.trained.items()})
    assert survivorship.weigh(blind.evidence).state == "amber"


@pytest.mark.parametrize("n", [0, 1, 5, 29])
def test_few_labels_cannot_tell_and_say_how_many_would(n: int) -> None:
    one = athlete(1, 100, shift=2.0, labels=n)
    found = survivorship.weigh(one.evidence)
    assert (found.state, found.n, found.n_needed) == ("cant_tell", n, 30)
    assert found.fix is not None
    assert found.fix.count == 30 - n == len(survivorship.picks(one.evidence).ids)


@pytest.mark.parametrize("planned", [0, 1, 5, 29, 59])
def test_a_short_plan_cannot_tell(planned: int) -> None:
    one = person(1, 0, frame=max(planned, 1))
    rows = [replace(r, domain="fitness", outcome="good") for r in one.rows]
    trained = {r.id: Training(True, bool(k % 2), 50.0) for k, r in enumerate(rows[:planned])}
    found = survivorship.weigh(replace(one, rows=rows, trained=trained).evidence)
    assert (found.state, found.n, found.n_needed, found.fix) == ("cant_tell", planned, 60, None)


def test_somebody_who_drops_hardly_anything_cannot_be_told_about() -> None:
    found = survivorship.weigh(athlete(1, 100, drop=0.04).evidence)
    assert (found.state, found.n, found.n_needed) == ("cant_tell", 4, 10)
    assert "4 that were not done, of 100 planned; this needs 10." in found.message


def test_usual_days_stand_for_a_plan_where_there_is_none() -> None:
    one = athlete(1, 100, shift=1.5, drop=0.2)
    usual = {i: t._replace(planned=None) for i, t in one.trained.items()}
    assert "your usual days counted as planned" in survivorship.weigh(replace(one, trained=usual).evidence).message
    extra = {i: t._replace(planned=False) for i, t in one.trained.items()}
    assert survivorship.weigh(replace(one, trained=extra).evidence).n == 0


def test_more_bias_never_lowers_severity() -> None:
    for drop in (0.12, 0.2, 0.35):
        ranks = [
            SEVERITY[survivorship.weigh(athlete(3, 100, shift=shift, drop=drop).evidence).state]
            for shift in np.arange(-1.0, 3.0, 0.1)
        ]
        assert all(a <= b for a, b in pairwise(ranks))
        assert ranks[-1] == SEVERITY["red"]
    one = athlete(3, 100, shift=1.5, labels=40)
    dropped = [i for i, t in one.trained.items() if not t.done]
    ranks = [
        SEVERITY[survivorship.weigh(one.label(dropped[:k], "spontaneous").evidence).state] for k in range(12, -1, -1)
    ]
    assert all(a <= b for a, b in pairwise(ranks))
    assert (ranks[0], ranks[-1]) == (SEVERITY["fine"], SEVERITY["red"])


def test_row_order_and_names_do_not_matter() -> None:
    one = athlete(4, 100, shift=1.0)
    rows = [replace(r, thread=f"other {r.thread}", outcome="bad" if r.outcome else None) for r in one.rows]
    Random(3).shuffle(rows)
    again = replace(one, rows=rows)
    assert survivorship.weigh(one.evidence) == survivorship.weigh(again.evidence)
    assert survivorship.picks(one.evidence) == survivorship.picks(again.evidence)


def test_days_that_share_a_thread_count_for_less() -> None:
    one = athlete(2, 120, shift=1.0)
    threads = {i: f"week {(k // 8) if t.done else 100 + k // 40}" for k, (i, t) in enumerate(one.trained.items())}
    tied = replace(one, rows=[replace(r, thread=threads[r.id]) for r in one.rows])
    apart, together = survivorship.weigh(one.evidence), survivorship.weigh(tied.evidence)
    assert together.n_effective < apart.n_effective == 120
    assert together.interval[0] < apart.interval[0]


def test_doing_the_fix_clears_red() -> None:
    reds = cleared = 0
    for seed in range(40):
        one = athlete(seed, 150, shift=1.0, drop=0.25 if seed % 2 else 0.4, labels=80)
        before, picks = survivorship.weigh(one.evidence), survivorship.picks(one.evidence)
        if before.state != "red":
            continue
        reds += 1
        assert before.fix is not None
        assert (len(picks.ids), picks.why) == (before.fix.count, "gap_fill")
        assert not any(one.trained[i].done for i in picks.ids)
        cleared += survivorship.weigh(one.label(picks.ids, picks.why).evidence).state == "fine"
    assert reds >= 30
    assert cleared / reds >= 0.80


def test_dropped_days_that_were_set_aside_are_not_asked_for() -> None:
    one = athlete(1, 100, shift=2.0)
    found = survivorship.weigh(replace(one, aside=frozenset(i for i, t in one.trained.items() if not t.done)).evidence)
    assert (found.state, found.fix) == ("red", None)
    assert "You set all of those aside" in found.message


def test_talks_are_not_asked_about() -> None:
    found = survivorship.weigh(person(1, 80).evidence)
    assert (found.state, found.n, found.applies) == ("cant_tell", 0, False)


def test_the_area_is_what_scipy_counts_and_its_error_what_hanley_and_mcneil_say() -> None:
    dice = np.random.default_rng(5)
    for n, m in ((1, 1), (10, 50), (80, 20)):
        high, low = np.round(dice.normal(1, 1, n), 1), np.round(dice.normal(0, 1, m), 1)
        expected = float(mannwhitneyu(high, low).statistic) / (n * m)
        assert auc(high.tolist(), low.tolist()).area == pytest.approx(expected, abs=1e-12)
    apart = auc([5.0] * 10, [1.0] * 10)
    assert apart.area == 1.0
    assert 0 < apart.error < 0.05
    shifted = [auc(dice.normal(1, 1, 80).tolist(), dice.normal(0, 1, 40).tolist()) for _ in range(400)]
    spread = float(np.std([one.area for one in shifted]))
    assert float(np.mean([one.error for one in shifted])) == pytest.approx(spread, rel=0.15)


def test_a_store_tells_what_was_dropped(store: Store) -> None:
    one = athlete(2, 80, shift=2.0)
    keep(store, one, domain="fitness")
    assert FrameReader(store).trainings("fitness") == one.trained
    assert FrameReader(store).trainings("relationship") == {}
