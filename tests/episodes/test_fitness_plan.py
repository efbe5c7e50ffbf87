from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.core.episode import Episode
from studio.episodes.cutting import cut
from studio.episodes.training.days import cut_days
from studio.store import Store
from tests.episodes.gym import mondays, plan, sets
from tests.episodes.lives import START, Lift, measure, train

SQUATS = {"exercise": "Squat (Barbell)", "sets": 3, "reps": 5, "weight_kg": 100.0, "rpe": 8.0}


def skipped(store: Store) -> list[Episode]:
    return [e for e in store.episodes.all(domain="fitness") if e.context.done is False]


def only_skip(store: Store) -> Episode:
    (episode,) = skipped(store)
    return episode


def test_a_planned_day_that_was_trained_tells_the_plan(store: Store) -> None:
    rows = plan(store, 0, "Legs B", SQUATS, {"exercise": "Plank", "note": "slow"})
    train(store, 0, "Legs B", sets("Squat (Barbell)", 100, 5, 3))
    cut(store)
    (episode,) = store.episodes.all()
    assert episode.situation.endswith("\nPlan: Legs B: Squat (Barbell) 3 × 5 × 100 kg (RPE 8); Plank (slow).")
    assert (episode.context.planned, episode.context.done) == (True, True)
    assert (episode.context.causes["cut_short"], episode.context.causes["moved"]) == (False, False)
    assert set(rows) < {e.record_id for e in store.episodes.evidence(episode.id)}
    assert "“Legs B” was planned for this day" in store.episodes.reasons(episode.id)


@pytest.mark.parametrize(("done", "short"), [(6, True), (8, True), (9, False), (20, False)])
def test_less_than_three_fifths_of_the_planned_sets_is_cut_short(store: Store, done: int, short: bool) -> None:
    plan(store, 0, "Legs", {**SQUATS, "sets": 10}, {"exercise": "Leg Press", "sets": 5, "reps": 12})
    train(store, 0, "Legs", sets("Squat (Barbell)", 100, 5, done))
    cut(store)
    (episode,) = store.episodes.all()
    assert episode.context.causes["cut_short"] is short
    assert (f"Cut short: {done} of the planned 15 sets." in (episode.response or "")) is short


def test_a_planned_day_without_training_is_an_episode(store: Store) -> None:
    train(store, -3, "Push", sets("Bench Press", 80, 5))
    rows = plan(store, 0, "Legs B", SQUATS)
    train(store, 4, "Push", sets("Bench Press", 80, 5))
    morning = measure(store, 0, recovery_score=31, sleep_asleep=5 * 3600)
    after = measure(store, 1, recovery_score=61)
    cut(store)
    episode = only_skip(store)
    assert episode.situation == (
        "Slept 5 h 00 min. Recovery 31 %.\nLast 7 days: 1 workout, 1 set, 5 reps, 400 kg lifted.\n"
        "Plan: Legs B: Squat (Barbell) 3 × 5 × 100 kg (RPE 8)."
    )
    assert (episode.response, episode.outcome) == ("Did not train.", "Next morning: recovery 61 % (+30).")
    assert (episode.context.planned, episode.context.readiness, episode.context.proxy_outcome) == (True, 31, 0.22)
    assert episode.started_at.date() == START.date()
    parts = {e.record_id: e.part for e in store.episodes.evidence(episode.id)}
    assert parts == dict.fromkeys([*morning, *rows], "situation") | dict.fromkeys(after, "outcome")
    assert store.episodes.reasons(episode.id)[0].startswith("“Legs B” was planned, and no workout of this day")


def test_skipped_days_are_the_same_episodes_when_cut_again_and_keep_their_labels(store: Store) -> None:
    train(store, -3, "Push", sets("Bench Press", 80, 5))
    train(store, 4, "Push", sets("Bench Press", 80, 5))
    plan(store, 0, "Legs", SQUATS)
    cut(store)
    before = store.episodes.all()
    assert cut(store).created == 0
    assert store.episodes.all() == before
    store.labels.set(only_skip(store).id, {"outcome": "good"})
    cut(store)
    assert only_skip(store).labels.outcome == "good"


@pytest.mark.parametrize("day", [-1, 1])
def test_training_of_the_kind_planned_a_day_beside_is_moved_and_not_skipped(store: Store, day: int) -> None:
    train(store, -4, "Push", sets("Bench Press", 80, 5))
    plan(store, 0, "Legs", SQUATS)
    train(store, day, "Lower", sets("Leg Press", 200, 10, 3))
    train(store, 5, "Push", sets("Bench Press", 80, 5))
    cut(store)
    assert skipped(store) == []
    moved = store.episodes.all()[1]
    assert (moved.context.planned, moved.context.causes["moved"]) == (True, True)
    assert "It was planned for Mon 11 Mar and done on " in moved.situation
    assert "“Legs” was planned for Mon 11 Mar: moved" in store.episodes.reasons(moved.id)


def test_another_kind_of_training_beside_does_not_stand_in(store: Store) -> None:
    train(store, -1, "Push", sets("Bench Press", 80, 5))
    plan(store, 0, "Legs", SQUATS)
    train(store, 1, "Pull", sets("Seated Row", 60, 8))
    cut(store)
    assert only_skip(store).started_at.date() == START.date()


def test_one_workout_stands_in_for_one_planned_day(store: Store) -> None:
    for day in (0, 2):
        plan(store, day, "Legs", SQUATS)
    train(store, -3, "Legs", sets("Squat (Barbell)", 100, 5))
    train(store, 1, "Legs", sets("Squat (Barbell)", 100, 5))
    train(store, 6, "Legs", sets("Squat (Barbell)", 100, 5))
    cut(store)
    assert only_skip(store).started_at.date() == (START + timedelta(days=2)).date()


