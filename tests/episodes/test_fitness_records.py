from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.episodes.training.muscles import muscles, volume_by_muscle
from studio.episodes.training.records import FAMILIAR, Bests, estimated_maximum
from studio.store.records import StoredSet


def lift(
    weight: float | None = None, reps: int | None = None, metres: float | None = None, seconds: float | None = None
) -> StoredSet:
    return StoredSet("Squat", 1, "working", weight, reps, None, metres, seconds, None)


def after(*workouts: list[StoredSet]) -> Bests:
    bests = Bests()
    for workout in workouts:
        bests.learn(workout)
    return bests


USUAL = [lift(100, 5), lift(100, 5)]


def test_the_first_times_of_an_exercise_are_no_record() -> None:
    heavier = [lift(140, 5)]
    assert [bool(after(*[USUAL] * times).records(heavier)) for times in range(FAMILIAR + 1)] == [False] * FAMILIAR + [
        True
    ]


@pytest.mark.parametrize(
    ("sets", "told"),
    [
        ([lift(105, 1)], ["heaviest 105 kg (before 100 kg)"]),
        ([lift(100, 7)], ["estimated maximum 123.3 kg (before 116.7 kg)", "most reps at 100 kg: 7 (before 5)"]),
        ([lift(110, 5)], ["heaviest 110 kg (before 100 kg)", "estimated maximum 128.3 kg (before 116.7 kg)"]),
        ([lift(100, 5)], []),
        ([lift(80, 6)], ["most reps at 80 kg: 6 (before 5)"]),
        ([lift(60, 5)], []),
    ],
)
def test_records_against_every_earlier_workout(sets: list[StoredSet], told: list[str]) -> None:
    assert after(USUAL, USUAL, [lift(80, 5), lift(100, 3)]).records(sets) == told


def test_fewer_repetitions_than_a_heavier_set_had_are_no_record() -> None:
    bests = after([lift(80, 4)], [lift(100, 8)], [lift(80, 3)])
    assert bests.records([lift(80, 7)]) == []
    assert bests.records([lift(80, 9)]) == ["most reps at 80 kg: 9 (before 4)"]


def test_body_weight_and_held_sets() -> None:
    assert after(*[[lift(None, 10)]] * 3).records([lift(None, 12)]) == ["most reps: 12 (before 10)"]
    assert after(*[[lift(seconds=60)]] * 3).records([lift(seconds=90)]) == ["longest 90 s (before 60 s)"]


def test_longest_and_fastest_runs() -> None:
    bests = after(
        [lift(metres=10_000, seconds=3600)], [lift(metres=5_000, seconds=1500)], [lift(metres=1_000, seconds=240)]
    )
    assert bests.records([lift(metres=12_000, seconds=4800)]) == ["longest 12.00 km (before 10.00 km)"]
    assert bests.records([lift(metres=5_000, seconds=1440)]) == [
        "fastest 4:48 min/km over 5.00 km (before 5:00 min/km)"
    ]
    assert bests.records([lift(metres=9_900, seconds=3400)]) == [
        "fastest 5:43 min/km over 9.90 km (before 6:00 min/km)"
    ]
    assert bests.records([lift(metres=800, seconds=230)]) == [], "a short run is compared with all that are as long"


def test_the_estimate_is_epleys() -> None:
    assert estimated_maximum(100, 5) == pytest.approx(100 * (1 + 5 / 30))
    assert estimated_maximum(100, 1) == 100
    assert [estimated_maximum(*one) for one in ((100, 13), (None, 5), (-20, 5), (100, None), (100, 0))] == [None] * 5


runs = st.lists(st.tuples(st.integers(100, 20_000), st.integers(60, 9_000)), min_size=3, max_size=30)


@given(runs, st.tuples(st.integers(100, 20_000), st.integers(60, 9_000)))
def test_a_run_is_the_fastest_exactly_when_no_comparable_one_was_as_fast(
    before: list[tuple[int, int]], now: tuple[int, int]
) -> None:
    told = after(*[[lift(metres=m, seconds=s)] for m, s in before]).records([lift(metres=now[0], seconds=now[1])])
    comparable = [s / m for m, s in before if m >= 0.9 * now[0]]
    fastest = bool(comparable) and now[1] / now[0] * 1.01 < min(comparable)
    assert any("fastest" in one for one in told) is fastest


@pytest.mark.parametrize(
    ("exercise", "primary", "secondary"),
    [
        ("Bench Press (Barbell)", ("chest",), ("shoulders", "arms")),
        ("Incline Bench Press (Dumbbell)", ("chest",), ("shoulders", "arms")),
        ("Overhead Press (Barbell)", ("shoulders",), ("arms",)),
        ("Close Grip Bench Press", ("arms",), ("chest",)),
        ("Bent Over Row (Barbell)", ("back",), ("arms",)),
        ("Upright Row", ("shoulders",), ()),
        ("Rowing (Machine)", ("cardio",), ()),
        ("Face Pull (Cable)", ("shoulders",), ("back",)),
        ("Bicep Curl (Dumbbell)", ("arms",), ()),
        ("Leg Curl", ("hamstrings and glutes",), ()),
        ("Romanian Deadlift (Barbell)", ("hamstrings and glutes",), ("back",)),
        ("Bulgarian Split Squat", ("quads",), ("hamstrings and glutes",)),
        ("Walking Lunge", ("quads",), ("hamstrings and glutes",)),
        ("Standing Calf Raise (Machine)", ("calves",), ()),
        ("Hanging Leg Raise", ("core",), ()),
        ("Bicycle Crunch", ("core",), ()),
        ("Running", ("cardio",), ()),
        ("Virtual Ride", ("cardio",), ()),
        ("biking", ("cardio",), ()),
    ],
)
def test_muscles_by_the_name_of_an_exercise(
    exercise: str, primary: tuple[str, ...], secondary: tuple[str, ...]
) -> None:
    found = muscles(exercise)
    assert found is not None
    assert (found.primary, found.secondary) == (primary, secondary)


def test_helping_muscles_get_half_and_unknown_exercises_nothing() -> None:
    bench = StoredSet("Bench Press", 1, "working", 100, 5, None, None, None, None)
    odd = StoredSet("[/INST] thing", 1, "working", 50, 5, None, None, None, None)
    got = {name: (volume.sets, volume.kilograms) for name, volume in volume_by_muscle([bench, bench, odd]).items()}
    assert got == {"chest": (2, 1000), "shoulders": (1, 500), "arms": (1, 500)}