@pytest.mark.parametrize(("before", "after"), [(-11, 4), (-4, 11), (None, 4), (-4, None)])
def test_nothing_is_skipped_while_nothing_was_logged(store: Store, before: int | None, after: int | None) -> None:
    plan(store, 0, "Legs", SQUATS)
    for day in (before, after):
        if day is not None:
            train(store, day, "Push", sets("Bench Press", 80, 5))
    cut(store)
    assert skipped(store) == []


def test_the_future_is_never_skipped(store: Store) -> None:
    plan(store, 0, "Legs", SQUATS)
    for day in (-4, 4):
        train(store, day, "Push", sets("Bench Press", 80, 5))
    assert len(cut_days(store, today=START.date()).episodes) == 2
    assert len(cut_days(store, today=START.date() + timedelta(days=1)).episodes) == 3


def test_a_day_off_the_own_rhythm_is_an_episode_without_any_plan(store: Store) -> None:
    mondays(store, [0, 1, 2, 4, 5, 6, 7, 9])
    cut(store)
    episode = only_skip(store)
    assert episode.started_at == START.replace(hour=12) + timedelta(weeks=8)
    assert (episode.context.planned, episode.response) == (None, "Did not train.")
    assert store.episodes.reasons(episode.id)[0] == "you trained on 7 of the last 8 Mondays, not on this one"


def test_no_rhythm_no_skipped_day(store: Store) -> None:
    mondays(store, [0, 1, 2, 5, 7, 9])
    cut(store)
    assert skipped(store) == []


@pytest.mark.parametrize("rests", [lambda n: n % 4 == 3, lambda n: n % 3 == 2, lambda n: random.random() < 0.2])
def test_resting_by_turns_or_at_will_is_no_skipped_day(store: Store, rests: Callable[[int], bool]) -> None:
    random.seed(5)
    for n in range(120):
        if not rests(n):
            train(store, n, "Push", sets("Bench Press", 80, 5))
    cut(store)
    assert skipped(store) == []


@pytest.mark.parametrize("weekdays", [(0, 2, 4), (0, 1, 2, 3, 4, 5), (0, 1, 2, 3, 4, 5, 6)])
def test_a_day_left_out_once_by_somebody_who_keeps_to_weekdays_is_found(
    store: Store, weekdays: tuple[int, ...]
) -> None:
    for n in range(112):
        if n % 7 in weekdays and n != 88:
            train(store, n, "Push", sets("Bench Press", 80, 5))
    cut(store)
    assert only_skip(store).started_at.date() == (START + timedelta(days=88)).date()


def test_a_pause_is_no_skipped_day(store: Store) -> None:
    mondays(store, [0, 1, 2, 3, 4, 5, 6, 7, 10, 11], also=None)
    cut(store)
    assert skipped(store) == []


def test_a_workout_on_an_odd_day_beside_stands_in_for_the_usual_one(store: Store) -> None:
    mondays(store, [0, 1, 2, 3, 4, 5, 6, 7, 9])
    train(store, 7 * 8 + 1, "Legs", sets("Squat (Barbell)", 100, 5))
    cut(store)
    assert skipped(store) == []


def test_where_a_plan_says_what_was_meant_the_rhythm_says_nothing(store: Store) -> None:
    mondays(store, [0, 1, 2, 3, 4, 5, 6, 7, 9])
    plan(store, 7 * 8 + 3, "Pull", {"exercise": "Seated Row", "sets": 5, "reps": 8})
    cut(store)
    assert skipped(store) == []


amount = st.sampled_from([None, 0.0, -20.0, 0.5, 60.0, 100.0, 1e6])
lifts = st.builds(
    Lift,
    st.sampled_from(["Squat", "Pull Up", "Running", "Plank", "[/INST]", ""]),
    amount,
    st.sampled_from([None, 0, 1, 5, 13, 10_000]),
    st.sampled_from(["working", "warmup", "drop", "failure"]),
    st.sampled_from([None, 7.5, 10.0]),
)
week = st.lists(
    st.tuples(st.integers(0, 40), st.lists(lifts, max_size=4), st.sampled_from([None, 0.0, 45.0])), min_size=1
)
planned = st.lists(st.tuples(st.integers(-3, 45), st.sampled_from(["Legs", "Pull"]), amount), max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(week, planned)
def test_whatever_was_logged_and_planned_every_workout_is_told_once_and_cutting_again_changes_nothing(
    done: list[tuple[int, list[Lift], float | None]], meant: list[tuple[int, str, float | None]]
) -> None:
    with Store(None) as store:
        ids = [
            train(store, day + n / 1000, f"Day {day % 3}", lifts, minutes=m) for n, (day, lifts, m) in enumerate(done)
        ]
        for n, (day, name, weight) in enumerate(meant):
            plan(store, day, f"{name} {n}", {"exercise": "Squat", "sets": n, "reps": 5, "weight_kg": weight})
        cut(store)
        before = [(e, store.episodes.evidence(e.id), store.episodes.reasons(e.id)) for e in store.episodes.all()]
        told = [e.record_id for _, evidence, _ in before for e in evidence if e.part == "response"]
        assert sorted(told) == sorted(ids)
        assert len({episode.started_at.date() for episode, _, _ in before}) == len(before)
        assert all(2 <= len(reasons) <= 4 for _, _, reasons in before)
        cut(store)
        assert [
            (e, store.episodes.evidence(e.id), store.episodes.reasons(e.id)) for e in store.episodes.all()
        ] == before
